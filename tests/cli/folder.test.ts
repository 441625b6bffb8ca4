import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { root } from '../../scripts/build.mjs';
import {
  cutline,
  expectLoopback,
  expectSentence,
  newFolder,
  program,
  startCutline,
  watched,
  type Ended,
  type Running,
} from './cutline.ts';

// The embedded whole and its data folder: started twice, stopped, started again, and on disks that will not have it.

// Whole programs start and stop here, on a machine that may be busy with more than this.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let cwd: string;

beforeAll(() => {
  cwd = newFolder();
  fs.writeFileSync(path.join(cwd, 'post.md'), 'My neck hurts when it rains. Rest helps it.\n\n#neck\n');
});

afterAll(() => fs.rmSync(cwd, { recursive: true, force: true }));

describe('a server that runs', () => {
  let server: Running;
  let url: string;

  beforeAll(async () => {
    server = startCutline(['start'], { cwd, env: watched(path.join(cwd, 'connections')) });
    [, url = ''] = await server.says(/Cutline is ready: (http:\/\/127\.0\.0\.1:\d+)\n/);
  });

  afterAll(() => server.stop());

  test('the README shows what it says at its first start', async () => {
    await server.says(/Stop with Ctrl-C/);
    const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
    const [shown = ''] = /^ {4}First start: [\s\S]*?(?=\n\S)/m.exec(readme) ?? [];
    const plain = (text: string): string =>
      text
        .replaceAll(/^ {4}/gm, '')
        .replaceAll(/database in \S+\./g, 'database in DATA.')
        .replaceAll(/:\d{4,5}\b/g, ':PORT')
        .replaceAll(/sign-in\/[\w-]+/g, 'sign-in/WORD')
        .trim();
    expect(shown).not.toBe('');
    expect(plain(server.said.out.replaceAll(/^/gm, '    ')).slice(0, plain(shown).length)).toBe(plain(shown));
  });

  test('a second start on the same folder is refused', async () => {
    const ended = await cutline(['start'], { cwd });
    expect([ended.code, ended.out]).toEqual([2, '']);
    expectSentence(ended, /already running on .*data: use its pages, stop it first, or set CUTLINE_DATA/);
  });

  test('another folder, the same port', async () => {
    const other = path.join(cwd, 'other');
    const ended = await cutline(['start'], {
      cwd,
      env: { CUTLINE_DATA: other, CUTLINE_PORT: new URL(url).port },
    });
    expect([ended.code, ended.out]).toEqual([2, '']);
    expectSentence(ended, /Port \d+ on 127\.0\.0\.1 is in use: stop what listens there, or set CUTLINE_PORT/);
    expect(fs.readdirSync(other)).toEqual([]);
  });

  test('a restore is refused while it runs', async () => {
    const ended = await cutline(['restore', 'post.md'], { cwd });
    expect(ended.code).toBe(2);
    expectSentence(ended, /Cutline is running on .*data: stop it first, then restore/);
  });

  test.each([
    [['syndicate', 'missing.md', '--now'], /missing\.md does not exist: look at/],
    [['syndicate', 'post.md', '--platform', 'mastodon'], /"mastodon"; the known ones are/],
    [['publications', 'show', 'abc'], /no publication abc: "cutline publications list"/],
    [['channels', 'add', 'x'], /Say which file holds the tokens: .*src\/platforms\/x\/README\.md/],
    [['channels', 'add', 'x', '--token-file', 'post.md'], /post\.md is not JSON: it must hold one object/],
    [['report', 'spring'], /no campaign "spring": "cutline campaigns list"/],
  ] as const)(
    'it does the commands of other terminals, and says what is wrong: %j',
    async (args, sentence) => {
      const ended = await cutline(args, { cwd });
      expect([ended.code, ended.out]).toEqual([2, '']);
      expectSentence(ended, sentence);
    },
  );

  test('a campaign is chosen in the front matter, or by hand', async () => {
    fs.writeFileSync(
      path.join(cwd, 'autumn.md'),
      '---\ncampaign: Autumn\nplatforms: [linkedin]\n---\n\nLeaves fall.\n',
    );
    const counted = async (campaign: string): Promise<number> => {
      const { out } = await cutline(['report', campaign, '--json'], { cwd });
      return (JSON.parse(out) as { totals: { publications: number } }).totals.publications;
    };
    await cutline(['syndicate', 'autumn.md'], { cwd });
    expect(await counted('Autumn')).toBe(1);
    fs.appendFileSync(path.join(cwd, 'autumn.md'), '\nRain falls.\n');
    await cutline(['syndicate', 'autumn.md', '--campaign', 'Winter'], { cwd });
    expect([await counted('Winter'), await counted('Autumn')]).toEqual([1, 0]);
  });

  test('a changed post says what would become of what is planned', async () => {
    const write = (text: string): void =>
      fs.writeFileSync(
        path.join(cwd, 'knee.md'),
        `---\nplatforms: [linkedin]\n---\n\nThe knee bends. ${text}\n`,
      );
    write('It turns a little.');
    await cutline(['syndicate', 'knee.md'], { cwd });
    write('It hardly turns at all.');
    const { code, out } = await cutline(['import', 'knee.md'], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(
      /changed: version 2.*\nPlanned anew .*: 1 changed\n  linkedin 1\/1, .*: gets other words/,
    );
    expect(out).toContain('    - It turns a little.\n    + It hardly turns at all.\n');
    expect((await cutline(['import', 'knee.md'], { cwd })).out).not.toContain('Planned anew');
  });

  test('a backup into a folder that is not there is refused, and makes none', async () => {
    const ended = await cutline(['backup', 'nowhere/x.tgz'], { cwd });
    expect([ended.code, ended.out]).toEqual([2, '']);
    expectSentence(ended, /The folder .*nowhere is not there: make it first, or name another place/);
    expect(fs.existsSync(path.join(cwd, 'nowhere'))).toBe(false);
  });

  test('of a publication that is not there and a time that is none, the first is told', async () => {
    const ended = await cutline(['publications', 'move', 'nobody', 'tomorrow'], { cwd });
    expect(ended.code).toBe(2);
    expectSentence(ended, /no publication.*nobody/i);
  });

  test('a link that signs in names the port it is on', async () => {
    const ended = await cutline(['sign-in-link'], { cwd });
    expect(ended.code).toBe(0);
    expect(ended.out.trim()).toMatch(new RegExp(`^${url}/sign-in/[\\w-]{20,}$`));
    const answer = await fetch(ended.out.trim(), { redirect: 'manual' });
    expect(answer.status).toBeLessThan(400);
  });

  test('a whole way without leaving this machine, then Ctrl-C, then a start that finds everything again', async () => {
    const first = await cutline(['syndicate', 'post.md', '--now', '--json'], { cwd });
    expect([first.code, statesOf(first)]).toEqual([0, Array(5).fill('published')]);
    expect(await server.stop()).toBe(0);
    expect(server.said.out).toMatch(/Stopping: what is under way comes to its end first …\nStopped\.\n$/);
    expect(server.said.err).toBe('');
    expectLoopback(path.join(cwd, 'connections'));

    server = startCutline(['start'], { cwd });
    await server.says(/Cutline is ready/);
    expect(server.said.out).not.toMatch(/First start|is planned/);
    const again = await cutline(['syndicate', 'post.md', '--now', '--json'], { cwd });
    expect(again.out).toBe(first.out);
  });
});

test('Ctrl-C while it is still starting: what is begun is closed, the rest is left, and nothing is spoilt', async () => {
  const env = { CUTLINE_DATA: path.join(cwd, 'hasty') };
  const server = startCutline(['start'], { cwd, env });
  await server.says(/starting the store …\n/);
  expect(await server.stop()).toBe(1);
  expect(server.said.err).toBe('cutline: stopped.\n');
  expect(server.said.out).not.toMatch(/Cutline is ready/);
  expect(fs.existsSync(path.join(cwd, 'hasty', 'cutline.sock'))).toBe(false);
  const listed = await cutline(['publications', 'list'], { cwd, env });
  expect(listed).toEqual({ code: 0, out: 'There is nothing on the calendar.\n', err: '' });
});

describe('a folder that will not do', () => {
  test('of another PostgreSQL version: it is not touched', async () => {
    const database = path.join(cwd, 'old', 'database');
    fs.mkdirSync(database, { recursive: true });
    fs.writeFileSync(path.join(database, 'PG_VERSION'), '17\n');
    for (const args of [['start'], ['publications', 'list']]) {
      const ended = await cutline(args, { cwd, env: { CUTLINE_DATA: 'old' } });
      expect(ended.code).toBe(2);
      expectSentence(
        ended,
        /made by PostgreSQL 17; this Cutline has 18 .*not touched it: run "cutline backup"/,
      );
    }
    expect(fs.readdirSync(database)).toEqual(['PG_VERSION']);
    expect(fs.readFileSync(path.join(database, 'PG_VERSION'), 'utf8')).toBe('17\n');
  });

  test('a file, or inside of one', async () => {
    for (const folder of ['post.md', path.join('post.md', 'data')]) {
      const ended = await cutline(['start'], { cwd, env: { CUTLINE_DATA: folder } });
      expect([ended.code, ended.out]).toEqual([2, '']);
      expectSentence(ended, /cannot be used, for it is a file, or lies in one: .* or set CUTLINE_DATA/);
    }
  });

  if (fs.existsSync('/proc/self')) {
    test('where the system lets nobody make anything', async () => {
      for (const [folder, ...verb] of [
        ['/proc/cutline', 'start'],
        ['/proc/cutline/data', 'publications', 'list'],
        ['/proc', 'start'],
        ['/proc', 'sandbox'],
      ]) {
        const ended = await cutline(verb, { cwd, env: { CUTLINE_DATA: folder! } });
        expect([ended.code, ended.out]).toEqual([2, '']);
        expectSentence(ended, /The data folder \/proc\S* cannot be used, for .* or set CUTLINE_DATA/);
      }
    });
  }

  test('with files of the database missing', async () => {
    const database = path.join(cwd, 'torn', 'database');
    fs.mkdirSync(database, { recursive: true });
    fs.writeFileSync(path.join(database, 'PG_VERSION'), '18\n');
    const ended = await cutline(['publications', 'list'], { cwd, env: { CUTLINE_DATA: 'torn' } });
    expect(ended.code).toBe(2);
    expectSentence(
      ended,
      /missing or damaged: put back a copy of the folder, or set CUTLINE_DATA .*Nothing was deleted/,
    );
  });

  // A disk of our own can only be made where the system lets us mount one, if need be as a root who is root there alone.
  const mounting = [['--mount'], ['--mount', '--user', '--map-root-user']].find(
    (flags) => spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0,
  );
  if (mounting !== undefined) {
    test('on a disk that is full: nothing half made stays, and when there is room it goes on', async () => {
      const ended = await onDisk(mounting, 'size=8m', [
        '"$@" publications list; echo "code $?"; ls "$CUTLINE_DATA"',
        'mount -o remount,size=200m none "$CUTLINE_DATA"; "$@" publications list; echo "code $?"',
        'dd if=/dev/zero of="$CUTLINE_DATA/ballast" bs=64k 2> /dev/null; "$@" import post.md; echo "code $?"',
        'rm "$CUTLINE_DATA/ballast"; "$@" import post.md; echo "code $?"',
      ]);
      const [small, wide, filled, freed] = ended.out.split(/(?<=code \d\n)/);
      const [full, filling, ...rest] = ended.err.split(/(?<=\n)/);
      expect(small).toBe('code 2\n');
      expectSentence({ err: full! }, /The disk that holds .* is full: make room, or set CUTLINE_DATA/);
      expect(wide).toMatch(/^cutline\.log\nThere is nothing on the calendar\.\ncode 0\n$/);
      expect(filled).toMatch(/code [12]\n$/);
      expectSentence({ err: filling! }, /The disk that holds .* is full: make room/);
      expect(freed).toMatch(/^post\.md – .*5 excerpts.*\ncode 0\n$/);
      expect(rest).toEqual([]);
    });

    test('on a disk that fills up under a server: its pages say so', async () => {
      const ask = `for (const [, url] of require('fs').readFileSync('said', 'utf8').matchAll(/with: (.*)/g))
        fetch(url, { method: 'POST' }).then(async (answer) => console.log(answer.status, await answer.text()))`;
      const { out } = await onDisk(mounting, 'size=200m', [
        '"$@" start > said & server=$!',
        'until grep -q "with: " said; do kill -0 $server || exit 1; sleep 0.2; done',
        'dd if=/dev/zero of="$CUTLINE_DATA/ballast" bs=64k 2> /dev/null',
        'dd if=/dev/zero of="$CUTLINE_DATA/rest" bs=1 count=65536 2> /dev/null',
        `"$1" -e "${ask}"`,
        'rm "$CUTLINE_DATA/ballast"; kill -INT $server; wait $server',
      ]);
      expect(out).toMatch(/^507 [^]*The disk that holds .* is full: make room and do this again/);
    });

    test('on a disk that may only be read', async () => {
      const ended = await onDisk(mounting, 'ro', ['"$@" start']);
      expect([ended.code, ended.out]).toEqual([2, '']);
      expectSentence(
        ended,
        /cannot be used, for it may not be written to: see to its owner and permissions, or/,
      );
    });
  }
});

/** Runs lines of shell where a disk of our own lies under the data folder; "$@" is the program. */
async function onDisk(
  mounting: readonly string[],
  options: string,
  lines: readonly string[],
): Promise<Ended> {
  const disk = path.join(cwd, 'disk');
  fs.mkdirSync(disk, { recursive: true });
  const script = [`mount -t tmpfs -o ${options} none "$CUTLINE_DATA"`, ...lines].join('\n');
  const child = spawn('unshare', [...mounting, 'sh', '-c', script, 'sh', process.execPath, program], {
    cwd,
    env: { PATH: process.env['PATH'], CUTLINE_DATA: disk, CUTLINE_PORT: '0', CUTLINE_SANDBOX_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

function statesOf({ out }: Ended): string[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { state: string }).state);
}
