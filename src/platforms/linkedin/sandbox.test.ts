import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { startSandbox, type RunningSandbox } from '../../sandbox/kit.ts';
import { linkedinSandbox } from './sandbox.ts';
import { accessTokens, pages } from './sandbox-world.ts';

const page = 'urn:li:organization:2414183';
const member = 'urn:li:person:Sb7xClinic2';
let now = Date.UTC(2026, 11, 1, 9);
let sandbox: RunningSandbox;
beforeEach(async () => {
  now = Date.UTC(2026, 11, 1, 9);
  sandbox = await startSandbox(linkedinSandbox, { now: () => new Date(now) });
});
afterEach(() => sandbox.close());

const usual = {
  'linkedin-version': '202609',
  'x-restli-protocol-version': '2.0.0',
  'content-type': 'application/json',
};
const distribution = {
  feedDistribution: 'MAIN_FEED',
  targetEntities: [],
  thirdPartyDistributionChannels: [],
};
const body = {
  author: page,
  commentary: 'Knees.',
  visibility: 'PUBLIC',
  distribution,
  lifecycleState: 'PUBLISHED',
};

interface Asked {
  method?: string;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

async function ask(path: string, asked: Asked = {}) {
  const given = { authorization: `Bearer ${sandbox.tokens.access_token}`, ...usual, ...asked.headers };
  const headers = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const sent = asked.body === undefined || asked.body instanceof Uint8Array || typeof asked.body === 'string';
  const response = await fetch(sandbox.url + path, {
    method: asked.method ?? (asked.body === undefined ? 'GET' : 'POST'),
    headers,
    ...(asked.body === undefined ? {} : { body: sent ? (asked.body as string) : JSON.stringify(asked.body) }),
  });
  const text = await response.text();
  const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
  return {
    status: response.status,
    urn: response.headers.get('x-restli-id') ?? '',
    text,
    json,
    code: json.code,
  };
}

const post = (change: object, headers?: Asked['headers']) =>
  ask('/rest/posts', { body: { ...body, ...change }, ...(headers === undefined ? {} : { headers }) });
const enc = encodeURIComponent;

describe('the door', () => {
  it('wants a live version', async () => {
    expect(await post({}, { 'linkedin-version': undefined })).toMatchObject({
      status: 400,
      code: 'VERSION_MISSING',
    });
    const dead = await post({}, { 'linkedin-version': '202511' });
    expect(dead).toMatchObject({ status: 426, code: 'NONEXISTENT_VERSION' });
    expect(dead.json.message).toBe('Requested version 20251101 is not active');
  });

  it('wants a live token', async () => {
    expect((await post({}, { authorization: undefined })).json.message).toBe('Empty oauth2_access_token');
    expect((await post({}, { authorization: 'Bearer nobody' })).json.serviceErrorCode).toBe(65600);
    sandbox.faults.set([{ kind: 'switch', name: 'fresh-token' }]);
    expect((await post({})).json.serviceErrorCode).toBe(65601);
    now += 61 * 24 * 3600_000;
    expect((await post({})).json.serviceErrorCode).toBe(65602);
    expect(sandbox.posts()).toHaveLength(0);
  });

  it('lets nobody write for a page or a person that is not theirs, or without the scope', async () => {
    expect((await post({ author: 'urn:li:person:other' })).status).toBe(403);
    const clinic = pages(sandbox.world).get('2414183')!;
    pages(sandbox.world).put({ ...clinic, id: '5', roles: [] });
    expect((await post({ author: 'urn:li:organization:5' })).status).toBe(403);
    const token = accessTokens(sandbox.world).all()[0]!;
    accessTokens(sandbox.world).put({ ...token, scopes: ['w_member_social'] });
    expect(await post({})).toMatchObject({ status: 403, code: 'ACCESS_DENIED' });
    expect((await post({ author: member })).status).toBe(201);
  });
});

describe('POST /rest/posts', () => {
  it('makes a post with an empty answer and its URN in a header, and shows it at its address', async () => {
    const made = await post({ commentary: 'Knees \\(both\\) {hashtag|\\#|knee}' });
    expect(made).toMatchObject({
      status: 201,
      text: '',
      urn: expect.stringMatching(/^urn:li:share:\d{19}$/) as string,
    });
    const shown = await ask(`/feed/update/${made.urn}/`);
    expect(shown.text).toContain('Knees (both) #knee');
    expect((await ask('/feed/update/urn:li:share:1/')).status).toBe(404);
  });

  const refused: readonly (readonly [
    what: string,
    change: object,
    status: number,
    code: string | undefined,
  ])[] = [
    ['no author', { author: undefined }, 400, 'MISSING_FIELD'],
    ['no visibility', { visibility: undefined }, 400, 'MISSING_FIELD'],
    ['no distribution', { distribution: undefined }, 400, 'MISSING_FIELD'],
    ['no lifecycleState', { lifecycleState: undefined }, 400, 'MISSING_FIELD'],
    ['an unknown field', { colour: 'red' }, 422, undefined],
    ['a draft', { lifecycleState: 'DRAFT' }, 400, 'INVALID_VALUE_FOR_FIELD'],
    ['everyone', { visibility: 'EVERYONE' }, 400, 'INVALID_VALUE_FOR_FIELD'],
    ['an author that is a share', { author: 'urn:li:share:1' }, 400, 'INVALID_URN_TYPE'],
    ['3,001 characters', { commentary: 'a'.repeat(3001) }, 400, 'FIELD_LENGTH_TOO_LONG'],
    ['blank words', { commentary: ' \n' }, 400, 'INVALID_VALUE_BLANK_FIELD'],
    ['an unknown picture', { content: { media: { id: 'urn:li:image:C9' } } }, 400, 'INVALID_IMAGE_ID'],
    [
      'a blank altText',
      { content: { media: { id: 'urn:li:image:C9', altText: '' } } },
      400,
      'INVALID_VALUE_BLANK_FIELD',
    ],
    ['a poll', { content: { poll: {} } }, 400, 'INVALID_VALUE_FOR_FIELD'],
  ];
  it.each(refused)('refuses %s', async (_, change, status, code) => {
    expect(await post(change)).toMatchObject({ status, code });
    expect(sandbox.posts()).toHaveLength(0);
  });

  it('refuses what is not JSON, and takes 3,000 characters', async () => {
    expect(await ask('/rest/posts', { body: 'knees' })).toMatchObject({
      status: 400,
      code: 'ILLEGAL_ARGUMENT',
    });
    expect((await post({ commentary: 'a'.repeat(3000) })).status).toBe(201);
  });

  const cut: readonly (readonly [commentary: string, shown: string])[] = [
    ['Knees (both) hurt', 'Knees '],
    ['50 % ~ 60 %', '50 % '],
    ['mail me@clinic.example', 'mail me'],
    ['back\\slash', 'back'],
    ['# alone', ''],
    ['#sports_medicine', '#sports'],
    ['{hashtag|#|knee}', ''],
    ['@[Knee](urn:li:share:1)', ''],
  ];
  it.each(cut)('takes %j and silently shows %j', async (commentary, shown) => {
    expect((await post({ commentary })).status).toBe(201);
    expect(sandbox.posts()[0]).toMatchObject({
      text: shown,
      remarks: [expect.stringContaining('unescaped') as string],
    });
  });

  it('refuses the same words again for ten minutes, naming the first', async () => {
    const first = await post({});
    const again = await post({});
    expect(again).toMatchObject({ status: 422 });
    expect(again.json.message).toContain(`Content is a duplicate of ${first.urn}`);
    expect((await post({ author: member })).status).toBe(201);
    now += 10 * 60_000;
    expect((await post({})).status).toBe(201);
  });
});

describe('reading', () => {
  const list = `/rest/posts?author=${enc(page)}&q=author&count=2&sortBy=LAST_MODIFIED`;
  const finder = { headers: { 'x-restli-method': 'FINDER' } };

  it('gives hashtags back as templates, mentions in full, the rest escaped', async () => {
    const made = await post({ commentary: ' #knee \\(a\\_b\\) @[Knee \\(UK\\)](urn:li:organization:7) ' });
    const commentary = '{hashtag|\\#|knee} \\(a\\_b\\) @[Knee \\(UK\\)](urn:li:organization:7)';
    expect((await ask(`/rest/posts/${enc(made.urn)}`)).json).toMatchObject({
      id: made.urn,
      commentary,
      createdAt: now,
    });
    expect((await ask(list, finder)).json).toMatchObject({ elements: [{ id: made.urn, commentary }] });
  });

  it('lists the newest first, in pages, and lags when told to', async () => {
    for (const commentary of ['one', 'two', 'three']) await post({ commentary });
    const texts = async (query: string) =>
      ((await ask(query, finder)).json.elements as { commentary: string }[]).map(
        ({ commentary }) => commentary,
      );
    expect(await texts(list)).toEqual(['three', 'two']);
    expect(await texts(`${list}&start=2`)).toEqual(['one']);
    sandbox.faults.set([{ kind: 'lag', ms: 60_000 }]);
    expect(await texts(list)).toEqual([]);
    now += 60_000;
    expect(await texts(list)).toEqual(['three', 'two']);
  });

  it("is closed for a member's posts, for finders without their header, for URNs not encoded", async () => {
    const own = await post({ author: member });
    expect((await ask(`/rest/posts?author=${enc(member)}&q=author`, finder)).status).toBe(403);
    expect((await ask(`/rest/posts/${enc(own.urn)}`)).status).toBe(403);
    expect(await ask(list)).toMatchObject({ status: 400, code: 'PARAM_INVALID' });
    expect(await ask(`/rest/posts/${own.urn}`)).toMatchObject({ status: 400, code: 'ILLEGAL_ARGUMENT' });
    expect((await ask(`/rest/posts/${enc('urn:li:share:1')}`)).status).toBe(404);
  });
});

describe('pictures', () => {
  async function begin(owner = page) {
    const begun = await ask('/rest/images?action=initializeUpload', {
      body: { initializeUploadRequest: { owner } },
    });
    const value = begun.json.value as { uploadUrl: string; image: string };
    return { path: value.uploadUrl.slice(sandbox.url.length), image: value.image };
  }
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
  const status = async (image: string) => (await ask(`/rest/images/${enc(image)}`)).json.status;
  const withPicture = (id: string, change: object = {}) => post({ ...change, content: { media: { id } } });

  it('go from waiting over processing to available', async () => {
    const { path, image } = await begin();
    expect(await status(image)).toBe('WAITING_UPLOAD');
    expect(await withPicture(image)).toMatchObject({ status: 400, code: 'MEDIA_ASSET_WAITING_UPLOAD' });
    expect(
      (await ask(path, { method: 'PUT', body: await picture(8, 8), headers: { authorization: undefined } }))
        .status,
    ).toBe(401);
    expect((await ask(path, { method: 'PUT', body: await picture(8, 8) })).status).toBe(201);
    expect(await status(image)).toBe('PROCESSING');
    now += 2000;
    expect(await status(image)).toBe('AVAILABLE');
    expect((await withPicture(image)).urn).toMatch(/^urn:li:ugcPost:/);
    expect(sandbox.posts()[0]?.media[0]?.url).toMatch(/\.png$/);
  });

  it('fail when they are broken or too large, and belong to their owner', async () => {
    for (const bytes of [Buffer.from('no picture'), await picture(6013, 6013)]) {
      const { path, image } = await begin();
      await ask(path, { method: 'PUT', body: bytes });
      now += 2000;
      expect(await status(image)).toBe('PROCESSING_FAILED');
      expect(await withPicture(image)).toMatchObject({ status: 400, code: 'MEDIA_ASSET_PROCESSING_FAILED' });
    }
    const { path, image } = await begin(member);
    await ask(path, { method: 'PUT', body: await picture(8, 8) });
    expect(await withPicture(image)).toMatchObject({ status: 403, code: 'ACCESS_DENIED' });
    expect((await ask(`/rest/images/${enc(image)}`)).status).toBe(403);
    expect((await withPicture(image, { author: member })).status).toBe(201);
  });

  it('cannot be uploaded late or nowhere', async () => {
    const { path } = await begin();
    now += 25 * 3600_000;
    expect(await ask(path, { method: 'PUT', body: await picture(8, 8) })).toMatchObject({
      code: 'EXPIRED_UPLOAD_URL',
    });
    expect((await ask('/dms-uploads/none', { method: 'PUT', body: 'x' })).status).toBe(404);
  });
});

describe('numbers', () => {
  const statistics = '/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=';

  it('leave out a post that nobody has seen, and count the others', async () => {
    const { urn } = await post({});
    const query = `${statistics}${enc(page)}&shares=List(${enc(urn)})`;
    expect((await ask(query)).json.elements).toEqual([]);
    now += 24 * 3600_000;
    const { impressions } = sandbox.posts()[0]?.numbers ?? {};
    expect((await ask(query)).json.elements).toMatchObject([
      { share: urn, totalShareStatistics: { impressionCount: impressions } },
    ]);
  });

  it('want the brackets of a list as they are', async () => {
    const { urn } = await post({});
    const encoded = `${statistics}${enc(page)}&shares=${enc(`List(${urn})`).replaceAll('(', '%28').replaceAll(')', '%29')}`;
    expect(await ask(encoded)).toMatchObject({ status: 400, code: 'PARAM_INVALID' });
    expect((await ask(`${statistics}${enc('urn:li:organization:9')}&shares=List(${enc(urn)})`)).status).toBe(
      403,
    );
  });

  it("of a member's post come one at a time", async () => {
    const { urn } = await post({ author: member });
    now += 24 * 3600_000;
    const query = `/rest/memberCreatorPostAnalytics?q=entity&entity=(share:${enc(urn)})&aggregation=TOTAL&queryType=`;
    const { reactions } = sandbox.posts()[0]?.numbers ?? {};
    expect((await ask(`${query}REACTION`)).json).toMatchObject({
      elements: [{ count: reactions, metricType: 'REACTION' }],
    });
    expect((await ask(`${query}APPLAUSE`)).status).toBe(400);
  });
});

it('opens its own account even after the tokens have died of old age', async () => {
  const before = sandbox.tokens;
  now += 400 * 24 * 3600_000;
  const after = linkedinSandbox.seed(sandbox.world);
  expect(after).toMatchObject({ access_token: before.access_token, refresh_token: before.refresh_token });
  expect(new Date(after.expires_at ?? '').getTime()).toBeGreaterThan(now);
  expect((await post({})).status).toBe(201);
});
