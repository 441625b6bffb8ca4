import { UserError } from '../domain/errors.ts';
import type { Platform } from './contract.ts';
import { facebook } from './facebook/index.ts';
import { instagram } from './instagram/index.ts';
import { linkedin } from './linkedin/index.ts';
import { x } from './x/index.ts';
import { youtube } from './youtube/index.ts';

/** Every network Cutline knows, in the order in which people see them. */
export const platforms: readonly Platform[] = [facebook, instagram, x, youtube, linkedin];

/** The platform of that id; throws a `UserError` that names the known ones. */
export function platformOf(id: string): Platform {
  const platform = platforms.find((candidate) => candidate.id === id);
  if (platform !== undefined) return platform;
  const known = platforms.map((candidate) => candidate.id).join(', ');
  throw new UserError(`There is no platform "${id}"; the known ones are ${known}.`);
}
