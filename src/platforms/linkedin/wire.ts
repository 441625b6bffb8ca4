import type { Answer, Call, Request } from '../../net/request.ts';

/**
 * The monthly version of the API that this folder was written for, and the day LinkedIn switches it off: from then on every
 * call under /rest answers 426 ("Marketing versioning" and "Migrations", learn.microsoft.com, read 2026-11-24).
 */
export const apiVersion = { name: '202609', sunset: '2027-09-15' } as const;

/** One call of the versioned API. `finder` names the special method that a search must say. */
export function ask(
  call: Call,
  accessToken: string,
  request: { method: Request['method']; path: string; body?: object; finder?: boolean },
): Promise<Answer> {
  return call({
    base: 'api',
    method: request.method,
    path: request.path,
    headers: {
      authorization: `Bearer ${accessToken}`,
      'linkedin-version': apiVersion.name,
      'x-restli-protocol-version': '2.0.0',
      'content-type': 'application/json',
      ...(request.finder === true ? { 'x-restli-method': 'FINDER' } : {}),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
}

/** A URN as it must stand in a path or query: encoded whole. Brackets and commas of `List(…)` around it must not be. */
export function encodeUrn(urn: string): string {
  return encodeURIComponent(urn);
}

export function isOrganisation(author: string): boolean {
  return author.startsWith('urn:li:organization:');
}

/** Where people see a post. */
export function postUrl(call: Call, urn: string): string {
  return `${call.address('web')}/feed/update/${urn}/`;
}
