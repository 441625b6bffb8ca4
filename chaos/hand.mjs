// What the harness does to a living app from within: on Redis in its own process, beside the workers; on the embedded database
// in the one process that holds it. Everything here may be called again after a failure.
import process from 'node:process';

/** `load`: gives the parts of the very code that `app` was made with, by name (bundle.mjs). */
export async function openHand(app, load) {
  const [{ connectChannel }, { publishDue }, { retry }, publications, { sql }] = await Promise.all([
    load('app/connect-channel'),
    load('app/publish-due'),
    load('app/change-publication'),
    load('store/publications'),
    load('drizzle-orm'),
  ]);
  const { db } = app.database;
  const rowsOf = async (statement) => (await db.execute(statement)).rows;

  return {
    /** One channel of each platform, with the tokens that its imitation gives: `{platform: channel id}`. */
    async connect(names = app.platforms.map(({ id }) => id)) {
      const channels = {};
      for (const id of names) {
        const platform = app.platforms.find((each) => each.id === id);
        const url = app.config.addressFromEnvironment(id, 'api');
        const tokens = await (await fetch(`${url}/_sandbox/tokens`)).json();
        const [channel] = await connectChannel(app, { platform, tokens, sandbox: true });
        channels[id] = channel.id;
      }
      return channels;
    },
    /** Pictures and films are made ahead, once: what is looked at here is not how long a film takes. */
    async draw(media) {
      const { mediaFor } = await load('app/render');
      return mediaFor(app, { pieces: ['chaos'], media });
    },
    /** The first channel that each imitation's tokens open, as a value. */
    async identify() {
      const channels = {};
      for (const [id, channelId] of Object.entries(await this.connect()))
        channels[id] = await (await load('store/channels')).openChannel(db, app.vault, channelId);
      return channels;
    },
    /** What the channels are called: `{platform: name}`. */
    async names() {
      const rows = await rowsOf(sql`select platform, name from cutline.channel`);
      return Object.fromEntries(rows.map(({ platform, name }) => [platform, name]));
    },
    /** The word of a link that signs in once. */
    async link() {
      return (await load('app/sign-in')).newSignInLink(app);
    },
    /** Clears what the last batch left, and plans anew. */
    async plan({ postId, rows, campaign }) {
      await rowsOf(
        sql`insert into cutline.campaign (id, name) values (${campaign}, ${campaign}) on conflict do nothing`,
      );
      await rowsOf(sql`delete from cutline.measurement`);
      await rowsOf(
        sql`update cutline.publication set state = 'cancelled', fence = fence + 1 where state in ('scheduled', 'publishing', 'settling')`,
      );
      await rowsOf(sql`insert into cutline.source_post (id, name, title, markdown, hash)
        values (${postId}, ${postId}, ${postId}, ${postId}, ${postId}) on conflict do nothing`);
      await publications.schedulePublications(
        db,
        rows.map(({ inMs, inCampaign, ...row }) => ({
          ...row,
          postId,
          postHash: postId,
          campaignId: inCampaign ? campaign : null,
          dueAt: sql`cutline.now() + make_interval(secs => ${inMs / 1000})`,
          slotReason: 'Drawn.',
        })),
      );
    },
    /** How everything stands. */
    async look(postId) {
      return rowsOf(sql`
        select p.id, p.platform, p.state, p.fence, p.tries, p.settles, p.url, p.outcome, p.campaign_id,
          (p.hold_reason is not null or c.state = 'paused' or coalesce(g.paused, false)
            or exists (select 1 from cutline.setting where key = 'paused' and value = 'true'::jsonb)) as held,
          extract(epoch from p.due_at - cutline.now())::float8 as due_in,
          extract(epoch from p.claimed_until - cutline.now())::float8 as claimed_in,
          extract(epoch from p.lease_until - cutline.now())::float8 as leased_in,
          extract(epoch from p.published_at - p.created_at)::float8 as published_after,
          extract(epoch from cutline.now() - p.created_at)::float8 as age,
          extract(epoch from c.throttled_until - cutline.now())::float8 as throttled_in,
          (select count(*) from cutline.attempt a where a.publication_id = p.id)::int as attempts,
          (select a.id from cutline.attempt a where a.publication_id = p.id and a.ended_at is null
            order by number desc limit 1) as open_attempt
        from cutline.publication p join cutline.channel c on c.id = p.channel_id
          left join cutline.campaign g on g.id = p.campaign_id where p.post_id = ${postId}`);
    },
    attempts: (postId) =>
      rowsOf(sql`
      select a.publication_id, a.kind, a.number, a.fence, a.started_at, a.ended_at, a.outcome
      from cutline.attempt a join cutline.publication p on p.id = a.publication_id
      where p.post_id = ${postId} order by a.publication_id, a.number`),
    closedChannels: async () =>
      (await rowsOf(sql`select platform from cutline.channel where state = 'unauthorized'`)).map(
        ({ platform }) => platform,
      ),
    async ahead(seconds) {
      await rowsOf(sql`update cutline.clock set ahead = make_interval(secs => ${seconds})`);
    },
    async retry(id) {
      await retry(app, id);
    },
    /** The job that a publication waits for, once more and once more, under other names. */
    async again({ id, platform, fence, state }) {
      const job = state === 'settling' ? 'settle' : 'publish';
      for (const twin of ['a', 'b'])
        await app.queue.add(
          job,
          { publicationId: id, fence },
          { id: `twin-${twin}-${id}-${fence}`, platform, delayMs: 0 },
        );
    },
    async ticks() {
      await Promise.all([publishDue(app), publishDue(app)]);
    },
    /** The carrier's sleepers set their alarms by the clock as it was: a job that means nothing makes them look again; and a tick looks at once. */
    async wake() {
      const id = `wake-${process.pid}-${(wakes += 1)}-${app.newId()}`;
      for (const platform of app.platforms)
        await app.queue.add('publish', { publicationId: 'nobody', fence: 0 }, { id, platform: platform.id });
      await app.queue.add('settle', { publicationId: 'nobody', fence: 0 }, { id });
      await app.queue.add('tick', {}, { id });
    },
  };
}

let wakes = 0;
