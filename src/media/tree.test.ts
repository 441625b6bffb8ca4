import { describe, expect, it } from 'vitest';
import { markLines, readMarkup } from './tree.ts';

const source = { file: 'card.html', picture: (name: string) => `data:${name}` };

function read(html: string) {
  return readMarkup(markLines(html, 'card.html'), source);
}

describe('the reader of cards', () => {
  it('makes the tree that satori draws', () => {
    const { root, elements } = read(
      '<!-- a <b> comment -->\n<div style="font-size: 12px; background: linear-gradient(90deg, #fff; #000)">\n  <p>one &lt;two&gt; &amp;amp; &#39;</p>\n  <img src="a.png" width="10">\n</div>\n',
    );
    expect(root).toMatchObject({
      type: 'div',
      props: {
        style: {
          boxSizing: 'border-box',
          fontSize: '12px',
          background: 'linear-gradient(90deg, #fff; #000)',
        },
        children: [
          { type: 'p', props: { children: ["one <two> &amp; '"] } },
          { type: 'img', props: { src: 'data:a.png', width: '10' } },
        ],
      },
    });
    expect(elements.map(({ line, parent }) => [line, parent])).toEqual([
      [2, undefined],
      [3, 0],
      [4, 0],
    ]);
  });

  it.each([
    ['<div>\n<b>x</b></div>', 'line 2: <b> cannot be drawn'],
    ['<div>\n\n<div>x</div>', 'line 1: <div> is never closed'],
    ['<div>\n<p>x</div></p>', 'line 2: </div> where </p> for line 2 was expected'],
    ['<div>x</div>\n</div>', 'line 2: </div> where nothing more was expected'],
    ['<div>x</div>\n<div>y</div>', 'line 2: a second element'],
    ['<div>x</div>\nstray', '"stray" stands outside'],
    ['<div>\n1 < 2</div>', 'line 2: this "<" opens no element'],
    ['<div>\n<p onclick="x()">x</p></div>', 'line 2: <p> cannot have the attribute onclick'],
    ['<div>\n<p hidden>x</p></div>', 'line 2: <p> is not closed by ">"'],
    ['<div>\n<p style="color: red"', 'line 2: <p> is not closed by ">"'],
    ['<div>\n<p style="color">x</p></div>', 'line 2: "color" in the style is not written'],
    [
      '<div>\n<p style="background: url(http://example.com)">x</p></div>',
      'line 2: a picture is put in by <img>',
    ],
    ['just words', '"just words" stands outside'],
    ['', 'line 1: there is no element'],
  ])('refuses %j', (html, message) => {
    expect(() => read(html)).toThrow(`card.html, `);
    expect(() => read(html)).toThrow(message);
  });
});
