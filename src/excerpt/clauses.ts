/** Where a sentence can be divided, from the gentlest way to the harshest. */
export type Division = 'clause' | 'comma' | 'word' | 'letter';

export interface ClauseEnd {
  /** Behind the mark or the ending, before the white space that follows. */
  readonly at: number;
  readonly division: 'clause' | 'comma';
}

/** Where the clauses of a sentence end, in order, but for the last one. */
export function clauseEnds(text: string): ClauseEnd[] {
  if (!maybe.test(text)) return [];
  const ends: ClauseEnd[] = [];
  let open = 0;
  let seen = 0;
  for (const match of text.matchAll(marks)) {
    const at = match.index + match[0].length;
    open = openAfter(text.slice(seen, at), open);
    seen = at;
    const rest = text.slice(at, at + 14);
    if (at === 0 || rest.trim() === '' || (ends.length === 0 && isOneWord(text.slice(0, at)))) continue;
    const korean = koreanEnd.exec(text.slice(Math.max(0, at - 8), at))?.[0];
    const ending = /[가-힣]/u.test(match[0]);
    if (
      ending &&
      (korean === undefined || auxiliary.test(rest) || noClause.test(text.slice(Math.max(0, at - 5), at)))
    )
      continue;
    const clause = ending
      ? strongEnd.test(text.slice(Math.max(0, at - 4), at))
      : korean?.endsWith(',') === true || isClause(match[0], text.slice(at - 2, at), rest);
    ends.push({ at, division: clause && open === 0 ? 'clause' : 'comma' });
  }
  return ends;
}

const maybe =
  /[,;:،؛，；：、–—-]|[고며서면]\s|(?:(?:지|니다)만|[는은한인던]데도?|니까|므로|거나|도록|[서라]도)\s/u;

/** A mark of punctuation, the place before a dash, or what may be the ending of a Korean clause. */
const marks =
  /[,;:،؛](?=\s)|[，；：、]|(?<=\S)(?=\s[–—-]\s)|—(?=\p{L})|[가-힣](?:[고며서면]|(?:지|니다)만|[는은한인던]데도?|니까|므로|거나|도록|(?:면서|더라)도)(?=\s)/gu;

const koreanEnd =
  /(?:지만|니다만|[는은한인던]데도?|니까|므로|거나|도록|면서|(?:면서|더라)도|[가-힣]고|[가-힣]며|[어아여해려져워와가돼파커써타봐줘쳐켜펴떠춰차짜껴혀셔라]서|(?:하|되|으|다|려|라|지|보|이)면),?$/u;
/** Behind the others a reader rests only where the author set a comma. */
const strongEnd = /(?:지만|니다만|데도?|니까|므로|며|더라도|면서도)$/u;
/** "-고 있습니다", "-면 됩니다", "-어서 안 됩니다": one verb in two words. */
const auxiliary =
  /^\s(?:있|싶|나[서면니]|말[하했고]|하[는였지]|한다|했|합니|해[요야서]|보[니면이]|계[시십셔]|안\s|못|됩|된|되|좋|않|주[세시]|두[세시어]|생각|느끼|느낀|불[러리]|부[르른])/u;
/** Nouns, quotations and conjunctions that end like a verb. */
const noClause =
  /(?:[광사최재창경보참신권충예피원중냉장금수]고|[라다냐자]고|따라서|이면서|[측표반화정전후단내장방]면|으로서|에서|(?:^|\s)(?:그[가-힣]{1,3}|하지만|이러면|이렇지만|왜냐하면|다시 말하면))$/u;

const conjunction =
  /^\s(?:and|but|or|so|because|which|who|when|while|if|although|though|since|where|whereas|unless|until|then|und|aber|oder|denn|sondern|dass|weil|wenn|während|obwohl|y|e|pero|porque|que|si|cuando|aunque|mientras|et|mais|ou|car|parce|qui|quand|lorsque|puis|و\p{L}*|لكن|لأن)\s/u;

/** Whether surely a clause ends here; behind a bare comma perhaps only the second of five things. */
function isClause(mark: string, said: string, rest: string): boolean {
  if (/^[,،]$/u.test(mark)) return conjunction.test(rest);
  if (mark === '、') return /[ぁ-ん]、$/u.test(said);
  return !/^\s-\s/u.test(rest);
}

/** How many quotations and brackets are open behind a stretch of text that began with `open` of them: half a quotation is a poor end. */
function openAfter(stretch: string, open: number): number {
  let count = open;
  for (const [sign] of stretch.matchAll(/["“”„«»「」『』()（）[\]]/gu)) {
    if (sign === '"') count += count % 2 === 0 ? 1 : -1;
    else if (/[“„«「『(（[]/u.test(sign))
      count = sign === '“' && stretch.includes('„') ? Math.max(0, count - 1) : count + 1;
    else count = Math.max(0, count - 1);
  }
  return count;
}

/** "However," is no clause. */
function isOneWord(text: string): boolean {
  if (/\S\s+\S/u.test(text)) return false;
  return !unspaced.test(text) || /^(?:\p{Script=Hiragana}{1,5}|\p{Script=Han}{1,2})\P{L}$/u.test(text);
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
