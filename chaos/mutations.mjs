// The four rules that prevent a double post, and the one that keeps what people were told, each switched off in a copy of the compiled
// code: whoever looks must find it there. The product itself has no such switch.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const attempt = 'src/app/attempt.js';
const lease = 'src/app/lease.js';
const claims = 'src/store/claims.js';
const attempts = 'src/store/attempts.js';
const names = 'src/store/remote-names.js';
const together = 'src/store/together.js';

/** Rule → what it becomes: `[file, what stands there, what stands there instead]`. Every place must be found. */
export const mutations = {
  /** The attempt row is written when the request is done. */
  'row-after-request': [
    [
      attempt,
      'const begun = await beginAttempt(db, claim, kind, attemptId, limits);',
      `const begun = kind === 'settle'
        ? await beginAttempt(db, claim, kind, attemptId, limits)
        : await db.transaction(async (tx) => {
            throw { seen: await beginAttempt(tx, claim, kind, attemptId, limits) };
          }).catch((end) => {
            if (!('seen' in end)) throw end;
            return end.seen && { ...end.seen, publication: { ...end.seen.publication, fence: claim.fence } };
          });`,
    ],
    [
      attempt,
      'const next = after(outcome,',
      `if (kind === 'publish') {
        if (await beginAttempt(db, claim, kind, attemptId, limits) === undefined) return;
        held.fence += 1;
    }
    const next = after(outcome,`,
    ],
    [lease, '!(await renewLease(app.database.db, claim, leaseSeconds))', 'false'],
    [names, "state in ('publishing', 'settling')", "state in ('scheduled', 'publishing', 'settling')"],
  ],
  /** An open attempt, or one whose outcome is not known, leads to the next publish. */
  'open-leads-to-publish': [
    [
      'src/app/after.js',
      "return { state: 'settling', due: { inSeconds: settleWaits[0] } };",
      'return retryOrFail(tries, jitter);',
    ],
    [
      claims,
      "set state = 'settling', fence = fence + 1,",
      "set state = case when p.state = 'publishing' then 'scheduled' else 'settling' end, fence = fence + 1,",
    ],
  ],
  /** A request whose answer is lost, or bad, is sent again at once, as clients of HTTP like to do. */
  'network-repeats': [
    [
      'src/net/request.js',
      'const answer = await send(new URL(address(request.base) + request.path), request, signal, mayStillSend);',
      `let answer;
        for (let tries = 0; tries < 3; tries += 1) {
          answer = await send(new URL(address(request.base) + request.path), request, signal, mayStillSend);
          if (answer.kind === 'answer' && answer.status < 500) break;
        }`,
    ],
  ],
  /** Whoever once had the claim goes on, whatever number it has by now. */
  'fence-ignored': [
    [attempts, /eq\(publication\.fence, claim\.fence\), /g, ''],
    [together, ' and p.fence = asked.fence', ''],
    [attempts, 'sql `${publication.leaseUntil} > ${now}`', 'sql `true`'],
    [lease, 'age() < sendWithinMs', 'true'],
    [names, ' and p.fence = asked.fence', ''],
    [
      lease,
      '!(await renewLease(app.database.db, claim, leaseSeconds))',
      '(await renewLease(app.database.db, claim, leaseSeconds), false)',
    ],
  ],
  /** What is in the queue goes out whatever somebody has paused since. */
  'pause-overlooked': [[attempts, "kind === 'publish' ? mayGoOut", "kind === 'publish' ? sql `true`"]],
};

/**
 * The faults against which each rule stands: others would find as much, more seldom. Three of them are tried
 * on Facebook alone, which has no guard of its own against a post that comes twice; and in small batches more workers are frozen,
 * since one is at a time.
 */
export const triedWith = {
  'row-after-request': { only: ['kill-at-step'], on: ['facebook'], runs: 16, batch: 8 },
  'open-leads-to-publish': { only: ['cut-after', 'error-after', 'time-out'], runs: 8, batch: 8 },
  'network-repeats': { only: ['cut-after', 'error-after'], on: ['facebook'], runs: 8, batch: 8 },
  'fence-ignored': { only: ['freeze'], on: ['facebook'], runs: 24, batch: 2 },
  'pause-overlooked': { only: ['pause-channel', 'pause-campaign', 'pause-publication'], runs: 16, batch: 16 },
};

/**
 * A copy of the compiled code beside it, where it finds the same packages, changed by `rule` when there is one; `remove()` ends
 * it. A copy in any case: what is tried for an hour must not change because somebody builds.
 */
export function copyCompiled(dist, rule) {
  const changes = rule === undefined ? [] : mutations[rule];
  if (changes === undefined)
    throw new Error(`There is no rule "${rule}": ${Object.keys(mutations).join(', ')}.`);
  const folder = path.join(fileURLToPath(dist), `.chaos-${rule ?? 'as-it-is'}-${process.pid}`);
  for (const part of ['src', 'workers'])
    fs.cpSync(path.join(fileURLToPath(dist), part), path.join(folder, part), { recursive: true });
  for (const [file, was, becomes] of changes) {
    const where = path.join(folder, file);
    const before = fs.readFileSync(where, 'utf8');
    const after = before.replace(was, () => becomes);
    if (after === before)
      throw new Error(`${file} no longer holds what the rule "${rule}" stands on: ${was}`);
    fs.writeFileSync(where, after);
  }
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  return { home: pathToFileURL(`${folder}${path.sep}`), remove };
}
