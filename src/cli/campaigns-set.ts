import { setCampaign } from '../app/set-campaign.ts';
import { UserError } from '../domain/errors.ts';
import { oneOf, textOf } from './options.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const campaign = await setCampaign(await context.app(), {
    name: args[0]!,
    startsOn: textOf(options['from']),
    endsOn: textOf(options['to']),
    goal: textOf(options['goal']),
    hashtags: textOf(options['hashtags']),
    evergreen: yesOrNo(options['evergreen']),
    lateHours: numberOrDefault(options['lateHours'], '--late-hours'),
    lateMoveDays: numberOrDefault(options['lateDays'], '--late-days'),
  });
  context.io.out(
    `Campaign "${campaign.name}": ${campaign.startsOn ?? 'open'} to ${campaign.endsOn ?? 'open'}, ${campaign.hashtags.map((tag) => `#${tag}`).join(' ') || 'no hashtags of its own'}.\n`,
  );
  return 0;
}

function yesOrNo(value: string | boolean | undefined): boolean | undefined {
  const word = oneOf(value, ['yes', 'no'], '--evergreen');
  return word === undefined ? undefined : word === 'yes';
}

/** Null for "default". */
function numberOrDefault(value: string | boolean | undefined, option: string): number | null | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (text === 'default') return null;
  if (!/^\d+$/.test(text)) throw new UserError(`${option} takes a whole number or "default", not "${text}".`);
  return Number(text);
}
