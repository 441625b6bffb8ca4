import { columns } from '../report/columns.ts';
import { listCampaigns } from '../store/campaigns.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, _: readonly string[], options: Options): Promise<number> {
  const { io } = context;
  const campaigns = await listCampaigns((await context.app()).database.db);
  if (options['json'] === true) for (const campaign of campaigns) io.out(`${JSON.stringify(campaign)}\n`);
  else if (campaigns.length === 0)
    io.out(
      'There is no campaign yet: "cutline campaigns set <name>" makes one, or "campaign:" in a post\'s front matter.\n',
    );
  else {
    io.out(
      columns(
        ['campaign', 'from', 'to', 'hashtags', 'goal'],
        campaigns.map(({ name, startsOn, endsOn, hashtags, goal }) => [
          name,
          startsOn ?? '',
          endsOn ?? '',
          hashtags.map((tag) => `#${tag}`).join(' '),
          goal ?? '',
        ]),
      ),
    );
  }
  return 0;
}
