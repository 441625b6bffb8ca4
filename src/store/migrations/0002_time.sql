alter table cutline.publication
  add column round integer not null default 0,
  add column late_since timestamptz;
--> statement-breakpoint
alter table cutline.source_post add column evergreen boolean not null default false;
--> statement-breakpoint
alter table cutline.campaign
  add column evergreen boolean not null default false,
  add column late_hours integer,
  add column late_move_days integer;
--> statement-breakpoint
create index publication_by_channel on cutline.publication (channel_id, due_at);
