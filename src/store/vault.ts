import { createCipheriv, createDecipheriv } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../domain/errors.ts';
import { makeDataFolder } from './data-folder.ts';

/** Keeps secrets at rest: AES-256-GCM, a new nonce for each value. */
export interface Vault {
  seal(plain: string): string;
  /** Whether it was sealed with this key. */
  opens(sealed: string): boolean;
  /** Throws `UserError` when the key is not the one it was sealed with, or the text was changed. */
  open(sealed: string): string;
}

/** `random(n)` gives n bytes from a cryptographic source; the key has 32. */
export function createVault(key: Buffer, random: (bytes: number) => Buffer): Vault {
  const open = (sealed: string): string => {
    const bytes = Buffer.from(sealed.slice(3), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  };
  return {
    seal: (plain) => {
      const nonce = random(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    opens: (sealed) => {
      try {
        open(sealed);
        return true;
      } catch {
        return false;
      }
    },
    open: (sealed) => {
      try {
        return open(sealed);
      } catch (cause) {
        throw new UserError(
          'The stored secrets cannot be opened with this key: put back the secret.key of the data folder, or the CUTLINE_SECRET_KEY that was set when the channels were connected.',
          { cause },
        );
      }
    },
  };
}

/** The key of this data folder: `secret.key`, readable by its owner alone, made when it is not there. */
export function keyOfFolder(folder: string, random: (bytes: number) => Buffer): Buffer {
  const file = keyFile(folder);
  if (!fs.existsSync(file)) {
    try {
      putKey(folder, random(32));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
  const key = Buffer.from(fs.readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) {
    throw new UserError(
      `${file} does not hold a key of 32 bytes in base64: put the right file back; without it the stored tokens cannot be read.`,
    );
  }
  return key;
}

/** Writes the key of a folder that has none. */
export function putKey(folder: string, key: Buffer): void {
  makeDataFolder(folder);
  fs.writeFileSync(keyFile(folder), `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
}

export function keyFile(folder: string): string {
  return path.join(folder, 'secret.key');
}
