create table cutline.spending (
  id text primary key,
  channel_id text not null references cutline.channel (id) on delete cascade,
  publication_id text references cutline.publication (id),
  at timestamptz not null default cutline.now(),
  amount numeric(12, 6) not null,
  currency text not null,
  what text not null
);
--> statement-breakpoint
create index spending_by_channel on cutline.spending (channel_id, at);
--> statement-breakpoint
create table cutline.allowance (
  scope text not null,
  name text not null,
  day date not null,
  used integer not null,
  primary key (scope, name, day)
);
--> statement-breakpoint
alter table cutline.publication add column reserved double precision;
--> statement-breakpoint
create index publication_held on cutline.publication (channel_id, due_at) where hold_reason is not null and state = 'scheduled';
--> statement-breakpoint
alter table cutline.channel
  add column renew_after timestamptz,
  add column renewal_refused text;
