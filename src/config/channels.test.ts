import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readChannels } from './channels.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cutline-channels-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(yaml: string) {
  const file = path.join(folder, 'channels.yaml');
  writeFileSync(file, yaml);
  return readChannels(file);
}

test('a budget is a number and a currency, by the name of the channel; a channel may be named without one', () => {
  expect(
    read(
      'channels:\n  "@clinic": { monthlyBudget: 20 USD }\n  Knees & more:\n    monthlyBudget: 0.5EUR\n  Other:\n    monthlyBudget:\n',
    ),
  ).toEqual({
    '@clinic': { monthlyBudget: { amount: 20, currency: 'USD' } },
    'Knees & more': { monthlyBudget: { amount: 0.5, currency: 'EUR' } },
    Other: {},
  });
  expect(read('')).toEqual({});
});

test.each([
  [
    'channels:\n  "@clinic":\n    monthlyBudget: 20\n',
    ':3:20: channels → @clinic → monthlyBudget must be text',
  ],
  [
    'channels:\n  "@clinic":\n    monthlyBudget: 20 dollars\n',
    ':3:20: channels → @clinic → monthlyBudget is not an amount of money',
  ],
  [
    'channels:\n  "@clinic":\n    monthlyBudget: -1 USD\n',
    ':3:20: channels → @clinic → monthlyBudget is not an amount of money',
  ],
  [
    'channels:\n  "@clinic":\n    budget: 20 USD\n',
    ':3:5: "budget" is not a key here: the keys are monthlyBudget',
  ],
])('%j is refused at its place', (yaml, sentence) => {
  expect(() => read(yaml)).toThrow(sentence);
});
