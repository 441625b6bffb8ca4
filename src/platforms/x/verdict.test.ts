import { describe, expect, test } from 'vitest';
import { judge } from './verdict.ts';

const now = new Date('2026-11-24T06:00:00Z');
const tokens = { access_token: 'a-secret-access-token' };
const refused = (status: number, data: unknown, headers: Record<string, string> = {}) =>
  judge({ kind: 'refused', status, data, headers }, tokens, now);
const forbidden = (detail: string, type = 'about:blank') => ({
  detail,
  type,
  title: 'Forbidden',
  status: 403,
});

const rows: readonly (readonly [what: string, status: number, body: unknown, kind: string, words: RegExp])[] =
  [
    [
      'bad request',
      400,
      {
        errors: [{ parameters: {}, message: '$.text: wrong' }],
        title: 'Invalid Request',
        detail: 'One or more parameters to your request was invalid.',
        type: 'https://api.twitter.com/2/problems/invalid-request',
      },
      'rejected',
      /\$\.text: wrong/,
    ],
    [
      'text too long',
      400,
      { detail: 'Your Tweet text is too long. For more information on how' },
      'rejected',
      /too long/,
    ],
    ['text too long, as of late', 403, forbidden('Your Tweet text is too long.'), 'rejected', /too long/],
    [
      'dead token',
      401,
      { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
      'unauthorized',
      /Connect the channel again/,
    ],
    [
      'no credits',
      402,
      {
        title: 'CreditsDepleted',
        detail: 'Your enrolled account [123] does not have any credits to fulfill this request.',
      },
      'unauthorized',
      /Buy credits/,
    ],
    [
      'duplicate',
      403,
      forbidden('You are not allowed to create a Tweet with duplicate content.'),
      'duplicate',
      /same text/,
    ],
    [
      'reply to what is not seen yet',
      403,
      forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.'),
      'unavailable',
      /previous piece/,
    ],
    [
      'reply not allowed',
      403,
      forbidden('Reply to this conversation is not allowed because you have not been mentioned'),
      'rejected',
      /not been mentioned/,
    ],
    ['two cashtags', 403, forbidden('You are allowed a maximum of one cashtag'), 'rejected', /one cashtag/],
    ['bad link', 400, { detail: 'The Tweet contains an invalid URL.' }, 'rejected', /invalid URL/],
    [
      'suspended',
      403,
      forbidden(
        'The user used for authentication is suspended',
        'https://api.twitter.com/2/problems/user-suspended',
      ),
      'unauthorized',
      /suspended/,
    ],
    [
      'locked',
      403,
      forbidden('Your account is not permitted to access this feature'),
      'unauthorized',
      /unlock/,
    ],
    ['scope missing', 403, forbidden('Forbidden'), 'unauthorized', /tweet\.write/],
    [
      'nothing permitted',
      403,
      forbidden('You are not permitted to perform this action.'),
      'unauthorized',
      /tweet\.write/,
    ],
    [
      'read-only keys',
      403,
      forbidden('no', 'https://api.x.com/2/problems/oauth1-permissions'),
      'unauthorized',
      /Read and write/,
    ],
    [
      'tokens of the app',
      403,
      {
        title: 'Unsupported Authentication',
        detail: 'Application-Only is forbidden',
        type: 'https://api.twitter.com/2/problems/unsupported-authentication',
      },
      'unauthorized',
      /user tokens/,
    ],
    [
      'not enrolled',
      403,
      {
        title: 'Client Forbidden',
        reason: 'client-not-enrolled',
        type: 'https://api.twitter.com/2/problems/client-forbidden',
      },
      'unauthorized',
      /developer console/,
    ],
    ['anything else forbidden', 403, '<html>no</html>', 'rejected', /status 403/],
    ['throttled', 429, { title: 'Too Many Requests' }, 'throttled', /wait/],
    [
      'throttled, in the old shape',
      429,
      { errors: [{ code: 88, message: 'Rate limit exceeded' }] },
      'throttled',
      /Rate limit exceeded/,
    ],
    ['server error', 500, { title: 'Internal Server Error' }, 'broken', /500/],
    ['over capacity', 503, '<html></html>', 'broken', /503/],
  ];

describe('what a refusal means', () => {
  test.each(rows)('%s', (_, status, body, kind, words) => {
    const verdict = refused(status, body);
    expect(verdict.kind).toBe(kind);
    expect(verdict.reason).toMatch(words);
  });

  test('never shows a token', () => {
    expect(refused(400, { detail: `bad token ${tokens.access_token}` }).reason).not.toContain(
      tokens.access_token,
    );
  });
});

describe('when to try again', () => {
  const at = (headers: Record<string, string>, body: unknown = {}) => refused(429, body, headers);

  test('the reset of the limit that is used up', () => {
    expect(at({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1795500600' })).toMatchObject({
      retryAt: new Date(1_795_500_600_000),
    });
  });

  test('the reset of the day when the day is used up', () => {
    const headers = {
      'x-rate-limit-remaining': '12',
      'x-rate-limit-reset': '1795500600',
      'x-user-limit-24hour-remaining': '0',
      'x-user-limit-24hour-reset': '1795550000',
    };
    expect(at(headers)).toMatchObject({ retryAt: new Date(1_795_550_000_000) });
  });

  test('a reset that has passed is put a little ahead', () => {
    expect(at({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1' })).toMatchObject({
      retryAt: new Date('2026-11-24T06:00:30Z'),
    });
  });

  test('the end of the month, of the day, a quarter of an hour', () => {
    const cap = (period: string) => ({
      title: 'UsageCapExceeded',
      period,
      type: 'https://api.x.com/2/problems/usage-capped',
    });
    expect(at({}, cap('Monthly'))).toMatchObject({ retryAt: new Date('2026-12-01T00:00:00Z') });
    expect(
      at({ 'x-rate-limit-remaining': '90', 'x-rate-limit-reset': '1795500600' }, cap('Daily')),
    ).toMatchObject({
      retryAt: new Date('2026-11-25T00:00:00Z'),
    });
    expect(at({})).toMatchObject({ retryAt: new Date('2026-11-24T06:15:00Z') });
    expect(at({ 'retry-after': '120' })).toMatchObject({ retryAt: new Date('2026-11-24T06:02:00Z') });
  });
});
