import { newSignInLink } from '../app/sign-in.ts';
import type { Context } from './verb.ts';

export async function run(context: Context): Promise<number> {
  const { io } = context;
  const app = await context.app();
  io.err('It signs in once, within a day, while the pages run ("cutline start" or "cutline web").\n');
  const base = app.mediaBase();
  const known = new URL(base).port !== '0';
  if (!known)
    io.err(
      'CUTLINE_PORT is 0, any free one: put this behind the address that the pages printed at their start.\n',
    );
  io.out(`${known ? base : ''}/sign-in/${await newSignInLink(app)}\n`);
  return 0;
}
