import type { Outcome } from '../../domain/attempt.ts';
import type { Call } from '../../net/request.ts';
import type { Order } from '../contract.ts';
import { refusedPost } from './answers.ts';
import { toLittleText } from './little-text.ts';
import { forget, published, recall } from './memory.ts';
import { pictureState, uploadedPicture, uploadPicture } from './picture.ts';
import { ask } from './wire.ts';

/**
 * One try to make the excerpt public: `POST /rest/posts` ("Posts API", learn.microsoft.com, li-lms-2026-01, read 2026-11-24).
 * A picture is uploaded before; what can be repeated without anybody seeing it is not counted as a try.
 */
export async function publish(order: Order, call: Call): Promise<Outcome> {
  const post = recall(order, 'post');
  if (post !== undefined) return published(call, post);
  const [text, more] = order.excerpt.pieces;
  if (text === undefined || more !== undefined) {
    return {
      kind: 'rejected',
      reason: 'A LinkedIn excerpt must have exactly one piece of text; cut it again.',
    };
  }
  const [picture, second] = order.media;
  if (picture?.kind === 'video' || second !== undefined) {
    return {
      kind: 'rejected',
      reason: 'A LinkedIn post takes one picture at most; take out the other media.',
    };
  }

  if (picture !== undefined) {
    if (uploadedPicture(order) === undefined) {
      const refusal = await uploadPicture(order, picture, call);
      if (refusal !== undefined) return refusal;
    }
    const state = await pictureState(order, call);
    if (state.kind !== 'ready') return state;
  }
  return send(order, text, call);
}

async function send(order: Order, text: string, call: Call): Promise<Outcome> {
  const { tokens, remoteId: author } = order.channel;
  const image = uploadedPicture(order);
  const [picture] = order.media;
  const earlier = recall(order, 'sent');
  // From here on a post may exist: settle must know it even when this process ends before the answer.
  await order.memory.remember('sent', order.now().toISOString());
  const answer = await ask(call, tokens.access_token ?? '', {
    method: 'POST',
    path: '/rest/posts',
    body: {
      author,
      commentary: toLittleText(text),
      visibility: 'PUBLIC',
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
      ...(image === undefined || picture === undefined
        ? {}
        : { content: { media: media(image, picture.alt) } }),
      lifecycleState: 'PUBLISHED',
      isReshareDisabledByAuthor: false,
    },
  });

  if (answer.kind === 'answer' && answer.status >= 200 && answer.status < 300) {
    const urn = answer.headers['x-restli-id'];
    if (urn !== undefined && urn !== '') {
      await order.memory.remember('post', urn);
      return published(call, urn);
    }
  }
  const outcome = refusedPost(answer, { doing: 'publish the post', tokens, now: order.now() });
  if (outcome.kind === 'duplicate') return duplicate(order, outcome.urn, earlier !== undefined);
  if (outcome.kind !== 'unknown' && earlier === undefined) await forget(order, 'sent');
  return outcome;
}

/** An empty `altText` is refused as a blank field ("MultiImage API"), so it is left out. */
function media(id: string, alt: string): object {
  return alt.trim() === '' ? { id } : { id, altText: alt };
}

/**
 * LinkedIn keeps the words of each author for about ten minutes and names the post that has them. It is ours only when an
 * earlier try may have made it; a page's post is looked at by settle, a member's cannot be read.
 */
async function duplicate(order: Order, urn: string, mayBeOurs: boolean): Promise<Outcome> {
  if (!mayBeOurs && !order.channel.remoteId.startsWith('urn:li:organization:')) {
    await forget(order, 'sent');
    return {
      kind: 'rejected',
      reason: `LinkedIn already has these very words as ${urn}, posted before this publication; change them.`,
    };
  }
  await order.memory.remember('duplicate', urn);
  return { kind: 'unknown', reason: `LinkedIn says that this text is already posted as ${urn}.` };
}
