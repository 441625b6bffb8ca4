// Loaded into every process under test before its own code (`node --import`). Three things: its clocks run ahead by what a file
// says, so that hours of waiting pass at once and for all processes together; a process can be told to die, to freeze or to lose
// its connection at a named step; and the judge tells how many requests it has in its hands. Nothing of Cutline is replaced.
import { appendFileSync, openSync, readSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import process from 'node:process';

const {
  CHAOS_CLOCK: clockFile,
  CHAOS_HITS: hitsFile,
  CHAOS_SKEW: skew = '0',
  CHAOS_JUDGE: judge,
} = process.env;
const RealDate = Date;
// The harness itself loads this once for each world: its clock follows the world that is there.
if (globalThis.chaosFollow !== undefined) globalThis.chaosFollow(clockFile);
else if (clockFile !== undefined) shiftClock(clockFile, Number(skew));
if (judge !== undefined) tellUnderWay();
if (hitsFile !== undefined) {
  shortenMinutes();
  await armSteps(hitsFile);
}

function shiftClock(file, skewMs) {
  let descriptor = openSync(file, 'r');
  globalThis.chaosFollow = (next) => (descriptor = openSync(next, 'r'));
  const bytes = Buffer.alloc(8);
  const ahead = () => {
    readSync(descriptor, bytes, 0, 8, 0);
    return bytes.readDoubleLE(0);
  };
  const now = () => Math.round(RealDate.now() + ahead() + skewMs);
  // Time that passes for everybody passes on the clock that is never set as well; only a wrong clock is wrong alone.
  const elapsed = performance.now.bind(performance);
  performance.now = () => elapsed() + ahead();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

/** While a request is under way the clock must not leap: a minute would pass within it that no client would have waited for. */
function tellUnderWay() {
  let count = 0;
  const tell = (change) => process.send({ underWay: (count += change) }, () => {});
  const { emit } = http.Server.prototype;
  http.Server.prototype.emit = function counted(name, ...given) {
    if (name === 'request' && !given[0].url.startsWith('/_sandbox')) {
      tell(1);
      given[1].once('close', () => tell(-1));
    }
    return emit.call(this, name, ...given);
  };
}

/** The minute that a request may last passes in two seconds. */
function shortenMinutes() {
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign(
    (act, ms, ...given) => wait(act, ms === 60_000 ? 2000 : ms, ...given),
    wait,
  );
}

/** The orders come as messages `{chaos: {step, nth, act}}`; each is carried out once, and written down before it is. */
async function armSteps(file) {
  let orders = [];
  process.on('message', (message) => {
    if (message?.chaos !== undefined) orders = message.chaos;
  });
  process.channel?.unref();

  /** Tells that a step was reached; what comes back is to be done to the connection at hand. */
  const reach = (step) => {
    for (const order of orders) {
      if (order.step !== step || order.done === true) continue;
      order.nth -= 1;
      if (order.nth > 0 || (order.act === 'freeze' && !isFirstToFreeze(file))) continue;
      order.done = true;
      appendFileSync(
        file,
        `${JSON.stringify({ pid: process.pid, fault: order.fault, run: order.run, kind: order.kind, step })}\n`,
      );
      if (order.act === 'kill') process.kill(process.pid, 'SIGKILL');
      if (order.act === 'freeze') {
        process.kill(process.pid, 'SIGSTOP');
        // Thawed: the next order waits for the next time that a step is reached.
        return undefined;
      }
      if (order.act === 'cut') return 'cut';
    }
    return undefined;
  };
  watchRequests(reach);
  await watchStatements(reach);
}

/** One at a time: whoever is left takes over what the other holds. */
function isFirstToFreeze(file) {
  try {
    writeFileSync(`${file}.frozen`, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** `request`: about to be sent. `sent`: it has left, no answer yet. `answer`: the answer is there and nobody has seen it. */
function watchRequests(reach) {
  const { ClientRequest } = http;
  const send = ClientRequest.prototype.end;
  ClientRequest.prototype.end = function end(...given) {
    // Cut while it connects: nothing has left.
    if (reach('request') === 'cut') setImmediate(() => this.destroy(new Error('cut')));
    this.once('finish', () => {
      // The bytes are with the kernel; a moment later the other side has them.
      setTimeout(() => {
        if (reach('sent') === 'cut') this.socket?.destroy();
      }, 2);
    });
    this.prependOnceListener('response', () => reach('answer'));
    return send.apply(this, given);
  };
}

/** Steps of the protocol by the statements that carry them out; inside a transaction the step ends with its commit. */
async function watchStatements(reach) {
  // Only the one that is used: loading both would make each start slower.
  if (process.env.DATABASE_URL === undefined)
    watchEmbedded((await import('@electric-sql/pglite')).PGlite, reach);
  else watchServer((await import('pg')).default, reach);
}

function watchServer(pg, reach) {
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function watched(...given) {
    const text = textOf(given[0]);
    const step = stepOf(text) ?? (/^commit/i.test(text) ? this.chaosStep : undefined);
    if (/^(?:begin|commit|rollback)/i.test(text)) {
      this.chaosStep = undefined;
      this.chaosOpen = /^begin/i.test(text);
    } else if (step !== undefined && this.chaosOpen === true && inTransaction.has(step)) {
      this.chaosStep = step;
      return query.apply(this, given);
    }
    // Whoever asks through the pool hands in a callback instead of taking a promise.
    const callback = given.at(-1);
    if (step !== undefined && typeof callback === 'function') {
      given[given.length - 1] = (...ended) => {
        reach(`${step}:after`);
        callback(...ended);
      };
    }
    return around(step, reach, () => query.apply(this, given));
  };
}

function watchEmbedded(PGlite, reach) {
  const base = Object.getPrototypeOf(PGlite.prototype);
  const one = base.query;
  base.query = function watched(text, ...rest) {
    return around(stepOf(text), reach, () => one.call(this, text, ...rest));
  };
  const transaction = base.transaction;
  base.transaction = async function watched(work) {
    let step;
    const result = await transaction.call(this, async (tx) => {
      const inner = tx.query.bind(tx);
      const seen = Object.assign(Object.create(tx), {
        query: (text, ...rest) => {
          step ??= stepOf(text);
          return inner(text, ...rest);
        },
      });
      const made = await work(seen);
      if (step !== undefined) reach(`${step}:before`);
      return made;
    });
    if (step !== undefined) reach(`${step}:after`);
    return result;
  };
}

function around(step, reach, run) {
  if (step === undefined) return run();
  reach(`${step}:before`);
  const running = run();
  return typeof running?.then === 'function'
    ? running.then((result) => {
        reach(`${step}:after`);
        return result;
      })
    : running;
}

const inTransaction = new Set(['begin', 'end']);

function stepOf(text) {
  if (typeof text !== 'string') return undefined;
  if (/insert into cutline\.attempt/.test(text)) return 'begin';
  if (/update cutline\.attempt set ended_at/.test(text)) return 'end';
  if (/insert into cutline\.remote_name/.test(text)) return 'name';
  if (/for update of p skip locked/.test(text)) return 'claim';
  if (/for update skip locked/.test(text) && /state = 'settling'/.test(text)) return 'unsettled';
  if (/^update "cutline"\."publication" set "lease_until" = [^,]* where/.test(text)) return 'renew';
  return undefined;
}

function textOf(query) {
  return typeof query === 'string' ? query : (query?.text ?? '');
}
