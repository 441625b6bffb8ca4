import { z } from 'zod';
import { platformWord, section } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** How much is worked on at once; what is left out is left to the queue. */
export interface QueueLoads {
  /** Jobs of a name that one process works on side by side. */
  readonly atOnce: Partial<Readonly<Record<(typeof jobs)[number], number>>>;
  /** What holds for publishing on single platforms. */
  readonly platforms: Readonly<
    Record<
      string,
      { readonly atOnce?: number; readonly limit?: { readonly most: number; readonly perSeconds: number } }
    >
  >;
}

/** Of the others there is one at a time, whatever anybody wishes. */
const jobs = ['cut', 'render', 'publish', 'settle', 'measure', 'renew'] as const;

/** `queues.yaml`; without such a file everything is left to the queue. */
export function readQueues(file: string, platforms: readonly string[] | undefined): QueueLoads {
  const read = readYaml(
    file,
    section({
      atOnce: section({
        cut: atOnce,
        render: atOnce,
        publish: atOnce,
        settle: atOnce,
        measure: atOnce,
        renew: atOnce,
      }).optional(),
      platforms: z
        .record(
          platformWord(platforms),
          section({
            atOnce,
            limit: section({ most: whole(1, 100_000), perSeconds: whole(1, 86_400) }).optional(),
          }),
        )
        .optional(),
    }),
  );
  return { atOnce: withoutGaps(read.atOnce ?? {}), platforms: withoutGapsIn(read.platforms ?? {}) };
}

const whole = (least: number, most: number) => z.int().min(least).max(most);
const atOnce = whole(1, 100).optional();

type Gapless<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutGaps<T extends object>(given: T): Gapless<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Gapless<T>;
}

function withoutGapsIn<T extends object>(given: Readonly<Record<string, T>>): Record<string, Gapless<T>> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, withoutGaps(value)]));
}
