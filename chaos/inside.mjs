// Loaded into every process under test before its own code (`node --import`). Its clocks run ahead by what a file says, so that
// hours of waiting pass at once and for all processes together; it can be told to die, to freeze or to lose its connection when a
// publication reaches a named step, and tells whether it has work in its hands (steps.mjs, tell-work.mjs). Nothing of Cutline
// is replaced.
import { openSync, readSync } from 'node:fs';
import http from 'node:http';
import process from 'node:process';

const {
  CHAOS_CLOCK: clockFile,
  CHAOS_HITS: hitsFile,
  CHAOS_SKEW: skew = '0',
  CHAOS_JUDGE: judge,
} = process.env;
const RealDate = Date;
// Whoever started it is gone, and with it what it was started for.
if (process.connected) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
// The harness itself loads this once for each world: its clock follows the world that is there.
if (globalThis.chaosFollow !== undefined) globalThis.chaosFollow(clockFile);
else if (clockFile !== undefined) shiftClock(clockFile, Number(skew));
if (judge !== undefined) tellUnderWay();
if (hitsFile !== undefined) {
  shortenMinutes();
  await import('./steps.mjs');
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

/** The minute that a request may last passes in less than two seconds. */
function shortenMinutes() {
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign(
    (act, ms, ...given) => wait(act, ms === 60_000 ? 1500 : ms, ...given),
    wait,
  );
}
