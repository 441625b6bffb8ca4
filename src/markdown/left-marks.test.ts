import { describe, expect, it } from 'vitest';
import { parsePost } from './parse.ts';

const text = (markdown: string): string => parsePost(markdown).blocks[0]!.text;

describe('marks of emphasis that CommonMark leaves', () => {
  it.each([
    ['__밑줄__은 좋다', '밑줄은 좋다'],
    ['__두 낱말__은 좋다', '두 낱말은 좋다'],
    ['_기울임_이 좋다', '기울임이 좋다'],
    ['*기울임*이 좋다', '기울임이 좋다'],
    ['** 앞 공백** 이다', '앞 공백 이다'],
    ['이것은 ** 앞 공백**이다', '이것은 앞 공백이다'],
    ['**뒤 공백 **는', '뒤 공백는'],
    ['*뒤 공백 *는', '뒤 공백는'],
    ['**열린 말', '열린 말'],
    ['a **bold and never closed', 'a bold and never closed'],
    ['**a *b* c **는', 'a b c 는'],
    ['words **** more', 'words more'],
    ['x^2^, H~2~O and ++under++', 'x², H2O and under'],
    ['10<sup>2</sup> helps<sup>3</sup>', '10² helps³'],
    ['네~~반가워요~~', '네~~반가워요~~'],
  ])('%j is read as %j', (markdown, words) => {
    expect(text(markdown)).toBe(words);
  });

  it.each([
    '2 * 3 * 4',
    '5 ** 2',
    '2 ** 3 ** 4',
    'snake_case_word',
    'the __init__ word',
    'self.__name__ and f.__call__()',
    'a_b__c',
    'f(*args, **kwargs)',
    'a rating of 4**',
    'Terms apply*',
    'C++ and C++',
    'x_1 and x_2',
    'a || b',
    '9:00~6:30, 1~2',
    'what the s****',
  ])('%j stays', (markdown) => {
    expect(text(markdown)).toBe(markdown);
  });

  it('stays where it was escaped', () => {
    expect(text(String.raw`\*\*so\*\* and \_so\_는`)).toBe('**so** and _so_는');
  });
});

describe('other marks that never reach a reader', () => {
  it.each([
    ['It helps.[1](https://a.org) More.', 'It helps.[1] More.'],
    ['It helps 【4†source】 well', 'It helps well'],
    ['It :contentReference[oaicite:0]{index=0} helps', 'It helps'],
    ['See [[Knee pain#Cause]] now', 'See Knee pain now'],
    ['See ![[knee.png]] now %%not this%%', 'See now'],
    ['{{< figure src="x.png" >}} Words', 'Words'],
    ['```mermaid\ngraph TD\n```\n\nWords', 'Words'],
    ['[words](https://a.org/a b) more', 'words (https://a.org/a b) more'],
    ['Spaces &amp;amp; signs &amp;lt;b&amp;gt;', 'Spaces & signs'],
    ['Text <div class="x"', 'Text'],
    ['Term\n: What it means', 'Term: What it means'],
    ['*[HTML]: a language\n\nWords', 'Words'],
    ['Words\n[TOC]\n\\newpage', 'Words'],
    ['Hi <@U12345> in <#C123|general>', 'Hi in general'],
    ['<p>Words</p><svg><title>icon</title></svg><button>Press</button>', 'Words'],
    ['+++\ntitle = "x"\n+++\n\nWords', 'Words'],
    ['It matters.^block-1', 'It matters.'],
    ['Words `code and more', 'Words code and more'],
    ['Words\n[출처] 무릎|작성자 의사', 'Words'],
    ['> [!tip] Mind\n> Rest it.', 'Mind\nRest it.'],
    ['::: warning Mind\nRest it.\n:::', 'Mind\nRest it.'],
    ['Text <span style="a" more words', 'Text more words'],
    ['Say <your name> here', 'Say your name here'],
    ['A <b and c> d', 'A b and c d'],
    ['a < b and c <d', 'a < b and c <d'],
    ['Write &lt;b&gt; for bold', 'Write <b> for bold'],
    ['Words <p>in HTML</p>', 'Words\nin HTML'],
  ])('%j is read as %j', (markdown, words) => {
    expect(text(markdown)).toBe(words);
  });
});
