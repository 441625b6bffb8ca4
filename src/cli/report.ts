import { reportCampaign } from '../app/report-campaign.ts';
import { reportTable } from '../report/report-table.ts';
import type { Context, Options } from './verb.ts';

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const report = await reportCampaign(await context.app(), args[0]);
  context.io.out(options['json'] === true ? `${JSON.stringify(report)}\n` : reportTable(report));
  return 0;
}
