import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../domain/attempt.ts';
import type { Tokens } from '../../domain/channel.ts';
import {
  openMediaShelf,
  sampleExcerpt,
  startRig,
  Story,
  type MediaShelf,
  type Rig,
} from '../conformance-rig.ts';
import { describePlatform } from '../conformance.ts';
import type { MediaFile, Platform } from '../contract.ts';
import { linkedin } from './index.ts';
import { accessTokens, postsOf, refreshTokens } from './sandbox-world.ts';

const illustrated: Platform = {
  ...linkedin,
  name: 'LinkedIn with a picture',
  text: { ...linkedin.text, media: 'picture' },
};
describePlatform(illustrated);

const member = 'urn:li:person:Sb7xClinic2';
let rig: Rig;
let shelf: MediaShelf;
beforeEach(async () => {
  shelf = await openMediaShelf();
  rig = await startRig(linkedin);
});
afterEach(async () => {
  await rig.close();
  await shelf.close();
});

/** The same account, posting as its person. */
function asMember(): Rig {
  return {
    ...rig,
    channel: { ...rig.channel, remoteId: member, tokens: { ...rig.channel.tokens, author: member } },
  };
}

const tell = (from: Rig = rig, media: readonly MediaFile[] = []): Story =>
  new Story(from, sampleExcerpt(linkedin), media);
const cutAfterAcceptance = { kind: 'cut-after', method: 'POST', path: '^/rest/posts$' } as const;

describe("LinkedIn's errors", () => {
  const day = {
    message: 'Resource level throttle MEMBER DAY limit for calls to this resource is reached.',
    status: 429,
  };
  const nested = {
    status: 400,
    message: 'no',
    errorDetails: { inputErrors: [{ code: 'FIELD_LENGTH_TOO_LONG' }] },
  };
  const forbidden =
    'Accessing this image resource is forbidden. Please check your permissions for this resource';
  const cases: readonly (readonly [status: number, body: unknown, kind: Outcome['kind'], reason: RegExp])[] =
    [
      [
        401,
        { status: 401, serviceErrorCode: 65602, code: 'EXPIRED_ACCESS_TOKEN', message: 'expired' },
        'unauthorized',
        /EXPIRED/,
      ],
      [
        401,
        { status: 401, serviceErrorCode: 401, message: 'Empty oauth2_access_token' },
        'unauthorized',
        /Empty/,
      ],
      [
        403,
        { code: 'ACCESS_DENIED', message: 'Not enough permissions to access: x' },
        'unauthorized',
        /Not enough/,
      ],
      [403, { code: 'ACCESS_DENIED', message: forbidden }, 'rejected', /image resource/],
      [
        400,
        { code: 'VERSION_MISSING', message: 'A version must be present.' },
        'unavailable',
        /API VERSION 202609/,
      ],
      [
        426,
        { code: 'NONEXISTENT_VERSION', message: 'Requested version 20260901 is not active' },
        'unavailable',
        /UPDATED/,
      ],
      [400, nested, 'rejected', /FIELD_LENGTH_TOO_LONG/],
      [
        422,
        { message: 'ERROR :: /author :: field is required', status: 422 },
        'rejected',
        /field is required/,
      ],
      [400, { code: 'MEDIA_ASSET_WAITING_UPLOAD', message: 'wait' }, 'processing', /picture/],
      [413, { code: 'REQUEST_ENTITY_TOO_LARGE', message: 'too large' }, 'rejected', /too large/],
      [404, { code: 'NOT_FOUND', message: 'not found' }, 'unavailable', /not found/],
      [409, { code: 'CONFLICT', message: 'retry' }, 'unavailable', /retry/],
      [429, day, 'throttled', /DAY limit/],
      [500, { code: 'INTERNAL_SERVER_ERROR', message: 'oh' }, 'unknown', /may have made/],
      [504, '<html>gateway</html>', 'unknown', /504/],
      [201, '', 'unknown', /201/],
      [302, '', 'unknown', /302/],
    ];
  it.each(cases)('%i %j is %s', async (status, body, kind, reason) => {
    rig.sandbox.faults.set([{ kind: 'answer-before', path: '^/rest/posts$', status, body }]);
    const outcome = await tell().publish();
    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) as string });
  });

  it('a day limit ends at midnight UTC, any other brake after a quarter of an hour', async () => {
    rig.clock.advance(5 * 3600 + 60);
    rig.sandbox.faults.set([{ kind: 'answer-before', status: 429, body: day }]);
    expect(await tell().publish()).toMatchObject({ retryAt: new Date('2026-12-02T00:00:00Z') });
    rig.sandbox.faults.set([
      { kind: 'answer-before', status: 429, body: { message: 'slow down', status: 429 } },
    ]);
    expect(await tell().publish()).toMatchObject({ retryAt: new Date('2026-12-01T14:16:00Z') });
  });

  it('what was surely refused leaves nothing to settle', async () => {
    const story = tell();
    rig.sandbox.faults.set([
      { kind: 'answer-before', path: '^/rest/posts$', status: 409, body: { code: 'CONFLICT' } },
    ]);
    await story.publish();
    expect((await story.settle()).kind).toBe('unavailable');
  });
});

