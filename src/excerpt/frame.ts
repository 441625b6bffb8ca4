import { Liquid, LiquidError } from 'liquidjs';
import { UserError } from '../domain/errors.ts';

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
  const sample = {
    text: 'text',
    hashtags: '#hashtag',
    title: 'title',
    link: 'https://example.org',
    counter: '1/2',
    campaign: 'campaign',
  };
  const shown = [render(sample), render({ text: 'text' })];
  if (!shown.every((piece) => /text/i.test(piece))) {
    throw new UserError(`${file} never shows the text: write {{ text }} where it belongs.`);
  }
  return { render: remembering(render) };
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

function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!LiquidError.is(cause)) throw cause;
    const [sentence = 'it cannot be read'] = cause.message.split('\n');
    const place = /, line:(\d+), col:(\d+)/.exec(sentence);
    const where = place === null ? '' : ` in line ${place[1]}, column ${place[2]}`;
    const what = sentence.replace(/,? ?(?:file:[^,]*, )?line:\d+, col:\d+.*$/, '');
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
  return piece
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** The same words come again while lengths are tried out. */
function remembering(render: Frame['render']): Frame['render'] {
  const seen = new Map<string, string>();
  return (words) => {
    const key = JSON.stringify(words);
    const before = seen.get(key);
    if (before !== undefined) return before;
    const piece = render(words);
    if (seen.size >= 200) seen.clear();
    seen.set(key, piece);
    return piece;
  };
}
