import { afterEach, expect, test, vi } from 'vitest';
import { openTally } from './tally.ts';

const uploads = { scope: 'one', name: 'uploads', timeZone: 'UTC' };
const calls = { scope: 'one', name: 'calls', timeZone: 'UTC' };

afterEach(() => void vi.useRealTimers());

/** A store that answers when it is told to. */
function slowStore() {
  const written: [name: string, units: number][] = [];
  const answers: ((failure?: Error) => void)[] = [];
  let used = 0;
  const errors: unknown[] = [];
  const tally = openTally(
    (count, units) => {
      written.push([count.name, units]);
      return new Promise((resolve, reject) => {
        answers.push((failure) =>
          failure === undefined ? resolve({ used: (used += units), endsAt: new Date(0) }) : reject(failure),
        );
      });
    },
    (error) => errors.push(error),
  );
  /** Lets everything that can go on do so. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    tally,
    written,
    errors,
    turn,
    answer: async (failure?: Error) => (answers.shift()!(failure), turn()),
  };
}

test('what comes while a count is written is written at once with the next, and each is told the sum', async () => {
  const { tally, written, turn, answer } = slowStore();
  const first = tally.add(uploads, 1);
  await turn();
  const others = [tally.add(uploads, 1), tally.add(uploads, 3), tally.add(uploads, 1)];
  await turn();
  expect(written).toEqual([['uploads', 1]]);
  await answer();
  expect(await first).toMatchObject({ used: 1 });
  expect(written).toEqual([
    ['uploads', 1],
    ['uploads', 5],
  ]);
  await answer();
  expect((await Promise.all(others)).map(({ used }) => used)).toEqual([6, 6, 6]);
  const later = tally.add(uploads, 1);
  await turn();
  await answer();
  expect(await later).toMatchObject({ used: 7 });
});

test('one count waits for no other', async () => {
  const { tally, written, turn } = slowStore();
  void tally.add(uploads, 1);
  void tally.add(calls, 2);
  await turn();
  expect(written).toEqual([
    ['uploads', 1],
    ['calls', 2],
  ]);
});

test('a count that cannot be written fails for those who asked, and the next is written all the same', async () => {
  const { tally, written, turn, answer } = slowStore();
  const lost = tally.add(uploads, 1);
  await turn();
  const next = tally.add(uploads, 2);
  const refused = expect(lost).rejects.toThrow('The disk is full.');
  await answer(new Error('The disk is full.'));
  await refused;
  await answer();
  expect(await next).toMatchObject({ used: 2 });
  expect(written.map(([, units]) => units)).toEqual([1, 2]);
});

test('what nobody waits for is gathered and written by itself; what is left is written before the end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { tally, written, turn, answer } = slowStore();
  for (let i = 0; i < 5; i += 1) tally.addSoon(calls, 1);
  tally.addSoon(uploads, 2);
  await turn();
  expect(written).toEqual([]);
  vi.advanceTimersByTime(2000);
  await turn();
  expect(written).toEqual([
    ['calls', 5],
    ['uploads', 2],
  ]);
  await answer();
  await answer();
  tally.addSoon(calls, 3);
  const flushed = tally.flush();
  await turn();
  expect(written.at(-1)).toEqual(['calls', 3]);
  await answer();
  await flushed;
  vi.advanceTimersByTime(2000);
  await turn();
  expect(written).toHaveLength(3);
});

test('what nobody waited for and could not be written is told', async () => {
  const { tally, errors, turn, answer } = slowStore();
  tally.addSoon(calls, 1);
  const flushed = tally.flush();
  await turn();
  await answer(new Error('The disk is full.'));
  await flushed;
  expect(errors.map(String)).toEqual(['Error: The disk is full.']);
});
