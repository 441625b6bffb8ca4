import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verbs } from '../src/cli/table.ts';
import { columns } from '../src/report/columns.ts';
import { cutline } from './cli/cutline.ts';

vi.setConfig({ testTimeout: 300_000 });

const home = path.resolve(import.meta.dirname, '..');
const readme = fs.readFileSync(path.join(home, 'README.md'), 'utf8');
let cwd: string;

beforeAll(() => {
  cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'cutline-readme-'));
});

afterAll(() => fs.rmSync(cwd, { recursive: true, force: true }));

test('the README names every command there is', () => {
  const names = verbs.map(({ usage }) => usage.replace(/\s*[<[].*$/, ''));
  const [, list = ''] = /## All commands\n([\s\S]*?)\n## /.exec(readme) ?? [];
  expect(names.filter((name) => !name.split(' ').every((word) => list.includes(word)))).toEqual([]);
});

test('every file that README and ARCHITECTURE.md name is there', () => {
  const text = readme + fs.readFileSync(path.join(home, 'ARCHITECTURE.md'), 'utf8');
  const named = [
    ...text.matchAll(/`((?:src|workers|config|templates|examples|scripts|tests|docs)\/[\w./-]+)`/g),
  ].map(([, file]) => file!);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((file) => !fs.existsSync(path.join(home, file)))).toEqual([]);
});

test('every place and file that README.md links to is there', () => {
  const places = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, place]) => place!);
  const headings = (file: string): string[] =>
    [...fs.readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    );
  const lost = places.filter((place) => {
    if (/^https?:/.test(place)) return false;
    const [file = '', heading] = place.split('#');
    const target = path.join(home, file === '' ? 'README.md' : file);
    return !fs.existsSync(target) || (heading !== undefined && !headings(target).includes(heading));
  });
  expect(places.length).toBeGreaterThan(10);
  expect(lost).toEqual([]);
});

/** `npx vitest run tests/readme.test.ts --update` writes what is current into the README; look at the change. */
test('what the README shows of cutting, hashtags and lengths is what comes out', async () => {
  let current = readme;
  current = replaced(current, /^ +id +platform +excerpt .*\n(?: {4}\S.*\n)+/m, await currentTable());
  current = replaced(current, /^ +\{"source":"post\.md"[\s\S]*?\n\n/m, await currentCut());
  for (const verb of ['hashtags', 'length --platform x'])
    current = await withAnswers(current, verb, verb === 'hashtags' ? '"ranking"' : '"fits"');
  await expect(current).toMatchFileSnapshot('../README.md');
});

/** The table of `syndicate`, its columns that follow from cutting made anew; ids, times and addresses are those of one real run. */
async function currentTable(): Promise<(shown: string) => string> {
  const { out } = await cutline(['cut', 'examples/1-plantar-fasciitis.md', '--json'], { cwd: home });
  const excerpts = linesOf(out) as Excerpt[];
  return (shown) => {
    const [header = '', ...rows] = shown
      .trimEnd()
      .split('\n')
      .map((row) => row.trim().split(/ {2,}/));
    const cells = rows.map((row) => {
      if (row[0] === '…') return row;
      const [id = '', platform = '', place = ''] = row;
      const found = excerpts.filter((each) => each.platform === platform);
      const excerpt = found[Number(place.split('/')[0]) - 1]!;
      const hashtags = excerpt.hashtags.map((hashtag) => `#${hashtag}`).join(' ');
      const length = `${Math.max(...excerpt.lengths)}/${excerpt.limit}`;
      return [id, platform, `${excerpt.excerpt}/${found.length}`, hashtags, length, ...row.slice(-3)];
    });
    return indented(columns(header as string[], cells));
  };
}

async function currentCut(): Promise<() => string> {
  fs.writeFileSync(path.join(cwd, 'post.md'), 'Your neck hurts. Rest helps it.\n\n#neck #pain\n');
  const { out } = await cutline(['cut', 'post.md', '--platform', 'x', '--json'], { cwd });
  // Broken in two to fit the page.
  return () => `${indented(out.replace(',"hashtags"', ',\n "hashtags"'))}\n`;
}

/** Each answer stands on the line after its question. */
async function withAnswers(text: string, verb: string, mark: string): Promise<string> {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^ {4}\{/.test(line) && line.includes(mark));
  expect(at, `an answer of ${verb}`).toBeGreaterThan(0);
  const { out } = await cutline([...verb.split(' '), '--json'], { cwd, stdin: lines[at - 1]! });
  lines[at] = indented(out).trimEnd();
  return lines.join('\n');
}

interface Excerpt {
  readonly platform: string;
  readonly excerpt: number;
  readonly hashtags: readonly string[];
  readonly lengths: readonly number[];
  readonly limit: number;
}

function replaced(text: string, pattern: RegExp, by: (shown: string) => string): string {
  expect(text).toMatch(pattern);
  return text.replace(pattern, by);
}

function linesOf(out: string): unknown[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}
