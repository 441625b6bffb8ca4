alter table cutline.publication add column slot_at timestamptz;
