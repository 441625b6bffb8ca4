import { expect, test } from 'vitest';
import type { OpenChannel, Tokens } from '../../domain/channel.ts';
import { tokenLife } from './account.ts';

const lifeOf = (tokens: Tokens) => tokenLife({ tokens } as unknown as OpenChannel);
const dies = '2027-01-20T00:00:00Z';

test('without a refresh token the connection ends with the access token', () => {
  expect(lifeOf({ access_token: 'a', expires_at: dies })).toEqual({
    usableUntil: new Date(dies),
    renewFrom: null,
    endsAt: new Date(dies),
  });
  expect(lifeOf({ access_token: 'a' })).toEqual({ usableUntil: null, renewFrom: null, endsAt: null });
});

test('with one it is renewed a week ahead, until that dies, which no renewal puts off', () => {
  const ends = '2027-11-20T00:00:00Z';
  const renewing = { refresh_token: 'r', client_id: 'c', client_secret: 's' };
  expect(
    lifeOf({ access_token: 'a', expires_at: dies, refresh_token_expires_at: ends, ...renewing }),
  ).toEqual({
    usableUntil: new Date(dies),
    renewFrom: new Date('2027-01-13T00:00:00Z'),
    endsAt: new Date(ends),
  });
});