describe('a duplicate', () => {
  it('of our own lost post is recognised as it', async () => {
    const story = tell();
    rig.sandbox.faults.set([cutAfterAcceptance]);
    expect((await story.publish()).kind).toBe('unknown');
    // As a person does who presses "try again".
    expect((await story.publish()).kind).toBe('unknown');
    expect(await story.settle()).toMatchObject({
      kind: 'published',
      remoteIds: [rig.sandbox.posts()[0]?.id],
    });
    expect(rig.sandbox.posts()).toHaveLength(1);
  });

  it('of another publication is not taken for ours', async () => {
    const other = await tell().publish();
    rig.clock.advance(300);
    const story = tell();
    if (other.kind === 'published') for (const id of other.remoteIds) story.others.add(id);
    expect((await story.publish()).kind).toBe('unknown');
    expect(await story.settle()).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('urn:li:share:') as string,
    });
  });

  it('that names a post which is gone does not hide that ours was not made', async () => {
    const story = tell();
    rig.sandbox.faults.set([{ ...cutAfterAcceptance, kind: 'cut-before' }]);
    await story.publish();
    const body = { message: 'Content is a duplicate of urn:li:share:7141138937766391808', status: 422 };
    rig.sandbox.faults.set([{ kind: 'answer-before', path: '^/rest/posts$', status: 422, body }]);
    const outcome = await story.publish();
    expect(outcome).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('7141138937766391808') as string,
    });
    expect((await story.toEnd(outcome)).kind).toBe('published');
    expect(rig.sandbox.posts()).toHaveLength(1);
  });
});

describe('a member', () => {
  it('publishes, and is settled by the URN that came back', async () => {
    const story = tell(asMember());
    const outcome = await story.publish();
    expect(outcome).toMatchObject({
      kind: 'published',
      url: expect.stringMatching(/feed\/update\/urn:li:share:\d+\/$/) as string,
    });
    expect(await story.settle()).toEqual(outcome);
    expect(rig.sandbox.posts()[0]?.account).toBe('Sandbox Person');
  });

  it('stays unknown for ever when the answer was lost, and is known when a person tries again', async () => {
    const story = tell(asMember());
    rig.sandbox.faults.set([cutAfterAcceptance]);
    await story.publish();
    for (let asked = 0; asked < 6; asked += 1) expect((await story.settle()).kind).toBe('unknown');
    await story.publish();
    expect((await story.settle()).kind).toBe('published');
    expect(rig.sandbox.posts()).toHaveLength(1);
  });

  it("is told at once when the words are another post's", async () => {
    await tell(asMember()).publish();
    const story = tell(asMember());
    expect((await story.publish()).kind).toBe('rejected');
    expect((await story.settle()).kind).toBe('unavailable');
  });

  it('posts a picture without being able to look at it', async () => {
    const end = await tell(asMember(), shelf.filesFor(illustrated)).toEnd();
    expect(end.kind).toBe('published');
    expect(rig.sandbox.posts()[0]?.media).toMatchObject([{ kind: 'picture', alt: 'A knee with an arrow' }]);
  });

  it('is measured one number at a time, and not at all without the right to', async () => {
    const from = asMember();
    for (const media of [[], shelf.filesFor(illustrated)]) {
      const end = await tell(from, media).toEnd();
      rig.clock.advance(3600 * 24);
      const ids = end.kind === 'published' ? end.remoteIds : [];
      const measured = await linkedin.measure(ids, from.channel, rig.call, rig.clock.now);
      const names = ['views', 'reach', 'likes', 'comments', 'shares'];
      expect(measured).toMatchObject({ kind: 'measured', metrics: names.map((name) => ({ name })) });
      const numbers = rig.sandbox.posts()[0]?.numbers;
      expect(measured).toMatchObject({
        metrics: expect.arrayContaining([{ name: 'views', value: numbers?.impressions }]) as unknown,
      });
    }
    changeToken({ scopes: ['openid', 'profile', 'w_member_social'] });
    const none = await linkedin.measure(['urn:li:share:1'], from.channel, rig.call, rig.clock.now);
    expect(none).toEqual({ kind: 'measured', metrics: [] });
  });
});

