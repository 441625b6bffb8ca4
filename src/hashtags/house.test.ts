import { expect, it } from 'vitest';
import { inHouseStyle } from './house.ts';

it('spells as the house does and merges what means the same', () => {
  const style = { spelling: { tmj: 'TMJ' }, synonyms: { tendons: 'tendon', jaw: 'tmj' } };
  expect(inHouseStyle(['Tmj', 'tendons', 'tendon', 'Jaw', 'constructor'], style)).toEqual([
    'TMJ',
    'tendon',
    'constructor',
  ]);
});
