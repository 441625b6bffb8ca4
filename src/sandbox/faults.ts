import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { World } from './state.ts';

export interface FaultEnv {
  Bindings: HttpBindings;
}

/**
 * What goes wrong, how often, and for which requests.
 * `cut-before`: the connection is cut, nothing was done. `cut-after`: it was done, then cut. `answer-before`: `status` and
 * `body` instead of doing it. `answer-after`: done, then `status`. `hang`: done, no answer for `ms`. `slow`: answered
 * after `ms`. `lag`: lists show what is older than `ms`. `switch`: a fault of the platform's own, by `name`.
 */
export const faultSchema = z
  .object({
    kind: z.enum([
      'cut-before',
      'cut-after',
      'answer-before',
      'answer-after',
      'hang',
      'slow',
      'lag',
      'switch',
    ]),
    method: z.string().optional(),
    /** Regular expression on the path; every path when left out. */
    path: z.string().optional(),
    /** How many requests it hits; 1 when left out. */
    times: z.number().int().min(1).default(1),
    /** How many matching requests pass first. */
    after: z.number().int().min(0).default(0),
    status: z.number().int().optional(),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    ms: z.number().int().min(0).optional(),
    name: z.string().optional(),
  })
  .strict();
export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** The faults still to come. */
export class Faults {
  #pending: { fault: Fault; left: number; passing: number }[] = [];

  set(faults: readonly FaultInput[]): void {
    this.#pending = faults
      .map((fault) => faultSchema.parse(fault))
      .map((fault) => ({ fault, left: fault.times, passing: fault.after }));
  }

  /** How many hits are still to come. */
  get left(): number {
    return this.#pending.reduce((sum, { left }) => sum + left, 0);
  }

  /** The fault that this request meets, if any; each call uses it up once. */
  take(method: string, path: string): Fault | undefined {
    for (const entry of this.#pending) {
      const { fault } = entry;
      if (entry.left === 0) continue;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path !== undefined && !new RegExp(fault.path).test(path)) continue;
      if (entry.passing > 0) {
        entry.passing -= 1;
        continue;
      }
      entry.left -= 1;
      return fault;
    }
    return undefined;
  }

  /** The same for each of those that were set, in their order. */
  get leftOfEach(): readonly number[] {
    return this.#pending.map(({ left }) => left);
  }

  /** Lag and switches are states of the world, not of one request. */
  applyTo(world: World): void {
    for (const entry of this.#pending) {
      if (entry.left === 0) continue;
      if (entry.fault.kind === 'lag') world.lagMs = entry.fault.ms ?? 0;
      else if (entry.fault.kind === 'switch') world.setSwitch(entry.fault.name ?? '', entry.fault.times);
      else continue;
      entry.left = 0;
    }
  }
}

/** Puts the faults between the network and the imitation. */
export function faultMiddleware(faults: Faults, world: World): MiddlewareHandler<FaultEnv> {
  return async (c, next) => {
    faults.applyTo(world);
    const fault = faults.take(c.req.method, c.req.path);
    if (fault === undefined) return next();
    const cut = (): void => void c.env.outgoing.socket?.destroy();
    switch (fault.kind) {
      case 'cut-before':
        cut();
        return c.body(null);
      case 'cut-after':
        await next();
        cut();
        return undefined;
      case 'answer-before':
        return answer(fault);
      case 'answer-after':
        await next();
        c.res = undefined;
        c.res = answer(fault);
        return undefined;
      case 'hang':
        await next();
        await wait(fault.ms ?? 60_000);
        cut();
        return undefined;
      case 'slow':
        await wait(fault.ms ?? 1000);
        return next();
      default:
        return next();
    }
  };
}

function answer(fault: Fault): Response {
  const isText = typeof fault.body === 'string' || fault.body === undefined;
  return new Response(isText ? ((fault.body as string | undefined) ?? '') : JSON.stringify(fault.body), {
    status: fault.status ?? 503,
    headers: { 'content-type': isText ? 'text/html' : 'application/json', ...fault.headers },
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
