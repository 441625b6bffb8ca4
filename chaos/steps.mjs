// The steps of the protocol, seen from inside: at each of them the process can be told to die, to freeze or to lose its connection.
// The orders come as messages `{chaos: [{fault, kind, run, step, nth, act, publication, accepts}]}`: when the publication reaches
// the step for the nth time (any publication, where none is named), at a request that makes something public where `accepts` is
// there. Each is carried out once, in one process, and written down before it is.
import { appendFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import process from 'node:process';
import { aboutPublication, watchJobs } from './tell-work.mjs';

const file = process.env.CHAOS_HITS;
let orders = [];
process.on('message', (message) => {
  if (message?.chaos !== undefined) orders = message.chaos;
});
process.channel?.unref();

watchRequests();
// Only what is used: loading all would make each start slower.
if (process.env.DATABASE_URL === undefined) watchEmbedded((await import('@electric-sql/pglite')).PGlite);
/** Told by the code under test as it begins (bundle.mjs): the very classes that it uses. */
globalThis.chaosParts = ({ Worker, pg }) => {
  watchJobs(Worker);
  if (pg !== undefined) watchServer(pg);
};

/** Tells that a step was reached; what comes back is to be done to the connection at hand. */
function reach(step, publication, request) {
  for (const order of orders) {
    if (order.step !== step || order.done === true) continue;
    if (order.publication !== undefined && order.publication !== publication) continue;
    if (order.accepts !== undefined && !isAccepted(request, order.accepts)) continue;
    order.nth -= 1;
    if (order.nth > 0) continue;
    // One at a time: whoever is left takes over what the other holds.
    if (order.act === 'freeze' && !isFirst('frozen')) continue;
    order.done = true;
    if (!isFirst(order.fault)) continue;
    const { fault, run, kind } = order;
    appendFileSync(file, `${JSON.stringify({ pid: process.pid, fault, run, kind, step })}\n`);
    if (order.act === 'cut') return 'cut';
    process.kill(process.pid, order.act === 'kill' ? 'SIGKILL' : 'SIGSTOP');
    // Thawed: the next order waits for the next time that a step is reached.
    return undefined;
  }
  return undefined;
}

function isAccepted(request, { method, path }) {
  return request?.method === method && new RegExp(path).test(request.path.replace(/\?.*/, ''));
}

function isFirst(what) {
  try {
    writeFileSync(`${file}.${what}`, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** `request`: about to be sent. `sent`: it has left, no answer yet. `answer`: the answer is there and nobody has seen it. */
function watchRequests() {
  const { ClientRequest } = http;
  const send = ClientRequest.prototype.end;
  ClientRequest.prototype.end = function end(...given) {
    const publication = aboutPublication.getStore();
    const at = (step) => reach(step, publication, this);
    // Cut while it connects: nothing has left.
    if (at('request') === 'cut') setImmediate(() => this.destroy(new Error('cut')));
    this.once('finish', () => {
      // The bytes are with the kernel; a moment later the other side has them.
      setTimeout(() => {
        if (at('sent') === 'cut') this.socket?.destroy();
      }, 2);
    });
    this.prependOnceListener('response', () => at('answer'));
    return send.apply(this, given);
  };
}

/** Steps of the protocol by the statements that carry them out. */
function watchServer(pg) {
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function watched(...given) {
    const [first, second] = given;
    const step = stepOf(typeof first === 'string' ? first : first?.text);
    if (step === undefined) return query.apply(this, given);
    const publications = publicationsIn(Array.isArray(second) ? second : first.values);
    // Whoever asks through the pool hands in a callback instead of taking a promise.
    const callback = given.at(-1);
    if (typeof callback === 'function') {
      given[given.length - 1] = (...ended) => {
        for (const each of publications) reach(`${step}:after`, each);
        callback(...ended);
      };
    }
    return around(step, publications, () => query.apply(this, given));
  };
}

function watchEmbedded(PGlite) {
  const base = Object.getPrototypeOf(PGlite.prototype);
  const query = base.query;
  base.query = function watched(text, values, ...rest) {
    const run = () => query.call(this, text, values, ...rest);
    const step = stepOf(text);
    return step === undefined ? run() : around(step, publicationsIn(values), run);
  };
}

function around(step, publications, run) {
  for (const each of publications) reach(`${step}:before`, each);
  const running = run();
  if (typeof running?.then !== 'function') return running;
  return running.then((result) => {
    for (const each of publications) reach(`${step}:after`, each);
    return result;
  });
}

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

/** The harness names its publications so that they are known anywhere: a statement may be about several, written as JSON. */
function publicationsIn(values = []) {
  const found = values.flatMap((value) =>
    typeof value === 'string' ? (value.match(/[^"]*-k\d+p\d+k(?=$|")/g) ?? []) : [],
  );
  return found.length === 0 ? [undefined] : new Set(found);
}
