/**
 * What each flaw of a cut costs, in one currency: a piece that is half empty costs a quarter of `emptiness`. Changing a number changes
 * the golden excerpts; the reasons are here so that nobody changes one alone.
 */
export const penalties = {
  /** Room left empty, squared: ten pieces a little empty read better than one that is bare. A thread is read in one go and wants few pieces, well filled. */
  emptiness: { series: 120, thread: 240 },
  /** One piece more is one more interruption of a reader; only several flaws together are worth it. */
  piece: 100,
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
  insideItem: 24,
  /** A heading with one sentence of its section, at the end of a piece that began with something else. */
  lonelyHeading: 20,
  /**
   * In a thread, and only where it would else take more pieces than its words need. The first price that mends it is paid; at a bare
   * comma, which may part no more than the things of a list, only in the end.
   */
  endOfClause: [
    { price: 60, at: 'clauses' },
    { price: 25, at: 'clauses' },
    { price: 40, at: 'commas' },
  ],
  /** The heading is said again over words that point back to it. Better than leaving them alone, worse than a cut elsewhere. */
  carried: 180,
  /** "However", "This", "그러나": in a series the reader has not seen what it points to. In a thread it was just there. */
  pointsBack: { series: 240, thread: 12 },
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
