/**
 * What each flaw of a cut costs, in one currency: a piece that is half empty costs a quarter of `emptiness`. Changing a number changes
 * the golden excerpts; the reasons are here so that nobody changes one alone.
 */
export const penalties = {
  /** Room left empty, squared: ten pieces a little empty read better than one that is bare. A thread is read in one go and wants few pieces, well filled. */
  emptiness: { series: 120, thread: 240 },
  /** So full that some of the hashtags it would have have no place. */
  crowded: 20,
  /** So full that not even half of them have one: nearly as dear as a piece; it keeps a sentence whole, or saves a piece where nothing else is lost. */
  crowdedOut: 80,
  /** One piece more is one more interruption of a reader; only several flaws together are worth it. */
  piece: 100,
  /** What a post that takes more pieces than its words need and one may cost more for each piece it has less. A series is no better for being shorter when a step or a quotation is torn for it; a thread is, but not when a heading ends a piece for it. */
  pieceSaved: { series: 150, thread: 250 },
  /** A last piece of less than a third looks like an accident. */
  shortTail: 90,
  /** The next heading opens a new thought: no better place exists. */
  endOfSection: 0,
  /** Authors end a thought with the paragraph. */
  endOfParagraph: 3,
  /** Between two items of a list the reader expects the next one. */
  insideList: 10,
  /** Inside a paragraph a thought is interrupted, but every sentence is whole. */
  endOfSentence: 14,
  /** An item is one step or one thing: its second sentence belongs to its first. */
  insideItem: { series: 50, thread: 24 },
  /** A sentence is interrupted where its author draws breath. Only a sentence that no piece holds, and a post that would else take more pieces than its words need, is divided at all. */
  endOfClause: { series: 220, thread: 60 },
  /** A bare comma may part no more than the things of a list. */
  comma: { series: 280, thread: 100 },
  /** Where a clause itself is longer than a piece. */
  endOfWord: 400,
  /** "of the", "in a": such a word says nothing without the one after it. */
  clingingWord: 40,
  /** Only where a word itself is longer than a piece. */
  insideWord: 1500,
  /** A cut between words although a sentence or a clause ends within the piece: dearer than anything it could save. */
  avoidable: 5000,
  /** The next piece answers what this one asks; in a series nobody sees them together. */
  unanswered: { series: 45, thread: 10 },
  /** A heading with one sentence of its section, at the end of a piece that began with something else. */
  lonelyHeading: 20,
  /** A heading and what stands under it would fit in one piece. A series is read one by one, and a section is the author's own piece. */
  tornSection: { series: 40, thread: 12 },
  /** A list with the line that announces it would fit in one piece. */
  tornList: { series: 25, thread: 10 },
  /** A quotation that one piece would hold: its rest would stand there as nobody's words. */
  tornQuote: { series: 70, thread: 25 },
  /** The line that announces a list, or the words that head an item, parted from what they announce. */
  tornLeadIn: 400,
  /** A heading that ends a piece heads nothing. */
  headingEnds: 3000,
  /** "However", "This", "그러나": in a series the reader has not seen what it points to. In a thread it was just there. */
  pointsBack: { series: 280, thread: 12 },
  /** The heading, or the sentence before, is said again over words that point back to it: better than leaving them alone, worse than a cut elsewhere. */
  carried: 180,
  /** "4." opens a piece of a series, and nobody knows of what. */
  goesOnInList: 110,
  /** The heading or the line that announces the list is said again over it. */
  listCarried: 45,
} as const;

/** Opens with a word that points back to what a reader of this piece has not seen. */
export function opensPointingBack(text: string): boolean {
  return pointing.test(text);
}

const pointing = new RegExp(
  `^[“"‘「*(]*(?:${[
    "(?:This|That|These|Those|It|They|He|She|However|Therefore|Thus|Hence|But|And|So|Or|Yet|Also|Even so|Moreover|Furthermore|Besides|Then|Instead|Consequently|Otherwise|Meanwhile|Nevertheless|Nonetheless|Likewise|Similarly|Such|Its|Their|His|Her|It['’]s|That['’]s|They['’]re|In (?:addition|contrast|other words|that case|this case|this way)|As a result|For this reason|On the other hand)(?![\\p{L}’'])",
    '그러나|하지만|그런데|그래서|따라서|그러므로|또한|그리고|게다가|즉,|반면|이에|이를|이때|이후|이로|이러한|이런|이렇게|이것|이는\\s|이와|이처럼|이런|그는\\s|그녀|그것|그들|그런|그러면|그럼|그렇|또,|또\\s|더불어|왜냐하면|다만',
    'しかし|だが|でも、|そして|また、|さらに|それ|これ|その|この|そのため|したがって|だから|つまり|ただし|ところが',
    '但是|但|然而|因此|所以|而且|此外|这|那|它|他|她|于是|同时|不过|这些|另外',
    '(?:Sin embargo|Pero|Por eso|Además|También|Esto|Esta|Este|Eso|Estos|Estas|Ello|Así|Entonces|Luego|Por lo tanto)(?!\\p{L})',
    "(?:Cependant|Mais|Donc|Ainsi|De plus|Cela|Ce|Cette|Ces|Il|Elle|Ils|Elles|Pourtant|Toutefois|C[’']est)(?!\\p{L})",
    '(?:Aber|Jedoch|Doch|Daher|Deshalb|Außerdem|Dies|Diese|Dieser|Dieses|Das|Er|Sie|Es|Dann|Dadurch|Also|Trotzdem)(?!\\p{L})',
    'لكن|ولكن|هذا|هذه|ذلك|لذلك|ومع ذلك|كما|وهو|وهي',
  ].join('|')})`,
  'u',
);
