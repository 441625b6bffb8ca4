import type { App } from '../src/app/app.ts';
import * as media from '../src/app/render.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** A publication was planned: make its pictures and films. */
export function render(app: App): Work['render'] {
  return (job) => media.render(app, job);
}
