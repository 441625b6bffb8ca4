import type { Pool, PoolClient } from 'pg';

/** Statements of ours that come again and again are fewer than this; lists of ids of every length make more. */
const mostNames = 200;
const mostSeen = 2000;

/**
 * Gives a name to each statement that comes a second time, so that a connection has it planned once and not each time: the
 * statements of publishing take longer to plan than to run.
 */
export function prepareStatements(pool: Pool): void {
  const seen = new Set<string>();
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostNames) return known;
    if (seen.has(text)) names.set(text, `cutline_${names.size + 1}`);
    else if (seen.size < mostSeen) seen.add(text);
    return names.get(text);
  };
  pool.on('connect', (client) => nameQueriesOf(client, nameOf));
}

interface Query {
  readonly text: string;
  readonly name?: string;
}

function nameQueriesOf(client: PoolClient, nameOf: (text: string) => string | undefined): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const named = (config: unknown, ...rest: unknown[]): unknown => {
    if (!isUnnamed(config)) return query(config, ...rest);
    const name = nameOf(config.text);
    return query(name === undefined ? config : { ...config, name }, ...rest);
  };
  client.query = named as typeof client.query;
}

/** What is asked for as plain text (begin, commit) is over sooner than it could be named. */
function isUnnamed(config: unknown): config is Query {
  return (
    typeof config === 'object' &&
    config !== null &&
    'text' in config &&
    typeof config.text === 'string' &&
    (config as Query).name === undefined &&
    // A query that sends itself is none of Drizzle's.
    !('submit' in config)
  );
}
