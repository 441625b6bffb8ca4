create table cutline.clock (
  only_row boolean primary key default true check (only_row),
  ahead interval not null default interval '0'
);
--> statement-breakpoint
insert into cutline.clock default values;
--> statement-breakpoint
create function cutline.now() returns timestamptz language sql volatile as
  $$ select clock_timestamp() + ahead from cutline.clock $$;
--> statement-breakpoint
create table cutline.campaign (
  id text primary key,
  name text not null unique,
  starts_on date,
  ends_on date,
  goal text,
  hashtags jsonb not null default '[]',
  paused boolean not null default false
);
--> statement-breakpoint
create table cutline.source_post (
  id text primary key,
  name text not null unique,
  title text not null,
  markdown text not null,
  hash text not null,
  version integer not null default 1,
  campaign_id text references cutline.campaign (id),
  imported_at timestamptz not null default cutline.now()
);
--> statement-breakpoint
create table cutline.source_version (
  post_id text not null references cutline.source_post (id),
  hash text not null,
  version integer not null,
  markdown text not null,
  imported_at timestamptz not null default cutline.now(),
  primary key (post_id, hash)
);
--> statement-breakpoint
create table cutline.excerpt (
  post_id text not null references cutline.source_post (id),
  post_hash text not null,
  platform text not null,
  ordinal integer not null,
  excerpt jsonb not null,
  primary key (post_id, post_hash, platform, ordinal)
);
--> statement-breakpoint
create table cutline.channel (
  id text primary key,
  platform text not null,
  name text not null,
  remote_id text not null,
  sandbox boolean not null,
  tokens text not null,
  state text not null default 'connected' check (state in ('connected', 'unauthorized', 'paused')),
  expires_at timestamptz,
  renewing_until timestamptz,
  throttled_until timestamptz,
  throttled_reason text,
  created_at timestamptz not null default cutline.now(),
  unique (platform, remote_id, sandbox)
);
--> statement-breakpoint
create table cutline.publication (
  id text primary key,
  post_id text not null references cutline.source_post (id),
  post_hash text not null,
  campaign_id text references cutline.campaign (id),
  channel_id text not null references cutline.channel (id),
  platform text not null,
  excerpt jsonb not null,
  state text not null default 'draft'
    check (state in ('draft', 'approved', 'scheduled', 'publishing', 'settling', 'published', 'failed', 'cancelled')),
  due_at timestamptz not null,
  slot_reason text not null,
  hold_reason text,
  fence integer not null default 0,
  claimed_until timestamptz,
  lease_until timestamptz,
  tries integer not null default 0,
  settles integer not null default 0,
  first_started_at timestamptz,
  outcome jsonb,
  url text,
  remote_ids jsonb not null default '[]',
  published_at timestamptz,
  created_at timestamptz not null default cutline.now()
);
--> statement-breakpoint
create index publication_waiting on cutline.publication (due_at) where state in ('scheduled', 'publishing', 'settling');
--> statement-breakpoint
create index publication_by_day on cutline.publication (due_at);
--> statement-breakpoint
create index publication_by_post on cutline.publication (post_id);
--> statement-breakpoint
create index publication_by_campaign on cutline.publication (campaign_id);
--> statement-breakpoint
create table cutline.attempt (
  id text primary key,
  publication_id text not null references cutline.publication (id),
  kind text not null check (kind in ('publish', 'settle')),
  number integer not null,
  fence integer not null,
  started_at timestamptz not null default cutline.now(),
  ended_at timestamptz,
  outcome jsonb,
  unique (publication_id, number)
);
--> statement-breakpoint
create table cutline.remote_name (
  publication_id text not null references cutline.publication (id),
  name text not null,
  value text not null,
  named_at timestamptz not null default cutline.now(),
  primary key (publication_id, name)
);
--> statement-breakpoint
create table cutline.measurement (
  publication_id text not null references cutline.publication (id),
  age text not null,
  due_at timestamptz not null,
  claimed_until timestamptz,
  tries integer not null default 0,
  taken_at timestamptz,
  reason text,
  primary key (publication_id, age)
);
--> statement-breakpoint
create index measurement_waiting on cutline.measurement (due_at) where taken_at is null;
--> statement-breakpoint
create table cutline.metric (
  publication_id text not null references cutline.publication (id),
  at timestamptz not null,
  name text not null,
  value double precision not null,
  primary key (publication_id, at, name)
);
--> statement-breakpoint
create table cutline.setting (
  key text primary key,
  value jsonb not null
);
--> statement-breakpoint
create table cutline.sign_in_link (
  token_hash text primary key,
  expires_at timestamptz not null,
  used_at timestamptz
);
--> statement-breakpoint
create table cutline.session (
  token_hash text primary key,
  csrf text not null,
  created_at timestamptz not null default cutline.now(),
  expires_at timestamptz not null
);
--> statement-breakpoint
create table cutline.sign_in_failure (
  key text primary key,
  failures integer not null,
  last_at timestamptz not null
);
