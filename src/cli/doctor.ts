import { examine, examineNode, examineTemplates, type Finding } from '../app/doctor.ts';
import { sentenceOf } from '../domain/errors.ts';
import { platforms } from '../platforms/index.ts';
import type { Context, Options } from './verb.ts';

/** Exit 1 when something is wrong. */
export async function run(context: Context, _: readonly string[], options: Options): Promise<number> {
  const { io, config } = context;
  const findings: Finding[] = [
    examineNode(process.version),
    { what: 'config', state: 'well', found: `${config.configFolder}; times in ${config.timetable.timeZone}` },
    await examineTemplates({ config, platforms }),
  ];
  try {
    findings.push(...(await examine(await context.app())));
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    findings.push({ what: 'store', state: 'wrong', found: sentence });
  }
  for (const finding of findings) {
    if (options['json'] === true) io.out(`${JSON.stringify(finding)}\n`);
    else
      io.out(
        `${{ well: 'ok  ', warning: 'note', wrong: 'BAD ' }[finding.state]} ${finding.what}: ${finding.found}${finding.advice === undefined ? '' : ` – ${finding.advice}`}\n`,
      );
  }
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
}
