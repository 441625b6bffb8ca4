import { describe, expect, it } from 'vitest';
import { clauseEnds } from './clauses.ts';

/** The text with a bar behind each clause, two behind a bare comma. */
function marked(text: string): string {
  let shown = '';
  let from = 0;
  for (const { at, division } of clauseEnds(text)) {
    shown += text.slice(from, at) + (division === 'clause' ? '|' : '‖');
    from = at;
  }
  return shown + text.slice(from);
}

describe('clauseEnds', () => {
  it.each([
    'However, the calf holds the heel,| and the toes,‖ heel and shin follow;| it works| — or so.',
    'Cuando duele,‖ descansa,| porque el tejido sana de noche.',
    'Wenn es schmerzt,‖ ruht sie,| weil das Gewebe nachts heilt.',
    'Quand il fait froid,‖ elle se repose :| le tissu guérit.',
    '그러나, 무릎이 아프고‖ 붓지만| 걷는 데는 문제가 없고,| 계단에서는 늘 아파서‖ 쉽니다.',
    '운동을 하고 있습니다.',
    '이 광고를 보며| 쉬어도 됩니다.',
    '근육이 약해지면‖ 관절이 흔들리는데| 이때 통증이 생기니까| 쉬세요.',
    '매일 걸으면 됩니다.',
    '저절로 좋아지는 경우도 있습니다만| 열 명 중 네 명은 그렇지 않습니다.',
    '석 달이나 지났는데도| 집주인은 "기다리세요,‖ 곧 드립니다."라고 말하면서,| 그러니까 미루면서도| 웃었습니다.',
    'He said “it is so,‖ and it stays so”,| and left.',
    '의사라고 말하지만| 아닙니다.',
    'しかし、膝が痛くて、|歩けないので、|休みます。',
    '因为疼痛，|所以他休息；|然后走。',
    'عندما يؤلم الظهر،‖ يجب أن ترتاح.',
    'It costs 1,000 won at 9:00 today.',
  ])('%s', (text) => {
    expect(marked(text.replaceAll(/[|‖]/gu, ''))).toBe(text);
  });
});
