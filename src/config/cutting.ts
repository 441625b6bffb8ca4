import { z } from 'zod';
import { cutModes, type CutMode } from '../domain/excerpt.ts';
import { linkPolicies, type LinkPolicy } from '../domain/platform.ts';
import { platformWord, section } from './schema.ts';
import { readYaml } from './yaml-file.ts';

/** How posts are cut, unless the post or the caller says otherwise. */
export interface CuttingConfig {
  /** Platform → mode; a platform that is not named has its own default. */
  readonly modes: Readonly<Record<string, CutMode>>;
  /** Platform → what becomes of links in the text; a platform that is not named does what suits it. */
  readonly links: Readonly<Record<string, LinkPolicy>>;
  /** Where excerpts lead when the post's front matter names no link. */
  readonly link: string | undefined;
  /** In-text marks such as [3] or (Rabago, 2017). */
  readonly citations: 'keep' | 'drop';
}

/** For cards and films. */
export interface Brand {
  readonly name?: string;
  /** `#rrggbb`, lower case. */
  readonly accent?: string;
}

export function readCutting(
  file: string,
  platforms?: readonly string[],
): { cutting: CuttingConfig; brand: Brand } {
  const { modes, links, link, citations, brand } = readYaml(file, schema(platforms));
  return {
    cutting: { modes, links, link, citations },
    brand: {
      ...(brand.name === undefined ? {} : { name: brand.name }),
      ...(brand.accent === undefined ? {} : { accent: brand.accent.toLowerCase() }),
    },
  };
}

const schema = (platforms: readonly string[] | undefined) =>
  section({
    modes: z.record(platformWord(platforms), z.enum(cutModes)).default({}),
    links: z.record(platformWord(platforms), z.enum(linkPolicies)).default({}),
    link: z.url({ protocol: /^https?$/, error: 'is not an address: write it with https://' }).optional(),
    citations: z.enum(['keep', 'drop']).default('drop'),
    brand: section({
      name: z.string().trim().min(1).optional(),
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, 'is not a colour: write six hex digits in quotes, such as "#0f766e"')
        .optional(),
    }).prefault({}),
  });
