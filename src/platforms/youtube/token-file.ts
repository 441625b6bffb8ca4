import { z } from 'zod';
import type { Tokens } from '../../domain/channel.ts';

/** What opens a channel; the README says where each value comes from. `expires_at` is ISO 8601 and belongs to `access_token`. */
export const tokenFile: z.ZodType<Tokens> = z.strictObject({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  refresh_token: z.string().min(1),
  access_token: z.string().min(1).exactOptional(),
  expires_at: z.iso.datetime({ offset: true }).exactOptional(),
});
