import { describe, expect, test } from 'vitest';
import type { Outcome, OutcomeKind } from '../domain/attempt.ts';
import { mayMove } from '../domain/publication.ts';
import { adviceFor, afterPublish, afterSettle } from './after.ts';

const at = new Date('2026-12-01T09:00:00Z');
const now = new Date('2026-12-01T08:45:00Z');
const outcomes: Readonly<Record<OutcomeKind, Outcome>> = {
  published: { kind: 'published', remoteIds: ['1'], url: 'http://there/1' },
  processing: { kind: 'processing', reason: 'at work' },
  ready: { kind: 'ready', reason: 'prepared' },
  rejected: { kind: 'rejected', reason: 'too long' },
  unauthorized: { kind: 'unauthorized', reason: 'expired' },
  throttled: { kind: 'throttled', reason: 'too many', retryAt: at },
  unavailable: { kind: 'unavailable', reason: 'down' },
  unknown: { kind: 'unknown', reason: 'cut' },
};
const kinds = Object.keys(outcomes) as OutcomeKind[];

describe('after an attempt to publish', () => {
  test.each([
    ['published', 'published'],
    ['processing', 'settling'],
    ['ready', 'scheduled'],
    ['rejected', 'failed'],
    ['unauthorized', 'failed'],
    ['throttled', 'scheduled'],
    ['unavailable', 'scheduled'],
    ['unknown', 'settling'],
  ] as const)('%s leads to %s', (kind, state) => {
    const next = afterPublish(
      outcomes[kind],
      { tries: 1, settles: 0, lateSeconds: 0, isHalfOut: false, now },
      0.5,
    );
    expect(next.state).toBe(state);
    expect(mayMove('publishing', next.state)).toBe(true);
  });

  test('what may have happened is never published again before it is settled', () => {
    for (let tries = 1; tries < 50; tries += 1) {
      expect(
        afterPublish(outcomes.unknown, { tries, settles: 0, lateSeconds: 0, isHalfOut: false, now }, 0).state,
      ).toBe('settling');
      expect(
        afterPublish(outcomes.processing, { tries, settles: 0, lateSeconds: 0, isHalfOut: false, now }, 0)
          .state,
      ).toBe('settling');
    }
  });

  test('waits grow between tries, and there is an end', () => {
    const waits: number[] = [];
    for (let tries = 1; ; tries += 1) {
      const next = afterPublish(
        outcomes.unavailable,
        { tries, settles: 0, lateSeconds: 0, isHalfOut: false, now },
        0.5,
      );
      if (next.state === 'failed') break;
      if (next.state !== 'scheduled' || !('inSeconds' in next.due)) throw new Error('not a wait');
      waits.push(next.due.inSeconds);
    }
    expect(waits).toEqual([30, 120, 480, 1800, 3600]);
  });

  test('a throttled try is free and waits until the platform says', () => {
    expect(
      afterPublish(outcomes.throttled, { tries: 99, settles: 0, lateSeconds: 0, isHalfOut: false, now }, 0),
    ).toEqual({
      state: 'scheduled',
      due: { inSeconds: 900 },
      freeTry: true,
    });
  });

  test('what should be over already is still waited for a little: no loop without a pause', () => {
    const late = {
      tries: 1,
      settles: 1,
      lateSeconds: 0,
      isHalfOut: false,
      now: new Date(at.getTime() + 3_600_000),
    };
    expect(afterPublish(outcomes.throttled, late, 0)).toMatchObject({ due: { inSeconds: 2 } });
    expect(afterSettle(outcomes.throttled, late, 0)).toMatchObject({ due: { inSeconds: 2 } });
    const asked = { kind: 'processing', reason: 'at work', askAt: at } as const;
    expect(afterPublish(asked, late, 0)).toMatchObject({ due: { inSeconds: 2 } });
  });

  test('half a thread goes on for a week after its slot at most; what nobody has seen is moved instead', () => {
    const day = 86_400;
    for (const kind of ['throttled', 'unavailable', 'ready'] as const) {
      const next = (days: number) =>
        afterPublish(
          outcomes[kind],
          { tries: 1, settles: 0, lateSeconds: days * day, isHalfOut: true, now },
          0.5,
        );
      expect(next(6.9).state).toBe('scheduled');
      expect(next(7.1)).toMatchObject({
        state: 'failed',
        because: expect.stringMatching(/A part of it is out/),
      });
    }
    const nextMonth = {
      ...outcomes.throttled,
      retryAt: new Date(now.getTime() + 20 * day * 1000),
    } as Outcome;
    expect(
      afterPublish(nextMonth, { tries: 1, settles: 0, lateSeconds: 0, isHalfOut: true, now }, 0).state,
    ).toBe('failed');
    const asked = { tries: 1, settles: 3, lateSeconds: 8 * day, isHalfOut: true, now };
    expect(afterSettle(outcomes.unavailable, asked, 0).state).toBe('failed');
    expect(afterSettle(outcomes.unknown, asked, 0).state).toBe('settling');
    const unseen = { tries: 1, settles: 0, lateSeconds: 30 * day, isHalfOut: false, now };
    expect(afterPublish(outcomes.unavailable, unseen, 0).state).toBe('scheduled');
  });

  test('a platform that is always "ready" comes to an end', () => {
    expect(
      afterPublish(outcomes.ready, { tries: 12, settles: 0, lateSeconds: 0, isHalfOut: false, now }, 0).state,
    ).toBe('failed');
    expect(
      afterSettle(outcomes.ready, { tries: 12, settles: 0, lateSeconds: 0, isHalfOut: false, now }, 0).state,
    ).toBe('failed');
  });
});

describe('after a question', () => {
  test.each([
    ['published', 'published'],
    ['processing', 'settling'],
    ['ready', 'scheduled'],
    ['rejected', 'failed'],
    ['unauthorized', 'settling'],
    ['throttled', 'settling'],
    ['unavailable', 'scheduled'],
    ['unknown', 'settling'],
  ] as const)('%s leads to %s', (kind, state) => {
    const next = afterSettle(
      outcomes[kind],
      { tries: 1, settles: 1, lateSeconds: 0, isHalfOut: false, now },
      0.5,
    );
    expect(next.state).toBe(state);
    expect(next.state === 'settling' || mayMove('settling', next.state)).toBe(true);
  });

  test('only what surely is not there is tried again', () => {
    const again = kinds.filter(
      (kind) =>
        afterSettle(outcomes[kind], { tries: 1, settles: 1, lateSeconds: 0, isHalfOut: false, now }, 0.5)
          .state === 'scheduled',
    );
    expect(again.sort()).toEqual(['ready', 'unavailable']);
  });

  test('a question that the owner must make possible again stays open, however often', () => {
    for (let settles = 1; settles < 50; settles += 1)
      expect(
        afterSettle(outcomes.unauthorized, { tries: 1, settles, lateSeconds: 0, isHalfOut: false, now }, 0)
          .state,
      ).toBe('settling');
  });

  test('asking ends, and then a person must look', () => {
    let settles = 1;
    while (
      afterSettle(outcomes.unknown, { tries: 1, settles, lateSeconds: 0, isHalfOut: false, now }, 0).state ===
      'settling'
    )
      settles += 1;
    expect(settles).toBe(7);
    expect(adviceFor(outcomes.unknown)).toMatch(/look at the channel/);
  });
});

test('every failure comes with what to do next', () => {
  for (const kind of kinds.filter((each) => each !== 'published'))
    expect(adviceFor(outcomes[kind]).length).toBeGreaterThan(20);
});