describe('a page', () => {
  it('with a picture: uploaded once, waited for, shown with its description', async () => {
    const story = tell(rig, shelf.filesFor(illustrated));
    expect((await story.publish()).kind).toBe('processing');
    expect((await story.settle()).kind).toBe('processing');
    rig.clock.advance(5);
    expect((await story.settle()).kind).toBe('ready');
    expect((await story.publish()).kind).toBe('published');
    const [medium] = rig.sandbox.posts()[0]?.media ?? [];
    expect(medium?.alt).toBe('A knee with an arrow');
    const shown = await fetch(medium?.url ?? '');
    expect((await shown.arrayBuffer()).byteLength).toBe(shelf.filesFor(illustrated)[0]?.bytes);
  });

  it('a picture that LinkedIn cannot read is the author’s to change, and is uploaded anew', async () => {
    const story = tell(rig, shelf.filesFor(illustrated));
    rig.sandbox.faults.set([{ kind: 'switch', name: 'picture-failed' }]);
    const outcome = await story.toEnd();
    expect(outcome).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('picture') as string });
    expect((await story.toEnd()).kind).toBe('published');
  });

  it('a post that LinkedIn took and cannot show is rejected, and may be made again', async () => {
    const story = tell();
    rig.sandbox.faults.set([{ kind: 'switch', name: 'publish-failed' }, cutAfterAcceptance]);
    expect((await story.toEnd()).kind).toBe('rejected');
    expect(await story.toEnd()).toMatchObject({ kind: 'published' });
    expect(rig.sandbox.posts()).toHaveLength(1);
  });

  it('is settled by its URN though somebody has deleted the post', async () => {
    const story = tell();
    const outcome = await story.publish();
    postsOf(rig.sandbox.world).delete(rig.sandbox.posts()[0]?.id ?? '');
    expect(await story.settle()).toEqual(outcome);
  });

  it('is found among more posts than one answer holds', async () => {
    const story = tell();
    rig.sandbox.faults.set([cutAfterAcceptance]);
    const outcome = await story.publish();
    for (let other = 0; other < 60; other += 1) {
      const excerpt = { ...sampleExcerpt(linkedin), pieces: [`Another post, number ${other}`] };
      await new Story(rig, excerpt, []).publish();
    }
    expect((await story.toEnd(outcome)).kind).toBe('published');
  });

  it('with a film or two pieces is refused before anything is sent', async () => {
    const film = shelf.filesFor({ ...linkedin, text: { ...linkedin.text, media: 'video' } });
    expect((await tell(rig, film).publish()).kind).toBe('rejected');
    const thread = new Story(rig, sampleExcerpt(linkedin, 2), []);
    expect((await thread.publish()).kind).toBe('rejected');
  });

  it('does not send the token to the address of a stranger', async () => {
    const value = { image: 'urn:li:image:C1', uploadUrl: 'http://127.0.0.1:9/dms-uploads/strange' };
    rig.sandbox.faults.set([{ kind: 'answer-before', path: '^/rest/images$', status: 200, body: { value } }]);
    const outcome = await tell(rig, shelf.filesFor(illustrated)).publish();
    // The path went to our own sandbox, which knows no such upload.
    expect(outcome).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('There is no such upload') as string,
    });
  });
});

