import type { Context } from 'hono';
import type { FaultEnv } from './faults.ts';

/** Begins every path; any version is served, as the real API does. */
export const graphPath = '/:version{v[0-9]+\\.[0-9]+}';

export interface GraphRefusalBody {
  readonly message: string;
  readonly code: number;
  readonly subcode?: number;
  readonly type?: string;
  readonly transient?: boolean;
  readonly userTitle?: string;
  readonly userMessage?: string;
  readonly status?: 400 | 401 | 403 | 500;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the Graph API says no. Thrown inside an endpoint; `answering` makes the answer of it. */
export class GraphRefusal extends Error {
  readonly body: GraphRefusalBody;

  constructor(body: GraphRefusalBody) {
    super(body.message);
    this.body = body;
  }
}

export type Parameters = Readonly<Record<string, unknown>>;

/** One endpoint: it is given the parameters from wherever they came, and gives the JSON of its answer. */
export function answering(
  endpoint: (c: Context<FaultEnv>, parameters: Parameters) => object | Promise<object>,
) {
  return async (c: Context<FaultEnv>): Promise<Response> => {
    const headers = { 'x-app-usage': calmUsage };
    try {
      return c.json(await endpoint(c, await readParameters(c)), 200, headers);
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error;
      const { body } = error;
      return c.json({ error: errorBody(body) }, body.status ?? 400, { ...headers, ...body.headers });
    }
  };
}

/** The error object of an answer, member by member as the real one writes it. */
export function errorBody(body: GraphRefusalBody): Readonly<Record<string, unknown>> {
  return {
    message: body.message,
    type: body.type ?? 'OAuthException',
    code: body.code,
    ...(body.subcode === undefined ? {} : { error_subcode: body.subcode }),
    ...(body.transient === undefined ? {} : { is_transient: body.transient }),
    ...(body.userTitle === undefined ? {} : { error_user_title: body.userTitle }),
    ...(body.userMessage === undefined ? {} : { error_user_msg: body.userMessage }),
    fbtrace_id: 'AbSANDBOXtraceSANDBOX0',
  };
}

const calmUsage = JSON.stringify({ call_count: 1, total_time: 1, total_cputime: 1 });

/** Query, form, multipart and JSON are all taken; the body wins. */
async function readParameters(c: Context<FaultEnv>): Promise<Parameters> {
  const query = c.req.query();
  if (c.req.method === 'GET' || c.req.method === 'DELETE') return query;
  if ((c.req.header('content-type') ?? '').includes('json')) {
    const json: unknown = await c.req.json().catch(() => undefined);
    if (typeof json !== 'object' || json === null) {
      throw new GraphRefusal({ code: 100, message: '(#100) The body is not a JSON object' });
    }
    return { ...query, ...json };
  }
  return { ...query, ...(await c.req.parseBody()) };
}

/** A parameter as text, or undefined when it is absent or empty. */
export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The token of a request: the header, else the parameter. */
export function tokenOf(c: Context<FaultEnv>, parameters: Parameters): string | undefined {
  const bearer = /^(?:Bearer|OAuth) (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  return bearer ?? textOf(parameters, 'access_token');
}

/** Of a node just what `fields` asks for, and always the id. A name that the node does not have is refused. */
export function pick(
  node: Readonly<Record<string, unknown>>,
  kind: string,
  fields: string | undefined,
): object {
  const names = fieldNames(fields ?? 'id');
  const wrong = names.find((name) => !(name in node));
  if (wrong !== undefined) {
    throw new GraphRefusal({
      code: 100,
      message: `(#100) Tried accessing nonexisting field (${wrong}) on node type (${kind})`,
    });
  }
  return Object.fromEntries(
    [...names, 'id'].filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  );
}

/** `a,b{c,d},e.limit(0).summary(true)` → a, b, e. */
function fieldNames(fields: string): string[] {
  let plain = fields;
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\{[^{}]*\}|\([^()]*\)/g, '');
  }
  return plain
    .split(',')
    .map((name) => name.split('.')[0]!.trim())
    .filter((name) => name !== '');
}

/** A page of a list with its cursors: `limit` (25 when left out, at most 100) and `after`. `address` is the request's own. */
export function listPage<T extends { readonly id: string }>(
  address: string,
  items: readonly T[],
  parameters: Parameters,
  show: (item: T) => object,
): object {
  const limit = Number(textOf(parameters, 'limit') ?? 25);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new GraphRefusal({ code: 100, message: '(#100) The limit must be between 1 and 100' });
  }
  const after = textOf(parameters, 'after');
  const start = after === undefined ? 0 : items.findIndex(({ id }) => cursorOf(id) === after) + 1;
  const shown = items.slice(start, start + limit);
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return { data: [] };
  return {
    data: shown.map(show),
    paging: {
      cursors: { before: cursorOf(first.id), after: cursorOf(last.id) },
      ...(start + limit < items.length ? { next: withCursor(address, cursorOf(last.id)) } : {}),
    },
  };
}

function withCursor(address: string, after: string): string {
  const url = new URL(address);
  url.searchParams.set('after', after);
  return url.href;
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** `2026-11-24T06:01:26+0000`, as the Graph API writes an instant. */
export function graphTime(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`;
}

/** An insights answer; a name outside `values` fails the whole call. */
export function insightsAnswer(
  id: string,
  metric: string | undefined,
  values: Readonly<Record<string, unknown>>,
): object {
  if (metric === undefined) {
    throw new GraphRefusal({ code: 3001, subcode: 1504028, message: '(#3001) Provide at least one metric' });
  }
  const names = metric.split(',').map((name) => name.trim());
  if (names.some((name) => !(name in values))) {
    throw new GraphRefusal({ code: 100, message: '(#100) The value must be a valid insights metric' });
  }
  return {
    data: names.map((name) => ({
      name,
      period: 'lifetime',
      values: [{ value: values[name] }],
      title: name,
      id: `${id}/insights/${name}/lifetime`,
    })),
  };
}
