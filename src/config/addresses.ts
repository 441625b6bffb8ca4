import { origin, textOf } from './environment.ts';

/** Where requests go. */
export interface Addresses {
  /** Where requests for one base of a platform go: the environment's address, else `fallback`. No slash at the end. */
  address(platform: string, base: string, fallback: string): string;
  /**
   * `CUTLINE_<PLATFORM>_URL` for the base `api`, `CUTLINE_<PLATFORM>_<BASE>_URL` for any other. Another base that is not
   * set follows `api` when that is set, so that nothing leaves for the real network by accident.
   */
  addressFromEnvironment(platform: string, base: string): string | undefined;
}

/** Every variable of this form is checked at once, so that a mistake in one is told at start and not at the first request. */
const pattern = /^CUTLINE_[A-Z0-9]+(?:_[A-Z0-9]+)*_URL$/;
const notOfAPlatform = 'CUTLINE_PUBLIC_URL';

export function readAddresses(env: NodeJS.ProcessEnv): Addresses {
  const known = new Map<string, string>();
  for (const name of Object.keys(env)) {
    if (!pattern.test(name) || name === notOfAPlatform || textOf(env, name) === undefined) continue;
    known.set(name, origin(env, name)!);
  }
  const addressFromEnvironment = (platform: string, base: string): string | undefined => {
    const api = known.get(variable(platform));
    return base === 'api' ? api : (known.get(variable(platform, base)) ?? api);
  };
  return {
    addressFromEnvironment,
    address: (platform, base, fallback) =>
      addressFromEnvironment(platform, base) ?? fallback.replace(/\/+$/, ''),
  };
}

function variable(...words: readonly string[]): string {
  return ['CUTLINE', ...words, 'URL'].join('_').toUpperCase().replaceAll('-', '_');
}
