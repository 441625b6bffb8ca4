import path from 'node:path';
import { checkTemplate, readTemplate } from '../media/template.ts';
import type { App } from './app.ts';
import { cutSettings } from './cut-settings.ts';

/**
 * Looks at the words around excerpts and at the cards of pictures and films before anything is made with them.
 * Throws `UserError` with the place of the first mistake. It draws nothing, so that a start can afford it.
 */
export async function checkTemplates({
  config,
  platforms,
}: Pick<App, 'config' | 'platforms'>): Promise<void> {
  for (const platform of platforms) cutSettings(config, platform, []);
  for (const kind of ['picture', 'video'] as const)
    checkTemplate(await readTemplate(path.join(config.templatesFolder, 'cards'), kind));
}
