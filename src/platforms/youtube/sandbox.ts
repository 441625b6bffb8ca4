import type { FaultInput } from '../../sandbox/faults.ts';
import type { SandboxDefinition, SandboxPost } from '../../sandbox/kit.ts';
import { wallPage } from '../../sandbox/page.tsx';
import type { World } from '../../sandbox/state.ts';
import { addReading } from './sandbox-reading.ts';
import { addReports } from './sandbox-reports.ts';
import { addTokens } from './sandbox-tokens.ts';
import { addUploading } from './sandbox-upload.ts';
import { accessFor, accounts, films, grants, visibleTo, type Film } from './sandbox-world.ts';

/**
 * The imitation of YouTube: the Data API v3 with its resumable upload, the Analytics API v2 and Google's token endpoint, as
 * far as the coverage says. Built from the documentation alone, without a look at the client.
 */
export const sandbox: SandboxDefinition = {
  platform: 'youtube',
  name: 'YouTube',
  coverage: [
    { method: 'POST', path: '/token', state: 'partial', remark: 'grant_type=refresh_token only' },
    {
      method: 'POST',
      path: '/upload/youtube/v3/videos',
      state: 'partial',
      remark: 'uploadType=resumable only; parts snippet and status',
    },
    { method: 'PUT', path: '/upload/youtube/v3/videos', state: 'supported' },
    {
      method: 'GET',
      path: '/youtube/v3/videos',
      state: 'partial',
      remark: 'by id; parts id, snippet, status, statistics, processingDetails',
    },
    { method: 'GET', path: '/youtube/v3/channels', state: 'partial', remark: 'mine=true only' },
    {
      method: 'GET',
      path: '/youtube/v3/playlistItems',
      state: 'partial',
      remark: "the channel's own uploads only",
    },
    {
      method: 'GET',
      path: '/v2/reports',
      state: 'partial',
      remark: 'of the own channel; dimensions none, day or video; nine metrics',
    },
    { method: 'GET', path: '/watch', state: 'supported', remark: 'the page a viewer sees' },
    { method: 'PUT', path: '/youtube/v3/videos', state: 'absent' },
    { method: 'DELETE', path: '/youtube/v3/videos', state: 'absent' },
    { method: 'GET', path: '/youtube/v3/search', state: 'absent' },
    { method: 'GET', path: '/youtube/v3/videos:batchGetStats', state: 'absent' },
    { method: 'POST', path: '/upload/youtube/v3/thumbnails/set', state: 'absent' },
    { method: 'POST', path: '/upload/youtube/v3/captions', state: 'absent' },
    { method: 'POST', path: '/revoke', state: 'absent' },
  ],
  accepts: { method: 'PUT', path: '^/upload/' },
  refusals: {
    throttled: refusal(
      403,
      'youtube.quota',
      'quotaExceeded',
      'The request cannot be completed because you have exceeded your quota.',
    ),
    unauthorized: refusal(401, 'global', 'authError', 'Invalid Credentials'),
  },
  routes(app, world) {
    addTokens(app, world);
    addUploading(app, world);
    addReading(app, world);
    addReports(app, world);
    app.get('/watch', (c) => {
      const film = films(world).get(c.req.query('v') ?? '');
      if (film === undefined) return c.text('This film is not available.', 404);
      return c.html(wallPage('YouTube', [asPost(film, world)]));
    });
  },
  seed(world) {
    const account = accounts(world).get(seeded.channel) ?? makeAccount(world);
    const grant =
      grants(world).find((grant) => grant.account === account.id && !grant.revoked) ??
      grants(world).put({
        // The same after each reset, unless it was taken back: then connecting again gives another.
        id:
          seeded.refreshToken +
          (grants(world).get(seeded.refreshToken) === undefined ? '' : `-${world.nextId(6)}`),
        account: account.id,
        clientId: seeded.clientId,
        clientSecret: seeded.clientSecret,
        scopes: ['youtube.upload', 'youtube.readonly', 'yt-analytics.readonly'].map(
          (scope) => `https://www.googleapis.com/auth/${scope}`,
        ),
        grantedAt: world.now().toISOString(),
        testing: false,
        revoked: false,
      });
    const access = accessFor(grant, world);
    return {
      client_id: grant.clientId,
      client_secret: grant.clientSecret,
      refresh_token: grant.id,
      access_token: access.token,
      expires_at: access.expiresAt,
    };
  },
  posts: (world) =>
    films(world)
      .all()
      .map((film) => asPost(film, world))
      .reverse(),
};

const seeded = {
  channel: 'UCsandboxClinicOnYouTube',
  clientId: 'sandbox-client.apps.googleusercontent.com',
  clientSecret: 'GOCSPX-sandbox-client-secret',
  refreshToken: '1//sandbox-refresh-token',
};

function makeAccount(world: World) {
  return accounts(world).put({
    id: seeded.channel,
    title: 'Sandbox Clinic',
    handle: '@sandboxclinic',
    uploads: seeded.channel.replace(/^UC/, 'UU'),
    createdAt: world.now().toISOString(),
  });
}

function asPost(film: Film, world: World): SandboxPost {
  const { views, likes, comments } = world.audienceOf(film.id, film.createdAt);
  const seen = visibleTo(film, undefined, world);
  const hashtags = `${film.snippet.title} ${film.snippet.description}`.match(/#[\p{L}\p{N}_]/gu)?.length ?? 0;
  return {
    id: film.id,
    account: accounts(world).get(film.account)?.title ?? film.account,
    title: film.snippet.title,
    text: film.snippet.description,
    media: [{ kind: 'video', url: world.blobUrl(film.blob), alt: film.snippet.title }],
    publishedAt: film.createdAt,
    url: `${world.url}/watch?v=${film.id}`,
    numbers: seen ? { views, likes, comments } : { views: 0, likes: 0, comments: 0 },
    remarks: [
      ...(film.locked
        ? ['Locked to private: the project has not been audited. Only the owner sees this.']
        : []),
      ...(!film.locked && !seen && film.failure === null ? ['Not public: only the owner sees this.'] : []),
      ...(film.failure === null
        ? []
        : [`YouTube could not process the file (${film.failure}): nobody can watch it.`]),
      ...(hashtags > 60 ? [`${hashtags} hashtags: with more than 60 YouTube ignores them all.`] : []),
    ],
  };
}

/** Refusals come when the upload is announced, before any byte is taken. */
function refusal(status: number, domain: string, reason: string, message: string): FaultInput {
  return {
    kind: 'answer-before',
    method: 'POST',
    path: '^/upload/',
    status,
    body: { error: { code: status, message, errors: [{ domain, reason, message }] } },
  };
}
