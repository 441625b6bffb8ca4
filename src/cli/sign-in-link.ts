import { newSignInLink } from '../app/sign-in.ts';
import type { Context } from './verb.ts';

export async function run(context: Context): Promise<number> {
  const app = await context.app();
  context.io.out(`${app.mediaBase()}/sign-in/${await newSignInLink(app)}\n`);
  return 0;
}
