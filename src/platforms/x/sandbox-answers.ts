import type { Context } from 'hono';

/* The bodies of refusals, as logs and documentation show them (read 2026-11-24). */

export function forbidden(c: Context, detail: string, type = 'about:blank'): Response {
  return c.json({ detail, type, title: 'Forbidden', status: 403 }, 403);
}

export function invalid(c: Context, problems: readonly (readonly string[])[]): Response {
  return c.json(
    {
      errors: problems.map(([parameter, message]) => ({ parameters: { [parameter ?? '']: [] }, message })),
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: 'https://api.twitter.com/2/problems/invalid-request',
    },
    400,
  );
}

export function outOfCredits(c: Context): Response {
  return c.json(
    {
      title: 'CreditsDepleted',
      detail: 'Your enrolled account [1] does not have any credits to fulfill this request.',
      type: 'https://api.twitter.com/2/problems/credits',
    },
    402,
  );
}