describe('identify', () => {
  const identify = (tokens: Tokens) => linkedin.identify(tokens, rig.call, rig.clock.now);

  it('finds every page of an administrator, or the one that is named', async () => {
    const { author: _, ...open } = rig.channel.tokens;
    const expected = {
      remoteId: 'urn:li:organization:2414183',
      name: 'Sandbox Clinic',
      expiresAt: new Date('2027-01-30T09:00:00Z'),
    };
    expect(await identify(open)).toMatchObject({ kind: 'channels', channels: [expected] });
    expect(await identify(rig.channel.tokens)).toMatchObject({ kind: 'channels', channels: [expected] });
  });

  it('finds the member where the token may not ask for pages', async () => {
    changeToken({ scopes: ['openid', 'profile', 'w_member_social'] });
    const { author: _, ...open } = rig.channel.tokens;
    expect(await identify(open)).toMatchObject({
      channels: [{ remoteId: member, name: 'Sandbox Person', tokens: { author: member } }],
    });
  });

  it('refuses a page or a person that the token does not open', async () => {
    for (const author of ['urn:li:organization:5', 'urn:li:person:other']) {
      const identified = await identify({ ...rig.channel.tokens, author });
      expect(identified).toMatchObject({
        kind: 'rejected',
        reason: expect.stringContaining(author) as string,
      });
    }
  });

  it('says unauthorized when the token is dead', async () => {
    changeToken({ revoked: true });
    expect((await identify(rig.channel.tokens)).kind).toBe('unauthorized');
  });
});

describe('refresh', () => {
  const refresh = (tokens: Tokens) => linkedin.refresh({ ...rig.channel, tokens }, rig.call, rig.clock.now);

  it('leaves a token alone that lives long enough or cannot be renewed', async () => {
    expect(await refresh(rig.channel.tokens)).toEqual({ kind: 'unneeded' });
    rig.clock.advance(59 * 24 * 3600);
    const { refresh_token: _, ...without } = rig.channel.tokens;
    expect(await refresh(without)).toEqual({ kind: 'unneeded' });
  });

  it('renews the access token a week ahead and keeps the year of the refresh token', async () => {
    rig.clock.advance(54 * 24 * 3600);
    const refreshed = await refresh(rig.channel.tokens);
    expect(refreshed).toMatchObject({
      kind: 'tokens',
      expiresAt: new Date('2027-03-25T09:00:00Z'),
      tokens: {
        refresh_token: rig.channel.tokens.refresh_token,
        expires_at: '2027-03-25T09:00:00.000Z',
        refresh_token_expires_at: '2027-12-01T09:00:00.000Z',
      },
    });
    if (refreshed.kind === 'tokens')
      expect(refreshed.tokens.access_token).not.toBe(rig.channel.tokens.access_token);
  });

  it('says unauthorized when the refresh token is dead or the app is not its own', async () => {
    rig.clock.advance(54 * 24 * 3600);
    expect((await refresh({ ...rig.channel.tokens, client_secret: 'another-secret' })).kind).toBe(
      'unauthorized',
    );
    const token = refreshTokens(rig.sandbox.world).all()[0]!;
    refreshTokens(rig.sandbox.world).put({ ...token, revoked: true });
    expect((await refresh(rig.channel.tokens)).kind).toBe('unauthorized');
    rig.sandbox.faults.set([{ kind: 'cut-after' }]);
    expect((await refresh(rig.channel.tokens)).kind).toBe('unavailable');
  });
});

describe('the facts', () => {
  it('cleaning keeps every word and takes out what cannot be seen', () => {
    expect(linkedin.text.clean(' a\r\nb\rc\u0000d\te\u0301 ')).toBe('a\nb\ncd\té');
  });
});

function changeToken(change: { scopes?: readonly string[]; revoked?: boolean }): void {
  const token = accessTokens(rig.sandbox.world).get(rig.channel.tokens.access_token ?? '')!;
  accessTokens(rig.sandbox.world).put({ ...token, ...change });
}
