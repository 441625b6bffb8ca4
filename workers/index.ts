import type { App } from '../src/app/app.ts';
import type { Workers } from '../src/queue/bullmq.ts';
import { cut } from './cut.ts';
import { measure } from './measure.ts';
import { publish } from './publish.ts';
import { render } from './render.ts';
import { renew } from './renew.ts';
import { settle } from './settle.ts';
import { tick } from './tick.ts';
import { upkeep } from './upkeep.ts';

/** Starts to work off every queue. */
export function startWorkers(app: App): Promise<Workers> {
  return app.queue.work({
    cut: cut(app),
    tick: tick(app),
    render: render(app),
    publish: publish(app),
    settle: settle(app),
    measure: measure(app),
    upkeep: upkeep(app),
    renew: renew(app),
  });
}
