import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.ts';

const split = (text: string, lang = 'en'): string[] =>
  sentencesOf(text, lang).map(({ start, end }) => text.slice(start, end));

describe('sentencesOf', () => {
  it.each([
    ['two', 'It hurts. Rest helps.', 2],
    ['questions and exclamations', 'Does it hurt? Rest! It helps.', 3],
    ['a title before a name', 'Ask Dr. Kim or Prof. Lee. They know.', 2],
    ['initials', 'It was George S. Hackett, and M. M. Panjabi. Both wrote.', 2],
    ['a letter that is no initial', 'Take vitamin C. It helps. See plan B. Then rest.', 4],
    ['a number after its sign', 'See No. 5 and Fig. 2 on pp. 12. It is there.', 2],
    ['the word no', 'The answer is no. We wait.', 2],
    ['others', 'Panjabi et al. (2005) said so. Rabago et al. found more.', 2],
    ['inside a sentence', 'Use ice, e.g. Peas. Then rest, i.e. Sleep.', 2],
    ['decimals and times', 'It took 3.5 hours until 6.30 p.m. on Monday. Then it ended.', 2],
    ['a source', 'Current Reports. 19 (6): 34. doi:10.1007/s11926-017-0659-3. It is free.', 2],
    ['an address', 'See www.a.org/x.html for more. Or call.', 2],
    ['an ellipsis that goes on', 'It hurts... and then it does not. Good.', 2],
    [
      'Korean words said inside a sentence',
      '환자분이 "살 것 같아요!" 한마디 하셨다. 여러분도 "아!" 하실 거예요. 그가 왔다. "네!" 나는 갔다.',
      5,
    ],
    ['quotes', 'He said “It hurts.” Then he left. “Why?” she asked.', 3],
    ['a bracket with a whole sentence', 'It helps (We tried it. Twice.) and is cheap. Good.', 2],
    ['a number typed before its sentence', '1. Rest first. 2. Walk.', 2],
    ['a degree', 'Jane Roe, M.D., sees you. Call.', 2],
    ['a company', 'Made by Acme Inc. in Ohio. It works.', 2],
  ])('%s', (_name, text, count) => {
    const sentences = split(text);
    expect(sentences).toHaveLength(count);
    expect(sentences.join(' ')).toBe(text);
  });

  it.each([
    ['ko', '무릎이 아픕니다. 쉬면 나아요. 왜 그럴까요?', 3],
    ['ko', '"쉬면 낫습니다."라고 말했습니다. 그래도 걸으세요.', 2],
    ['ko', '"쉬면 낫습니다." 라고 말했습니다. 그래도 걸으세요.', 2],
    ['ko', '하루에 1.5km를 걷습니다. 2주면 됩니다.', 2],
    ['es', '¿Duele mucho? Descanse. La Dra. Ruiz le ayuda.', 3],
    ['de', 'Es hilft, z.B. Wärme. Fragen Sie Dr. Weiß.', 2],
    ['fr', 'Ça fait mal ? Reposez-vous. C’est tout.', 3],
    ['ar', 'هل يؤلمك؟ استرح قليلا. ثم امش.', 3],
  ])('in %s: %s', (lang, text, count) => {
    expect(split(text, lang)).toHaveLength(count);
    expect(split(text, lang).join(' ')).toBe(text);
  });

  it.each([
    ['ja', '膝が痛いです。休んでください。「なぜ？」と聞きました。', 3],
    ['zh', '膝盖很痛。请休息！为什么？', 3],
  ])('in %s, without spaces: %s', (lang, text, count) => {
    expect(split(text, lang)).toHaveLength(count);
    expect(split(text, lang).join('')).toBe(text);
  });

  it.each([
    ['en', 'We work on foot.‖ (i) Lie down.‖ (ii) Roll over.'],
    ['en', 'i. Lie down.‖ ii. Roll over.'],
    ['en', 'We need 1) time, 2) money and 3) luck.'],
    ['en', 'Harbor Bros. Coffee opened.‖ He left Harbor Inc.‖ Nobody knew.'],
    ['en', 'WE SHIP TO THE U.S. AND CANADA.‖ ORDER NOW!'],
    ['en', 'It measures 6 ft. 3 in. across.'],
    ['en', 'The wreck lies at 10°03\'45"S 71°02\'10"W.‖ Divers found it.'],
    ['ko', '① 앉기‖ ② 서기‖ ③ 걷기'],
    ['ko', '①과 ②는 다릅니다.‖ ②부터 하세요.'],
    ['ko', '가. 준비물‖ 나. 문의'],
    ['ko', '"어디가 아프세요?" 의사가 물었다.‖ 나는 답했다.'],
    ['ko', '좋아요ㅎㅎ‖ 내일 봬요~'],
    ['ko', '이 운동은 허리를\n펴 줍니다.‖ 쉬세요.'],
    ['ko', '쉬는 방법\n‖누우세요.'],
    ['ja', 'えっ!?‖もう終わりですか。'],
    ['zh', '“疼吗？”医生问。‖我点头。'],
    ['fr', 'Il dit : « C’est fini. »‖ Puis il partit.'],
    ['fr', 'L’art. 5 est clair.'],
    ['de', 'Er wohnt in der Hauptstr. 5 in Bonn.'],
    ['ar', '«أين الألم؟» سأل الطبيب.‖ جلست.'],
    ['ar', '١. اجلس.‖ ٢. قف.'],
    ['ko', '그는 Ph.D. 학위를 받았다.‖ 축하했다.'],
    ['ko', '"아니요!" 했다.‖ 그리고 갔다.'],
    ['ko', '그는 정말! 라고 외쳤다.‖ 그리고 갔다.'],
    ['ko', '12. 25. 에 열립니다.‖ 오세요.'],
    ['ko', '네.‖ 알겠습니다.'],
    ['ko', '반갑습니다 :)‖ 오늘은 무릎입니다.'],
    ['ko', '아파요. 😢‖ 쉬세요.'],
    ['ko', '무릎이 아픕니다.‖그래도 걷습니다.'],
    ['ko', '의사는 Co. Ltd. 소속입니다.‖ 네.'],
    ['en', "He shouted 'Stop.'‖ He ran."],
    ['en', "He turned round, 'I am ready.' he said."],
    ['en', "She said, 'It hurts. It does.' and left.‖ We saw it."],
    ['en', "The dogs' owner left.‖ He didn't wait."],
    ['en', 'Drive down Main St.‖ Go right there.'],
    ['en', 'See Dr. May at noon.‖ Ask Dr. Will too.'],
    ['en', 'She lives on Oak Dr.‖ The house is red.'],
    ['en', 'At 7 a.m. Dr. Lund got up.‖ He came home at 9 P.M.‖ Dr. Lund then slept.'],
    ['en', 'What about A. A. Milne?‖ He wrote.'],
    ['en', 'Open Fri. 9–5.‖ Call us.'],
    ['en', 'It helps.¹‖ It hurts.²'],
    ['en', 'Thanks!😀‖ See you.'],
    ['en', '✅ First. ‖✅ Second.'],
    ['de', 'Dr. med. Müller ist da.‖ Er kam am 3. Mai, z. B. mit Äpfeln.'],
    ['es', 'Tome vitaminas C y D.‖ Siempre.'],
    ['fr', '« C’est fini. »‖ Il partit.'],
    ['ja', '「なぜ？」と聞いた。‖帰った。'],
    ['ar', 'هل يؤلمك؟‖ نعم.'],
    ['zh', '他想去看看……‖还是没去。'],
    ['zh', '我……不去。'],
    ['ja', 'そうですか…‖わかりました。'],
    ['ko', '글쎄요… 모르겠어요.‖ 글쎄요….‖ 됐어요...‖ 갈게요.'],
    ['ko', '비가 오면... 하고 걱정했다.‖ 안 왔다!! ㅋㅋㅋ‖ 또 가자.'],
    ['en', 'He stopped. . . . then read on.‖ All slept.'],
  ])('in %s: %s', (lang, written) => {
    const marked = written.split('‖').map((sentence) => sentence.trim());
    expect(split(written.replaceAll('‖', ''), lang)).toEqual(marked);
  });

  it('ends one at every line break', () => {
    expect(split('one\ntwo. Three\n\nfour')).toEqual(['one', 'two.', 'Three', 'four']);
  });

  it('loses nothing and leaves no space at an end', () => {
    expect(split('  One.   Two.  ')).toEqual(['One.', 'Two.']);
    expect(split('')).toEqual([]);
    expect(split(' \n ')).toEqual([]);
  });
});
