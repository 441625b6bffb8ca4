import { UserError } from '../domain/errors.ts';

/** What satori draws: the shape of a React element, with nothing of React in it. */
export interface CardElement {
  readonly type: string;
  /** Its place in `Markup.elements`, by which the drawing names it again. */
  readonly key: string;
  readonly props: Readonly<Record<string, unknown>> & { readonly style: Readonly<Record<string, string>> };
}

export interface Markup {
  readonly root: CardElement;
  /** Every element in the order it was written, with its line in the template and the one around it. */
  readonly elements: readonly {
    readonly element: CardElement;
    readonly line: number;
    readonly parent: number | undefined;
  }[];
}

/** Where a template stands, for messages, and how the pictures it names are read. */
export interface MarkupSource {
  readonly file: string;
  /** The picture as a `data:` address. Throws a sentence without a place. */
  picture(name: string): string;
}

const known = new Set(['div', 'span', 'p', 'img']);
const attributesOf = new Set(['style', 'dir', 'lang']);
const attributesOfPictures = new Set(['style', 'src', 'alt', 'width', 'height']);

/**
 * Writes into every tag of a template the line it stands on. Liquid repeats and leaves out lines, so that afterwards
 * nobody could say where a mistake is; `readMarkup` expects these marks.
 *
 * @throws UserError for a `<` that opens nothing
 */
export function markLines(template: string, file: string): string {
  const withoutComments = template.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
  return withoutComments.replace(
    /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|<\/?[a-z][a-z0-9]*|</gi,
    (found, offset: number) => {
      if (!found.startsWith('<')) return found;
      const line = withoutComments.slice(0, offset).split('\n').length;
      if (found === '<')
        throw mistake(file, line, 'this "<" opens no element: write &lt; for the sign itself');
      return `${found} data-line="${line}"`;
    },
  );
}

/**
 * Reads the small HTML that cards are written in: div, span, p and img with their styles in `style`.
 * Anything else is refused rather than guessed at, for it would be missing in the picture.
 *
 * @param markup the rendered template, with the marks of `markLines`
 * @throws UserError naming file and line
 */
export function readMarkup(markup: string, source: MarkupSource): Markup {
  const elements: { element: CardElement; line: number; parent: number | undefined }[] = [];
  const open: { index: number; name: string; line: number; children: (CardElement | string)[] }[] = [];
  let root: CardElement | undefined;
  let line = 1;

  for (const { tag, text } of tokens(markup)) {
    const around = open.at(-1);
    if (tag === undefined) {
      const words = unescape(text);
      if (around) {
        if (words.trim() !== '') around.children.push(words.includes('\n') ? words.trim() : words);
      } else if (words.trim() !== '') {
        throw mistake(
          source.file,
          line,
          `"${words.trim().slice(0, 40)}" stands outside the one element that is the card`,
        );
      }
      continue;
    }
    line = tag.line;
    if (tag.closing) {
      if (around?.name !== tag.name) {
        const expected = around ? `</${around.name}> for line ${around.line}` : 'nothing more';
        throw mistake(source.file, line, `</${tag.name}> where ${expected} was expected`);
      }
      open.pop();
      continue;
    }
    const children: (CardElement | string)[] = [];
    const element = elementOf(tag, String(elements.length), children, source);
    if (around) around.children.push(element);
    else if (root)
      throw mistake(source.file, line, 'a second element stands beside the one that is the card');
    root ??= element;
    elements.push({ element, line, parent: around?.index });
    if (tag.name !== 'img') open.push({ index: elements.length - 1, name: tag.name, line, children });
  }
  const unclosed = open.at(-1);
  if (unclosed) throw mistake(source.file, unclosed.line, `<${unclosed.name}> is never closed`);
  if (!root) throw mistake(source.file, 1, 'there is no element in it: a card is one <div>');
  return { root, elements };
}

/** A mistake in a template, at its place. */
export function mistake(file: string, line: number, what: string, cause?: unknown): UserError {
  return new UserError(
    `${file}, line ${line}: ${what}; mend it, or take the file away to get the built-in card.`,
    { cause },
  );
}

interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly line: number;
  /** All that stands between the name and `>`. */
  readonly rest: string;
}

function* tokens(markup: string): Generator<{ tag?: Tag; text: string }> {
  const pattern = /<(\/?)([a-z][a-z0-9]*) data-line="(\d+)"((?:[^"'<>]|"[^"]*"|'[^']*')*)>?|[^<]+|</gi;
  for (const [text, slash, name, line, rest] of markup.matchAll(pattern)) {
    if (name === undefined) yield { text };
    else {
      const closed = text.endsWith('>');
      yield {
        text,
        tag: {
          name: name.toLowerCase(),
          closing: slash === '/',
          line: Number(line),
          rest: closed ? (rest ?? '') : '<',
        },
      };
    }
  }
}

function elementOf(
  tag: Tag,
  key: string,
  children: (CardElement | string)[],
  source: MarkupSource,
): CardElement {
  if (!known.has(tag.name)) {
    throw mistake(
      source.file,
      tag.line,
      `<${tag.name}> cannot be drawn: a card is made of div, span, p and img`,
    );
  }
  const { style: written = '', ...attributes } = attributesIn(tag, source.file);
  if (tag.name === 'img') {
    try {
      attributes['src'] = source.picture(attributes['src'] ?? '');
    } catch (thrown) {
      throw mistake(source.file, tag.line, thrown instanceof Error ? thrown.message : String(thrown), thrown);
    }
  }
  // A browser's author would expect these: padding counts into the width, and a word too long for its line breaks where it must.
  const style = {
    boxSizing: 'border-box',
    ...(key === '0' && common),
    ...styleIn(written, tag, source.file),
  };
  return { type: tag.name, key, props: { ...attributes, style, ...(tag.name !== 'img' && { children }) } };
}

const common = { overflowWrap: 'anywhere', fontFamily: 'Pretendard' };

function attributesIn(tag: Tag, file: string): Record<string, string> {
  const allowed = tag.name === 'img' ? attributesOfPictures : attributesOf;
  const found: Record<string, string> = {};
  const left = tag.rest.replace(
    /([a-z][a-z-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi,
    (_, name: string, double?: string, single?: string) => {
      if (!allowed.has(name.toLowerCase()))
        throw mistake(file, tag.line, `<${tag.name}> cannot have the attribute ${name}`);
      found[name.toLowerCase()] = unescape(double ?? single ?? '');
      return '';
    },
  );
  if (left.replace('/', '').trim() !== '') {
    throw mistake(
      file,
      tag.line,
      `<${tag.name}> is not closed by ">", or has an attribute that is not written name="value"`,
    );
  }
  return found;
}

function styleIn(written: string, tag: Tag, file: string): Record<string, string> {
  const style: Record<string, string> = {};
  for (const declaration of written.match(/(?:[^;"'()]|"[^"]*"|'[^']*'|\([^()]*\))+/g) ?? []) {
    if (declaration.trim() === '') continue;
    const [, name, value] = /^\s*(-?[a-z][a-z-]*)\s*:\s*(\S[\s\S]*)$/i.exec(declaration) ?? [];
    if (name === undefined || value === undefined) {
      throw mistake(file, tag.line, `"${declaration.trim()}" in the style is not written "name: value"`);
    }
    if (/url\(/i.test(value))
      throw mistake(file, tag.line, 'a picture is put in by <img>, not by url() in a style');
    style[name.replace(/-([a-z])/gi, (_, letter: string) => letter.toUpperCase())] = value.trim();
  }
  return style;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

function unescape(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi,
    (whole, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
