import type { App } from '../src/app/app.ts';
import { cutExcerpts } from '../src/app/cut-excerpts.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** A post was imported: cut it. */
export function cut(app: App): Work['cut'] {
  return async ({ postId }) => {
    await cutExcerpts(app, postId);
  };
}
