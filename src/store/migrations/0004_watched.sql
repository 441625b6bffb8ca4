alter table cutline.attempt add column due_at timestamptz;
--> statement-breakpoint
create index publication_by_state on cutline.publication (state, platform);
--> statement-breakpoint
create index publication_by_publishing on cutline.publication (channel_id, published_at) where state = 'published';
