import { setCampaign } from '../app/set-campaign.ts';
import { textOf } from './options.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const campaign = await setCampaign(await context.app(), {
    name: args[0]!,
    startsOn: textOf(options['from']),
    endsOn: textOf(options['to']),
    goal: textOf(options['goal']),
    hashtags: textOf(options['hashtags']),
  });
  context.io.out(
    `Campaign "${campaign.name}": ${campaign.startsOn ?? 'open'} to ${campaign.endsOn ?? 'open'}, ${campaign.hashtags.map((tag) => `#${tag}`).join(' ') || 'no hashtags of its own'}.\n`,
  );
  return 0;
}
