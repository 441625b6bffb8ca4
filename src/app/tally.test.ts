import { expect, test } from 'vitest';
import { openTally } from './tally.ts';

const uploads = { scope: 'one', name: 'uploads', timeZone: 'UTC' };
const calls = { scope: 'one', name: 'calls', timeZone: 'UTC' };

/** A store that answers when it is told to. */
function slowStore() {
  const written: [name: string, units: number][] = [];
  const answers: ((failure?: Error) => void)[] = [];
  let used = 0;
  const tally = openTally((count, units) => {
    written.push([count.name, units]);
    return new Promise((resolve, reject) => {
      answers.push((failure) =>
        failure === undefined ? resolve({ used: (used += units), endsAt: new Date(0) }) : reject(failure),
      );
    });
  });
  /** Lets everything that can go on do so. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { tally, written, turn, answer: async (failure?: Error) => (answers.shift()!(failure), turn()) };
}

test('what comes while a count is written is written at once with the next, and each is told the sum', async () => {
  const { tally, written, turn, answer } = slowStore();
  const first = tally(uploads, 1);
  await turn();
  const others = [tally(uploads, 1), tally(uploads, 3), tally(uploads, 1)];
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
  const later = tally(uploads, 1);
  await turn();
  await answer();
  expect(await later).toMatchObject({ used: 7 });
});

test('one count waits for no other', async () => {
  const { tally, written, turn } = slowStore();
  void tally(uploads, 1);
  void tally(calls, 2);
  await turn();
  expect(written).toEqual([
    ['uploads', 1],
    ['calls', 2],
  ]);
});

test('a count that cannot be written fails for those who asked, and the next is written all the same', async () => {
  const { tally, written, turn, answer } = slowStore();
  const lost = tally(uploads, 1);
  await turn();
  const next = tally(uploads, 2);
  const refused = expect(lost).rejects.toThrow('The disk is full.');
  await answer(new Error('The disk is full.'));
  await refused;
  await answer();
  expect(await next).toMatchObject({ used: 2 });
  expect(written.map(([, units]) => units)).toEqual([1, 2]);
});
