import { describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { run } from './sentences.ts';
import type { Context } from './verb.ts';

async function answer(input: string): Promise<unknown[]> {
  let out = '';
  // Nothing but standard input and output is asked for.
  const context = {
    io: { out: (text: string) => (out += text), stdin: async () => input },
  } as unknown as Context;
  await run(context, [], { json: true });
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

describe('sentences', () => {
  it('answers each line, the language guessed where none is named', async () => {
    const input =
      '{"id":"a","text":"Ask Dr. Kim. Rest."}\n\n{"id":2,"text":"아픕니다. 쉬세요.","lang":"ko-KR"}\n';
    expect(await answer(input)).toEqual([
      { id: 'a', sentences: ['Ask Dr. Kim.', 'Rest.'] },
      { id: 2, sentences: ['아픕니다.', '쉬세요.'] },
    ]);
  });

  it.each(['nonsense', '[]', '{"id":1}', '{"text":"x","lang":5}'])(
    'refuses %s with its line',
    async (line) => {
      await expect(answer(`{"text":"x"}\n${line}`)).rejects.toThrow(UserError);
      await expect(answer(`{"text":"x"}\n${line}`)).rejects.toThrow(/^Line 2 /);
    },
  );
});
