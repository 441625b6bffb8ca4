import { Liquid, LiquidError } from 'liquidjs';
import { UserError } from '../domain/errors.ts';
import { templateMistake } from '../domain/template-mistake.ts';
import { hashtagsBeside, withHashtags } from './inline-hashtags.ts';

/** What a text frame may show. What is absent is empty, and `{% if %}` sees it as not there. */
export interface FrameWords {
  readonly text: string;
  /** As they are posted: `#pain #neck`. */
  readonly hashtags?: string;
  readonly title?: string;
  readonly link?: string;
  /** Place in a thread: `2/7`. */
  readonly counter?: string;
  /** Name of the campaign. */
  readonly campaign?: string;
}

/** Puts the words of one piece together. */
export interface Frame {
  readonly render: (words: FrameWords) => string;
}

/** The frame of a platform without a template: text, link, hashtags and counter, a blank line between them. */
export const defaultFrame: Frame = {
  render: ({ text, link, hashtags, counter }) =>
    [text, link, hashtags, counter].filter((part) => part !== undefined && part !== '').join('\n\n'),
};

/**
 * A frame from a template in Liquid. `file` is how the user knows it.
 * Throws `UserError` with file and line when it has a mistake, names a word that does not exist, or leaves the text out.
 */
export function compileFrame(source: string, file: string): Frame {
  const parsed = explained(file, () => liquid.parse(source));
  const render = ({ text, ...others }: FrameWords): string => {
    const words = { hashtags: null, title: null, link: null, counter: null, campaign: null, ...others, text };
    return tidy(explained(file, () => String(liquid.renderSync(parsed, words))));
  };
  // One letter that no template holds and no filter changes: "Read the full text" shows no text.
  const sample = {
    text: 'ꙮ',
    hashtags: '#hashtag',
    title: 'title',
    link: 'https://example.org',
    counter: '1/2',
    campaign: 'campaign',
  };
  const shown = [render(sample), render({ text: sample.text })];
  if (!shown.every((piece) => piece.includes(sample.text))) {
    throw new UserError(`${file} never shows the text: write {{ text }} where it belongs.`);
  }
  return { render: onlyPlaces(source) ? byPattern(render) : render };
}

/** No file can be drawn in, an unknown word or filter is a mistake, and a template that loops does not hold the machine. */
const liquid = new Liquid({
  templates: {},
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  parseLimit: 100_000,
  renderLimit: 1_000,
  memoryLimit: 10_000_000,
});

// `{{ text | inline: hashtags }}` marks hashtags where they stand in the text, `{{ hashtags | beside: text }}` is the others.
liquid.registerFilter('inline', (text: unknown, hashtags: unknown) =>
  withHashtags(String(text ?? ''), String(hashtags ?? '')),
);
liquid.registerFilter('beside', (hashtags: unknown, text: unknown) =>
  hashtagsBeside(String(hashtags ?? ''), String(text ?? '')),
);

function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!LiquidError.is(cause)) throw cause;
    const [sentence = 'it cannot be read'] = cause.message.split('\n');
    const place = /, line:(\d+), col:(\d+)/.exec(sentence);
    const where = place === null ? '' : ` in line ${place[1]}, column ${place[2]}`;
    const what = templateMistake(sentence.replace(/,? ?(?:file:[^,]*, )?line:\d+, col:\d+.*$/, ''));
    throw new UserError(
      `The template ${file} has a mistake${where}: ${what}; mend it, or take the file away to get the built-in frame.`,
      {
        cause,
      },
    );
  }
}

/** What absent words leave behind: lines of nothing. */
function tidy(piece: string): string {
  if (!/[^\S\n]\n|\n{3}|\r/.test(piece)) return piece.trim();
  return piece
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Whether a template does no more with its words than to place them and to ask whether they are there. */
function onlyPlaces(source: string): boolean {
  const code = source.replaceAll(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, '');
  const parts = code.match(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g) ?? [];
  return parts.every(
    (part) =>
      /^\{\{-?\s*\w+\s*-?\}\}$/.test(part) ||
      /^\{%-?\s*(?:(?:if|unless|elsif)\s+\w+(?:\s+(?:and|or)\s+\w+)*|else|endif|endunless)\s*-?%\}$/.test(
        part,
      ),
  );
}

const names = ['text', 'hashtags', 'title', 'link', 'counter', 'campaign'] as const;
const mark = '\u0001';

/** Such a template is the same for the same set of words that are there: it is rendered once for each set, and filled in after that. */
function byPattern(render: Frame['render']): Frame['render'] {
  const patterns = new Map<string, readonly string[]>();
  return (words) => {
    const there = names.filter((name) => words[name] !== undefined);
    const key = there.join(' ');
    let pattern = patterns.get(key);
    if (pattern === undefined) {
      const marked = Object.fromEntries(there.map((name) => [name, `${mark}${name}${mark}`]));
      pattern = render({ text: '', ...marked }).split(mark);
      patterns.set(key, pattern);
    }
    // Every second part is the name of a word.
    return tidy(
      pattern.map((part, index) => (index % 2 === 0 ? part : words[part as keyof FrameWords])).join(''),
    );
  };
}
