import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Card } from '../domain/excerpt.ts';
import { UserError } from '../domain/errors.ts';
import type { CardStyle } from './card-style.ts';
import type { CardTemplate } from './template.ts';

/** What the drawing process is asked for. */
export interface DrawJob {
  readonly id: number;
  readonly kind: 'picture' | 'video';
  readonly cards: readonly Card[];
  readonly style: CardStyle;
  readonly template: CardTemplate;
  /** Where the template's own pictures and fonts lie. */
  readonly cardsFolder: string;
  /** The file to write. */
  readonly target: string;
}

export type DrawReply =
  | { readonly id: number; readonly kind: 'drawn' }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly byUser: boolean;
      readonly message: string;
      readonly stack: string;
    };

export interface Studio {
  /**
   * Draws, one job after the other.
   *
   * @throws UserError for what the user can mend; an Error when the process ended or took too long. The next job gets a new one.
   */
  draw(job: Omit<DrawJob, 'id'>): Promise<void>;
  /** Ends the process once the jobs given so far are done. */
  close(): Promise<void>;
}

/** Starting costs half a second, keeping costs 200 MB: it is kept for what follows soon. Milliseconds. */
const keptFor = 20_000;
/** The longest film takes about two minutes on a slow machine. Milliseconds. */
const longest = 600_000;

/**
 * Opens the drawing process when there is a job for it, and ends it when there has been none for a while.
 *
 * @param launch starts a process that answers each `DrawJob` with a `DrawReply`
 */
export function openStudio(launch: () => ChildProcess = launchStudio): Studio {
  let running: Running | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let jobs = 0;
  let idle: NodeJS.Timeout | undefined;

  const work = async (job: Omit<DrawJob, 'id'>): Promise<void> => {
    clearTimeout(idle);
    if (!running || running.ended) running = run(launch());
    try {
      await running.draw({ ...job, id: ++jobs });
    } finally {
      idle = setTimeout(() => running?.end(), keptFor).unref();
    }
  };

  return {
    draw(job) {
      const turn = last.then(() => work(job));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await last;
      clearTimeout(idle);
      await running?.end();
    },
  };
}

interface Running {
  readonly ended: boolean;
  draw(job: DrawJob): Promise<void>;
  end(): Promise<void>;
}

function run(child: ChildProcess): Running {
  let ended = false;
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  const end = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    // Not 'close': that never comes for a pipe that was unreferenced.
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  }).then((how) => {
    ended = true;
    return how;
  });
  keepsUsAlive(child, false);

  return {
    get ended() {
      return ended || !child.connected;
    },
    async draw(job) {
      keepsUsAlive(child, true);
      const overdue = setTimeout(() => child.kill('SIGKILL'), longest);
      let answered: (reply: DrawReply) => void = () => undefined;
      const answer = new Promise<DrawReply>((resolve) => {
        answered = resolve;
        child.on('message', answered);
      });
      try {
        // A process that is just ending does not take it any more; then `end` says so.
        child.send(job, () => undefined);
        const reply = await Promise.race([answer, end]);
        if (typeof reply === 'string') {
          throw new Error(`The process that draws cards ended (${reply}) before the ${job.kind} was done.`, {
            cause: complaint.trim(),
          });
        }
        if (reply.kind === 'failed') throw failureOf(reply);
      } finally {
        clearTimeout(overdue);
        child.off('message', answered);
        keepsUsAlive(child, false);
      }
    },
    async end() {
      if (child.connected) child.disconnect();
      child.ref();
      await end;
    },
  };
}

/** Starts `studio.ts` as a process of its own. */
export function launchStudio(): ChildProcess {
  // An empty environment: the secrets of this process are none of the other's business.
  return fork(studioFile(), [], {
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}

/** Compiled beside this file; when this one runs uncompiled, as in tests, the one that `npm run build` made. */
function studioFile(): string {
  const uncompiled = import.meta.url.endsWith('.ts');
  return fileURLToPath(
    new URL(uncompiled ? '../../dist/src/media/studio.js' : './studio.js', import.meta.url),
  );
}

/** An idle child must not keep the process from ending. */
function keepsUsAlive(child: ChildProcess, does: boolean): void {
  const how = does ? 'ref' : 'unref';
  child[how]();
  child.channel?.[how]();
  (child.stderr as { ref?(): void; unref?(): void } | null)?.[how]?.();
}

function failureOf(reply: DrawReply & { kind: 'failed' }): Error {
  if (reply.byUser) return new UserError(reply.message);
  const error = new Error(reply.message);
  error.stack = reply.stack;
  return error;
}
