// npm run chaos -- --runs N --seed S [--redis | --embedded] [--run K] [--batch B] [--only kind,…] [--without kind,…] [--mutate rule] [--naive] [--keep]
// Tries the publishing path on real servers, processes and sockets while they are killed, cut and emptied; the imitated
// platforms are the judge. Exit code 1 when anything was doubled, lost or out of order.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openChaos, table } from '../chaos/chaos.mjs';
import { build, isStale } from './build.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
    run: { type: 'string' },
    batch: { type: 'string', default: '20' },
    redis: { type: 'boolean' },
    embedded: { type: 'boolean' },
    only: { type: 'string' },
    without: { type: 'string' },
    mutate: { type: 'string' },
    naive: { type: 'boolean' },
    keep: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
if (isStale() && !build()) process.exit(1);

// Whatever was started is ended on the way out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

const modes = [
  ...(options.redis || options.naive ? ['redis'] : []),
  ...(options.embedded ? ['embedded'] : []),
];
const rows = [];
for (const mode of modes.length > 0 ? modes : ['redis', 'embedded']) {
  const batch = Number(options.batch);
  const one = options.run === undefined ? undefined : Math.floor(Number(options.run) / batch) * batch;
  const result = await openChaos({
    mode,
    seed: options.seed,
    from: one ?? Number(options.from),
    runs: one === undefined ? Number(options.runs) : batch,
    batch,
    only: options.only?.split(','),
    without: options.without?.split(','),
    mutate: options.mutate,
    naive: options.naive === true,
    keepLogs: options.keep === true,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  rows.push(result);
}
process.stdout.write(options.json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`);
process.exitCode = rows.some(({ bad }) => bad > 0) ? 1 : 0;
