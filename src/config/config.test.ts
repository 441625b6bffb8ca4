import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentenceOf } from '../domain/errors.ts';
import { loadConfig } from './config.ts';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
let cwd: string;

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'cutline-config-')));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** The sentence of the mistake; a bug, or no mistake at all, fails the test. */
function mistake(env: NodeJS.ProcessEnv): string {
  try {
    loadConfig(env, cwd);
  } catch (thrown) {
    const sentence = sentenceOf(thrown);
    if (sentence === undefined) throw thrown;
    return sentence;
  }
  throw new Error('It was taken without a word.');
}

describe('what nobody set', () => {
  it('has defaults that run on this machine alone', () => {
    const config = loadConfig({}, cwd);
    expect(config).toMatchObject({
      dataFolder: path.join(cwd, 'data'),
      host: '127.0.0.1',
      port: 4400,
      publicUrl: undefined,
      sandbox: { host: '127.0.0.1', port: 4401 },
      databaseUrl: undefined,
      redis: undefined,
      secretKey: undefined,
      logLevel: 'info',
    });
  });

  it('is the same as what was set to nothing', () => {
    const config = loadConfig({ CUTLINE_PORT: '', DATABASE_URL: ' ', REDIS_URL: '', CUTLINE_X_URL: '' }, cwd);
    expect([config.port, config.databaseUrl, config.redis]).toEqual([4400, undefined, undefined]);
    expect(config.addressFromEnvironment('x', 'api')).toBeUndefined();
  });
});

describe('folders', () => {
  it("are the package's own where the working folder has none", () => {
    const config = loadConfig({}, cwd);
    expect(config.configFolder).toBe(path.join(home, 'config'));
    expect(config.templatesFolder).toBe(path.join(home, 'templates'));
    expect(config.examplesFolder).toBe(path.join(home, 'examples'));
    expect(config.timetable.timeZone).toBe('America/Vancouver');
  });

  it("are the working folder's where it has them; a config folder of something else is passed over", () => {
    mkdirSync(path.join(cwd, 'templates'));
    mkdirSync(path.join(cwd, 'config'));
    expect(loadConfig({}, cwd).templatesFolder).toBe(path.join(cwd, 'templates'));
    expect(loadConfig({}, cwd).configFolder).toBe(path.join(home, 'config'));
    writeFileSync(path.join(cwd, 'config', 'timetable.yaml'), 'timeZone: Asia/Seoul');
    expect(loadConfig({}, cwd).configFolder).toBe(path.join(cwd, 'config'));
    expect(loadConfig({}, cwd).timetable.timeZone).toBe('Asia/Seoul');
  });

  it('are those that the environment names, from the working folder on', () => {
    mkdirSync(path.join(cwd, 'mine'));
    const config = loadConfig(
      { CUTLINE_CONFIG: 'mine', CUTLINE_TEMPLATES: path.join(cwd, 'mine'), CUTLINE_DATA: 'there/data' },
      cwd,
    );
    expect(config.configFolder).toBe(path.join(cwd, 'mine'));
    expect(config.templatesFolder).toBe(path.join(cwd, 'mine'));
    expect(config.dataFolder).toBe(path.join(cwd, 'there', 'data'));
    expect(mistake({ CUTLINE_CONFIG: 'nowhere' })).toBe(
      `CUTLINE_CONFIG names ${path.join(cwd, 'nowhere')}, which is not a folder: make it, or correct the variable.`,
    );
  });
});

