import { columns } from '../report/columns.ts';
import { listChannels } from '../store/channels.ts';
import { timeIn } from './publication-lines.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, _: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const app = await context.app();
  const channels = await listChannels(app.database.db);
  if (options['json'] === true) for (const channel of channels) io.out(`${JSON.stringify(channel)}\n`);
  else if (channels.length === 0)
    io.out(
      'No channel is connected yet: "cutline channels add <platform> --token-file <file>", or "cutline start" for the sandbox.\n',
    );
  else {
    io.out(
      columns(
        ['id', 'platform', 'name', 'where', 'state', 'tokens until'],
        channels.map(({ id, platform, name, sandbox, state, expiresAt }) => [
          id,
          platform,
          name,
          sandbox ? 'sandbox' : 'real',
          state,
          expiresAt === null ? '–' : timeIn(expiresAt, app.config.timetable.timeZone),
        ]),
      ),
    );
  }
  return 0;
}
