import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchStudio, openStudio } from './child.ts';
import { defaultTemplates } from './default-templates.ts';

// Processes are started, and machines may be busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let launched: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cutline-studio-'));
  launched = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

function launch(): ChildProcess {
  const child = launchStudio();
  launched.push(child);
  return child;
}

function job(name: string) {
  return {
    kind: 'picture' as const,
    cards: [{ text: name }],
    style: { lang: 'en' },
    template: { file: 'picture.html', text: defaultTemplates.picture },
    cardsFolder: path.join(folder, 'cards'),
    target: path.join(folder, name),
  };
}

describe('the process that draws', () => {
  it('serves one job after the other', async () => {
    const studio = openStudio(launch);
    await Promise.all([studio.draw(job('one')), studio.draw(job('two'))]);
    expect(launched).toHaveLength(1);
    await studio.close();
    expect((await stat(path.join(folder, 'two'))).size).toBeGreaterThan(1000);
    expect(launched[0]?.exitCode).toBe(0);
  });

  it('fails the job in which it dies, and the next job gets a new one', async () => {
    const studio = openStudio(() => {
      const child = launch();
      // The first one is shot as soon as it has been given its work.
      if (launched.length === 1) child.once('spawn', () => child.kill('SIGKILL'));
      return child;
    });
    await expect(studio.draw(job('one'))).rejects.toThrow(
      /ended \(signal SIGKILL\) before the picture was done/,
    );
    await studio.draw(job('two'));
    expect(launched).toHaveLength(2);
    await studio.close();
    expect((await stat(path.join(folder, 'two'))).size).toBeGreaterThan(1000);
  });

  it('ends when there has been nothing to draw for a while, and comes back when there is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const studio = openStudio(launch);
    await studio.draw(job('one'));
    vi.advanceTimersByTime(19_000);
    expect(launched[0]?.connected).toBe(true);
    vi.advanceTimersByTime(2000);
    await once(launched[0]!, 'exit');
    await studio.draw(job('two'));
    expect(launched).toHaveLength(2);
    await studio.close();
  });
});
