import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { UserError } from '../domain/errors.ts';
import { createVault } from '../store/vault.ts';

/** The key of a store's secrets, sealed with a passphrase. */
export interface SealedKey {
  /** scrypt's cost, block size, parallelisation (RFC 7914). */
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** 16 bytes in base64. */
  readonly salt: string;
  readonly sealed: string;
}

/** 64 MB and about a fifth of a second for each guess. */
const cost = { n: 65_536, r: 8, p: 1 } as const;
const leastLetters = 10;

/** Seals a key with a passphrase: AES-256-GCM under a key that scrypt derives. Throws `UserError` for a passphrase that is too short. */
export async function sealKey(
  key: Buffer,
  passphrase: string,
  randomBytes: (count: number) => Buffer,
): Promise<SealedKey> {
  if (passphrase.length < leastLetters)
    throw new UserError(`The passphrase is too short: take at least ${leastLetters} characters.`);
  const salt = randomBytes(16);
  const vault = createVault(await derive(passphrase, salt, cost), randomBytes);
  return { ...cost, salt: salt.toString('base64'), sealed: vault.seal(key.toString('base64')) };
}

/** Throws `UserError` when the passphrase is another one. */
export async function openKey(
  sealed: SealedKey,
  passphrase: string,
  randomBytes: (count: number) => Buffer,
): Promise<Buffer> {
  const vault = createVault(
    await derive(passphrase, Buffer.from(sealed.salt, 'base64'), sealed),
    randomBytes,
  );
  try {
    return Buffer.from(vault.open(sealed.sealed), 'base64');
  } catch (cause) {
    throw new UserError(
      'The passphrase does not open the secrets of this backup: take the one it was made with, or restore with --without-secrets and connect the channels again.',
      { cause },
    );
  }
}

function derive(
  passphrase: string,
  salt: Buffer,
  { n, r, p }: Pick<SealedKey, 'n' | 'r' | 'p'>,
): Promise<Buffer> {
  const run = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
    scrypt,
  );
  return run(passphrase.normalize('NFC'), salt, 32, { N: n, r, p, maxmem: 256 * n * r });
}
