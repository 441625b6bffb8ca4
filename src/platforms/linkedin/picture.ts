import fs from 'node:fs/promises';
import type { Outcome } from '../../domain/attempt.ts';
import type { Call } from '../../net/request.ts';
import type { MediaFile, Order, Refusal } from '../contract.ts';
import { fieldsOf, refusalOf } from './answers.ts';
import { markOf } from '../made-for.ts';
import { forget, recall } from './memory.ts';
import { ask, encodeUrn, isOrganisation } from './wire.ts';

/** The picture of an earlier try, if it shows what this excerpt says. */
export function uploadedPicture(order: Order): string | undefined {
  const [image, shows] = recall(order, 'image')?.split(' ') ?? [];
  return shows === markOf(order.excerpt.media) ? image : undefined;
}

/**
 * Uploads a picture and remembers it as `image` once its bytes are there ("Images API", learn.microsoft.com, li-lms-2026-01,
 * read 2026-11-24). A picture that is in no post is seen by nobody: one that was broken off is simply uploaded anew.
 * Undefined when all went well.
 */
export async function uploadPicture(
  order: Order,
  picture: MediaFile,
  call: Call,
): Promise<Refusal | undefined> {
  const { tokens, remoteId: owner } = order.channel;
  const asked = { doing: 'upload the picture', tokens, now: order.now() };
  const begun = await ask(call, tokens.access_token ?? '', {
    method: 'POST',
    path: '/rest/images?action=initializeUpload',
    body: { initializeUploadRequest: { owner } },
  });
  if (begun.kind !== 'answer' || begun.status !== 200) return refusalOf(begun, asked);
  const { uploadUrl, image } = fieldsOf(fieldsOf(begun.json).value);
  if (typeof uploadUrl !== 'string' || typeof image !== 'string' || !URL.canParse(uploadUrl)) {
    return { kind: 'unavailable', reason: 'Could not upload the picture: LinkedIn named no address for it.' };
  }

  const target = new URL(uploadUrl);
  const put = await call({
    base: baseOf(target, call),
    method: 'PUT',
    path: target.pathname + target.search,
    headers: { authorization: `Bearer ${tokens.access_token ?? ''}`, 'content-type': picture.mime },
    // In one piece: of several, LinkedIn keeps the last.
    body: await fs.readFile(picture.path),
  });
  if (put.kind !== 'answer' || put.status < 200 || put.status > 299) return refusalOf(put, asked);
  await order.memory.remember('image', `${image} ${markOf(order.excerpt.media)}`);
  return undefined;
}

/** Whether the uploaded picture may go into a post: `ready`, or who acts next. A member may not ask and goes on. */
export async function pictureState(order: Order, call: Call): Promise<Outcome> {
  const { tokens, remoteId } = order.channel;
  const image = uploadedPicture(order) ?? '';
  if (!isOrganisation(remoteId)) return { kind: 'ready', reason: 'The picture is uploaded.' };
  const answer = await ask(call, tokens.access_token ?? '', {
    method: 'GET',
    path: `/rest/images/${encodeUrn(image)}`,
  });
  if (answer.kind !== 'answer' || answer.status !== 200) {
    return refusalOf(answer, { doing: 'look at the picture', tokens, now: order.now() });
  }
  const { status } = fieldsOf(answer.json);
  if (status === 'AVAILABLE') return { kind: 'ready', reason: 'The picture is uploaded.' };
  if (status === 'PROCESSING_FAILED') {
    await forget(order, 'image');
    return {
      kind: 'rejected',
      reason: 'LinkedIn cannot read the picture; it takes JPEG, PNG and GIF below 36,152,320 pixels.',
    };
  }
  // A post made now would be accepted, and never be seen if the picture then fails.
  return {
    kind: 'processing',
    reason: 'LinkedIn is still at work on the picture.',
    askAt: new Date(order.now().getTime() + 5000),
  };
}

/**
 * LinkedIn names a whole address, always one at its own hosts. Only the path is taken from it, so that an access token never
 * goes anywhere but to the addresses this client is bound to: to the one whose host was named, else to `web`, where LinkedIn's
 * uploads lie (`https://www.linkedin.com/dms-uploads/…`).
 */
function baseOf(target: URL, call: Call): string {
  return (
    ['web', 'oauth', 'api'].find((base) => new URL(call.address(base)).origin === target.origin) ?? 'web'
  );
}
