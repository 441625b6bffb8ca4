/** One instruction, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
  /** Counted from 0 by FROM. */
  readonly stage: number;
}

export function readDockerfile(text: string): Instruction[] {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  let stage = -1;
  return lines.map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`Dockerfile: not an instruction: ${line}`);
    if (name === 'FROM') stage += 1;
    return { name, rest: rest.trim(), stage };
  });
}

/** The words of `["a", "b"]`; a command written without brackets runs in a shell, which swallows signals. */
export function execForm(rest: string): string[] | undefined {
  try {
    return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
  } catch {
    return undefined;
  }
}
