// The publications of the harness, as rows of a plan: each piece carries a mark by which the judge knows it again.

export function rowOf({ key, platform, pieces, dueMs, inCampaign }, channelId, name) {
  const texts = Array.from({ length: pieces }, (_, i) => textOf({ key, pieces }, name, i + 1));
  return {
    id: `${name}-${key}`,
    channelId,
    platform,
    inCampaign,
    inMs: dueMs,
    excerpt: {
      platform,
      mode: pieces > 1 ? 'thread' : 'series',
      excerpt: 1,
      of: 1,
      ...(platform === 'youtube' ? { title: `Knees ${key}` } : {}),
      pieces: texts,
      hashtags: [],
      lengths: texts.map((text) => text.length),
      limit: 280,
      unit: 'characters',
      spans: texts.map(() => [0, 1]),
      media: mediaOf(platform),
      notes: [],
    },
  };
}

function textOf({ key, pieces }, name, piece) {
  return pieces === 1
    ? `Sore knees, part ${key}, of ${name}.`
    : `Piece ${piece} of a thread on knees, ${key}i${piece}i, of ${name}.`;
}

/** The words of a piece as somebody has changed them, known again by a number. */
export function editedText(publication, name, piece, number) {
  return `${textOf(publication, name, piece)} Said anew, e${number}e.`;
}

/** The same picture and the same film for all: they are made once. */
export function mediaOf(platform) {
  const kind = { instagram: 'picture', youtube: 'video' }[platform];
  return kind === undefined ? [] : [{ kind, alt: 'A knee', cards: [{ title: 'Knees', text: 'Chaos.' }] }];
}
