import { newSignInLink } from '../app/sign-in.ts';
import type { Context } from './verb.ts';

export async function run(context: Context): Promise<number> {
  const app = await context.app();
  context.io.err('It signs in once, within a day, while the pages run ("cutline start" or "cutline web").\n');
  context.io.out(`${app.mediaBase()}/sign-in/${await newSignInLink(app)}\n`);
  return 0;
}
