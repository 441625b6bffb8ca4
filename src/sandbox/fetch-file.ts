/** What an imitation got from an address that it was told to fetch from. */
export type Fetched =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly reason: string };

const mostBytes = 64 * 1024 * 1024;

/** Fetches as a platform's crawler does: http or https, no sign-in, no redirects, 10 seconds, at most 64 MiB. */
export async function fetchFile(address: string): Promise<Fetched> {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    return { kind: 'failed', reason: 'not an http address' };
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return { kind: 'failed', reason: `HTTP ${answer.status}` };
    if (Number(answer.headers.get('content-length') ?? 0) > mostBytes)
      return { kind: 'failed', reason: 'too large' };
    return { kind: 'file', bytes: Buffer.from(await answer.arrayBuffer()) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
