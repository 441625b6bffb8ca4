import { platforms } from '../platforms/index.ts';
import { columns } from '../report/columns.ts';
import type { Run } from './verb.ts';

/** `limits`: what every platform allows, where that was read and when. Ends with 1 when something was read more than six months ago. */
export const run: Run = async ({ io }, _args, options) => {
  const lines = platforms.flatMap(({ id, text }) =>
    text.sources.map((source) => ({ platform: id, ...source, old: isOld(source.read, Date.now()) })),
  );
  if (options.json === true) for (const line of lines) io.out(`${JSON.stringify(line)}\n`);
  else
    io.out(
      columns(
        ['platform', 'what', 'limit', 'page', 'read'],
        lines.map(({ platform, what, limit, page, read }) => [platform, what, limit, page, read]),
      ),
    );
  const old = lines.filter((line) => line.old);
  for (const { platform, what, read } of old)
    io.err(`${platform}, ${what}: read on ${read}, more than six months ago: read the page again.\n`);
  return old.length === 0 ? 0 : 1;
};

/** Whether a day (YYYY-MM-DD) lies more than six months before an instant (ms). */
export function isOld(day: string, now: number): boolean {
  const end = new Date(`${day}T00:00:00Z`);
  end.setUTCMonth(end.getUTCMonth() + 6);
  return end.getTime() < now;
}