describe('variables', () => {
  it('are read', () => {
    const config = loadConfig(
      {
        CUTLINE_HOST: '0.0.0.0',
        CUTLINE_PORT: '0',
        CUTLINE_SANDBOX_PORT: '9000',
        CUTLINE_SANDBOX_HOST: 'sandbox',
        CUTLINE_PUBLIC_URL: 'https://cutline.example.org/',
        CUTLINE_LOG: 'Debug',
        CUTLINE_TICK_MS: '300',
        DATABASE_URL: 'postgresql://u:p@db/cutline',
        REDIS_URL: 'redis://redis',
      },
      cwd,
    );
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      sandbox: { host: 'sandbox', port: 9000 },
      publicUrl: 'https://cutline.example.org',
      logLevel: 'debug',
      tickMs: 300,
      databaseUrl: 'postgresql://u:p@db/cutline',
      redis: { kind: 'single', host: 'redis', port: 6379 },
    });
  });

  it.each(['4400x', '65536', '-1', '4.4'])('refuse the port %s', (text) => {
    expect(mistake({ CUTLINE_PORT: text })).toBe(
      `CUTLINE_PORT is "${text}", but must be a port from 0 (any free one) to 65535.`,
    );
  });

  it.each(['soon', '0', '49', '-300', '1.5'])('refuse a tick every %s', (text) => {
    expect(mistake({ CUTLINE_TICK_MS: text })).toBe(
      `CUTLINE_TICK_MS is "${text}", but must be a whole number of milliseconds, 50 or more.`,
    );
  });

  it('refuse a log level that there is not', () => {
    expect(mistake({ CUTLINE_LOG: 'loud' })).toContain(
      'must be one of fatal, error, warn, info, debug, trace, silent',
    );
  });

  it('take a secret key of 32 bytes in hex or base64, and never show a wrong one', () => {
    const key = Buffer.from([...Array(32).keys()].map((i) => i * 8 + 7));
    for (const form of ['hex', 'base64', 'base64url'] as const) {
      expect(loadConfig({ CUTLINE_SECRET_KEY: key.toString(form) }, cwd).secretKey).toEqual(key);
    }
    for (const wrong of [
      'secretsecret',
      key.subarray(1).toString('hex'),
      key.subarray(1).toString('base64'),
    ]) {
      const sentence = mistake({ CUTLINE_SECRET_KEY: wrong });
      expect(sentence).toContain('CUTLINE_SECRET_KEY must be 32 bytes');
      expect(sentence).not.toContain(wrong);
    }
  });

  it('take a token for whoever reads the figures, and never show a wrong one', () => {
    expect(loadConfig({}, cwd).metricsToken).toBeUndefined();
    const good = 'dGhpcyBpcyBvbmU+Lw==';
    expect(loadConfig({ CUTLINE_METRICS_TOKEN: ` ${good} ` }, cwd).metricsToken).toBe(good);
    for (const wrong of ['short', 'sixteen letters and more']) {
      const sentence = mistake({ CUTLINE_METRICS_TOKEN: wrong });
      expect(sentence).toContain('CUTLINE_METRICS_TOKEN must be at least 16 letters');
      expect(sentence).not.toContain(wrong);
    }
  });

  it('refuse Redis beside the embedded database, but PostgreSQL may be alone', () => {
    expect(mistake({ REDIS_URL: 'redis://localhost' })).toContain(
      'the embedded database serves one process alone',
    );
    expect(loadConfig({ DATABASE_URL: 'postgres://localhost/cutline' }, cwd).redis).toBeUndefined();
  });
});

describe('addresses of platforms', () => {
  const of = (env: NodeJS.ProcessEnv) => loadConfig(env, cwd);

  it('are the real ones unless the environment says otherwise', () => {
    expect(of({}).address('x', 'api', 'https://api.example/')).toBe('https://api.example');
    expect(of({ CUTLINE_X_URL: 'http://127.0.0.1:9/' }).address('x', 'api', 'https://api.example')).toBe(
      'http://127.0.0.1:9',
    );
    expect(of({ CUTLINE_X_URL: 'http://127.0.0.1:9' }).address('facebook', 'api', 'https://f.example')).toBe(
      'https://f.example',
    );
  });

  it('of other bases follow the api one, unless they have their own', () => {
    const config = of({ CUTLINE_YOUTUBE_URL: 'http://a:1', CUTLINE_YOUTUBE_UPLOAD_URL: 'http://b:2' });
    expect(config.address('youtube', 'upload', 'https://u.example')).toBe('http://b:2');
    expect(config.address('youtube', 'web', 'https://w.example')).toBe('http://a:1');
    const uploadAlone = of({ CUTLINE_YOUTUBE_UPLOAD_URL: 'http://b:2' });
    expect(uploadAlone.address('youtube', 'api', 'https://a.example')).toBe('https://a.example');
    expect(uploadAlone.addressFromEnvironment('youtube', 'web')).toBeUndefined();
  });

  it('are scheme, host and port alone, checked at once', () => {
    expect(mistake({ CUTLINE_X_URL: 'https://h.example/2' })).toBe(
      'CUTLINE_X_URL must hold scheme, host and port alone: write "https://h.example".',
    );
    expect(mistake({ CUTLINE_LINKEDIN_OAUTH_URL: 'h.example' })).toContain(
      'CUTLINE_LINKEDIN_OAUTH_URL is not an address',
    );
    expect(mistake({ CUTLINE_X_URL: 'ftp://h.example' })).toContain('is not an address');
  });
});
