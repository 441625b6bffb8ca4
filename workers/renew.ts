import type { App } from '../src/app/app.ts';
import { refreshTokens } from '../src/app/refresh-tokens.ts';
import type { Work } from '../src/queue/bullmq.ts';

/** The tokens of a channel near their end: renew them. */
export function renew(app: App): Work['renew'] {
  return ({ channelId }) => refreshTokens(app, channelId);
}
