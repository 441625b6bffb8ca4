export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export function missingEntries(lock: Lock): { name: string; version: string; parent: string }[];
export function addresses(lock: Lock): string[];
export function completeLock(lock: Lock): Lock;
export function systemOf(name: string): { os: string[]; cpu: string[]; libc?: string[] };
