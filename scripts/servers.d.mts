/** A server of our own, see `start` in servers.mjs. */
export interface OwnServer {
  readonly url: string;
  pid(): number | undefined;
  /** Ends the process; folder and port are kept. */
  pause(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** The same at once, without waiting. */
  abandon(): void;
}

export function startPostgres(bin: string, options?: { readonly syncs?: boolean }): Promise<OwnServer>;
export function startRedis(binary: string, first?: (port: number) => readonly string[]): Promise<OwnServer>;
