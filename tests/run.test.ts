import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// A small project of its own, so that nothing is built over the dist that other tests are running.
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'cutline-run-'));
  for (const name of ['scripts', 'src', 'workers']) fs.mkdirSync(path.join(folder, name));
  for (const name of ['scripts/run.mjs', 'scripts/build.mjs', 'tsconfig.json'])
    fs.copyFileSync(path.join(root, name), path.join(folder, name));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  write('package.json', JSON.stringify({ type: 'module', scripts: { start: 'node scripts/run.mjs start' } }));
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('builds what is missing or was changed, and only that', () => {
  write(
    'src/main.ts',
    `import fs from 'node:fs';\nconsole.log('one', fs.readFileSync(new URL('a.sql', import.meta.url), 'utf8'), process.argv.slice(2));\n`,
  );
  write('src/a.sql', 'select 1');
  expect(run('cut', '--json')).toMatchObject({ status: 0, stdout: `one select 1 [ 'cut', '--json' ]\n` });

  const built = () => fs.statSync(path.join(folder, 'dist', '.built')).mtimeMs;
  const before = built();
  expect(run().status).toBe(0);
  expect(built()).toBe(before);

  write('src/main.ts', `console.log('two');\n`);
  expect(run().stdout).toBe('two\n');
  write('src/a.sql', 'select 2');
  run();
  expect(fs.readFileSync(path.join(folder, 'dist', 'src', 'a.sql'), 'utf8')).toBe('select 2');
});

test('does not start what does not compile', () => {
  write('src/main.ts', `const a: number = 'b';\nconsole.log(a);\n`);
  const { status, stdout, stderr } = run();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('src/main.ts(1,7)');
  expect(stderr).toContain('The sources do not compile (see above): mend them and start again.');
});

test('says what to do when the packages are not installed', () => {
  write('src/main.ts', '');
  fs.renameSync(path.join(folder, 'node_modules'), path.join(folder, 'elsewhere'));
  const { status, stderr } = run();
  fs.renameSync(path.join(folder, 'elsewhere'), path.join(folder, 'node_modules'));
  expect(status).toBe(1);
  expect(stderr).toBe(
    'The packages are not installed: run "npm ci" in the folder of Cutline, then start again.\n',
  );
});

// Windows has no signals: a process is ended there, whatever it wants.
if (process.platform !== 'win32') {
  test('is told to stop when npm alone is', async () => {
    write(
      'src/main.ts',
      `process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });\nsetInterval(() => {}, 1000);\nconsole.log('up');\n`,
    );
    const npm = spawn('npm', ['start'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    npm.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (/^up$/m.test(said)) npm.kill('SIGTERM');
    });
    // The pipe ends when the last process that holds it has ended.
    await new Promise((resolve) => npm.stdout.once('close', resolve));
    expect(said).toMatch(/^up\nstopping$/m);
  });
}

function write(file: string, text: string): void {
  fs.writeFileSync(path.join(folder, file), text);
}

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['scripts/run.mjs', ...args], { cwd: folder, encoding: 'utf8' });
}
