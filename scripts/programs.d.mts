export type Program = 'redisServer' | 'postgresBin' | 'chromium';

export function findPrograms(
  env?: NodeJS.ProcessEnv,
  postgresFolders?: readonly string[],
): Record<Program, string | undefined>;
export function install(missing: readonly Program[]): boolean;
export function advice(missing: readonly Program[]): string;
