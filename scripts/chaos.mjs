// npm run chaos -- --runs N --seed S [--redis | --embedded] [--run K | --from K] [--batch B] [--beside J] [--plain N]
//   [--only kind,…] [--without kind,…] [--on platform,…] [--mutate rule | --mutations] [--keep] [--json]
// Tries the publishing path on real servers, processes and sockets while they are killed, frozen, cut and emptied; the imitated
// platforms are the judge. Exit code 1 when anything was doubled, lost, out of order or not as people were told, or when a process
// ended by itself that did not have to. With `--mutations` each of the four rules is switched off in turn, and one about pauses, and
// the exit code is 1 when that is not found out.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { beside } from '../chaos/beside.mjs';
import { openChaos } from '../chaos/chaos.mjs';
import { triedWith } from '../chaos/mutations.mjs';
import { table } from '../chaos/table.mjs';
import { hasFailed } from '../chaos/verdict.mjs';
import { build, isStale } from './build.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
    run: { type: 'string' },
    batch: { type: 'string' },
    beside: { type: 'string', default: '1' },
    redis: { type: 'boolean' },
    embedded: { type: 'boolean' },
    plain: { type: 'string' },
    only: { type: 'string' },
    without: { type: 'string' },
    on: { type: 'string' },
    mutate: { type: 'string' },
    mutations: { type: 'boolean' },
    keep: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
if (isStale() && !build()) process.exit(1);

// Whatever was started is ended on the way out, also when nobody listens any more.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(1));

const rows = await (options.mutations ? tryMutations() : tryRuns());
process.stdout.write(options.json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`);

async function tryRuns() {
  const { redis, embedded } = options;
  const asked = redis || embedded ? { redis, embedded } : { redis: true, embedded: true };
  const batch = Number(options.batch ?? 20);
  // A single run is repeated with those that shared its servers and processes.
  const one = options.run === undefined ? undefined : Math.floor(Number(options.run) / batch) * batch;
  const common = {
    from: one ?? Number(options.from),
    runs: one === undefined ? Number(options.runs ?? 50) : batch,
    batch,
    mutate: options.mutate,
  };
  const rows = [];
  for (const mode of ['redis', 'embedded']) if (asked[mode]) rows.push(await runsOf({ ...common, mode }));
  process.exitCode = rows.some(hasFailed) ? 1 : 0;
  const isPlainWanted = asked.redis && one === undefined && options.mutate === undefined;
  const plainRuns = Number(options.plain ?? (isPlainWanted ? Math.min(common.runs, 40) : 0));
  // In small batches: where Redis is emptied, plain workers lose all that are under way.
  if (plainRuns > 0)
    rows.push(await chaos({ ...common, runs: plainRuns, batch: 4, mode: 'redis', plain: true }));
  return rows;
}

async function tryMutations() {
  const rows = [];
  for (const [mutate, tried] of Object.entries(triedWith))
    if (options.mutate === undefined || options.mutate === mutate)
      rows.push(await chaos({ mode: 'redis', from: 0, ...tried, mutate }));
  process.exitCode = rows.every(({ doubled, broken }) => doubled + broken > 0) ? 0 : 1;
  return rows;
}

/** In worlds side by side, each with servers and processes of its own, where that is asked for. */
function runsOf(given) {
  const count = Math.min(Number(options.beside), Math.ceil(given.runs / given.batch));
  return count > 1 ? beside(count, { ...options, ...given }, say) : chaos(given);
}

function chaos(given) {
  return openChaos({
    seed: options.seed,
    only: options.only?.split(','),
    on: options.on?.split(','),
    without: options.without?.split(','),
    keepLogs: options.keep === true,
    say,
    ...given,
  });
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
