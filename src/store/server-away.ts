/** What node says of a server that is not there, and PostgreSQL of one that is stopping, starting or full of sessions. */
const codes =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|57P0[123]|53300)$/;

/** What the driver says without a code. */
const words =
  /^(?:Connection terminated|Connection ended unexpectedly|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/**
 * Why a server that we stand on did not answer, in its own few words; undefined when the error is another one. Nothing was
 * wrong with what was asked: it can be asked again when the server is back.
 */
export function serverAway(error: unknown): string | undefined {
  const inner = innermost(error);
  if (!(inner instanceof Error)) return undefined;
  const { code, message } = inner as NodeJS.ErrnoException;
  const away = (typeof code === 'string' && codes.test(code)) || words.test(message);
  // Of several addresses that were tried node keeps the reasons apart and the sentence empty.
  return away ? message || code! : undefined;
}

/**
 * The innermost cause says it best: what lies around it repeats whole statements of SQL, and a Redis Cluster says only that it
 * could not be reached, not what its node has said.
 */
export function innermost(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error) {
    const deeper = inner.cause ?? (inner as { lastNodeError?: unknown }).lastNodeError;
    if (deeper === undefined) break;
    inner = deeper;
  }
  return inner;
}
