import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Liquid, LiquidError } from 'liquidjs';
import { UserError } from '../domain/errors.ts';
import { templateMistake } from '../domain/template-mistake.ts';
import { defaultTemplates } from './default-templates.ts';
import { markLines, mistake, readMarkup } from './tree.ts';

/** A card's template as it was read, and where it stands, for messages. */
export interface CardTemplate {
  readonly file: string;
  readonly text: string;
}

/**
 * The user's `<kind>.html` out of the folder of cards, or our own when there is none.
 *
 * @throws UserError when it is there and cannot be read
 */
export async function readTemplate(
  cardsFolder: string,
  kind: keyof typeof defaultTemplates,
): Promise<CardTemplate> {
  const file = path.join(cardsFolder, `${kind}.html`);
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return { file: `the built-in template ${kind}.html`, text: defaultTemplates[kind] };
    throw new UserError(
      `${file} cannot be read (${code}): make it readable, or remove it to use the built-in card.`,
      { cause: thrown },
    );
  }
}

/** What a template may name. Absent ones are null, which `{% if %}` takes for false. */
export interface TemplateValues {
  readonly title: string | null;
  readonly text: string;
  /** The text by lines, without the blank ones. */
  readonly lines: readonly string[];
  /** Place among the cards, from 1. */
  readonly number: number;
  readonly of: number;
  readonly brand: string | null;
  readonly accent: string;
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** Size of the text, in pixels. */
  readonly size: number;
  readonly dir: 'ltr' | 'rtl';
  readonly lang: string;
}

/**
 * Makes ready a template: the answer fills in values and gives marked markup for `readMarkup`. All values are escaped.
 *
 * @throws UserError naming file and line, at once or when filling in
 */
export function compileTemplate(template: CardTemplate): (values: TemplateValues) => string {
  const marked = markLines(template.text, template.file);
  const parsed = naming(template.file, () => liquid.parse(marked));
  return (values) => naming(template.file, () => String(liquid.renderSync(parsed, values)));
}

/**
 * Fills a template in and reads what comes of it, without drawing it.
 *
 * @throws UserError naming file and line
 */
export function checkTemplate(template: CardTemplate): void {
  const fill = compileTemplate(template);
  for (const values of [sample, { ...sample, title: null, brand: null }])
    readMarkup(fill(values), { file: template.file, picture: () => 'data:,' });
}

const sample: TemplateValues = {
  title: 'Title',
  text: 'Text.',
  lines: ['Text.'],
  number: 1,
  of: 2,
  brand: 'Brand',
  accent: '#0f766e',
  background: '#ffffff',
  ink: '#000000',
  muted: '#444444',
  line: '#cccccc',
  size: 40,
  dir: 'ltr',
  lang: 'en',
};

// `templates: {}`: nothing is included from the disk. The limits stop a loop that a slip of the pen made endless.
const liquid = new Liquid({
  strictVariables: true,
  strictFilters: true,
  outputEscape: 'escape',
  templates: {},
  parseLimit: 200_000,
  renderLimit: 2000,
  memoryLimit: 2_000_000,
});

function naming<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!LiquidError.is(thrown)) throw thrown;
    const [line] = thrown.token.getPosition();
    const what = thrown.message
      .replace(/, (?:file:.*, )?line:\d+, col:\d+$/s, '')
      .replace(/ data-line=\\?"\d+\\?"/g, '');
    throw mistake(file, line ?? 1, templateMistake(what), thrown);
  }
}
