/** A member of a JSON object that came from outside, or undefined. */
export function fieldOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
}

/** The posts of an answer; none where X left `data` out. */
export function listOf(answer: unknown): unknown[] {
  const data = fieldOf(answer, 'data');
  return Array.isArray(data) ? data : [];
}

/** Which post it replies to, in either spelling of the field (`posts` since contract 2.167, Aug 2026). */
export function repliedTo(post: unknown): string | undefined {
  const references = fieldOf(post, 'referenced_tweets') ?? fieldOf(post, 'referenced_posts');
  const reply = (Array.isArray(references) ? references : []).find(
    (reference: unknown) => fieldOf(reference, 'type') === 'replied_to',
  );
  const id = fieldOf(reply, 'id');
  return typeof id === 'string' ? id : undefined;
}
