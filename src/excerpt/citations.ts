/**
 * A text without the marks that point to a list of sources, which no excerpt has: [3], [2–5, 7], [Kim 2019], (Rabago & Nourani,
 * 2017; Lee 2020), (김 등, 2019), and raised numbers behind a word or a full stop. What only looks like one stays: (since 2019),
 * (Korea, 2019), m², 10².
 */
export function withoutCitations(text: string): string {
  if (!/[[(（¹²³⁴-⁹]/.test(text)) return text;
  let bare = text;
  if (/[[(（]/.test(text) && /\b(?:19|20)\d\d|in press|n\.d\./.test(text))
    bare = bare.replaceAll(bracketed, (whole, inner: string) => (isCited(inner) ? '' : whole));
  if (text.includes('[')) bare = bare.replaceAll(numbered, '');
  return /[¹²³⁴-⁹]/.test(bare) ? bare.replaceAll(raised, '') : bare;
}

/** What stands in brackets and names a year. */
const bracketed =
  /\s*[[(（]([^[\]()（）\n]*?(?:(?:19|20)\d\d[a-z]?|in press|n\.d\.)[^[\]()（）\n]{0,40})[\])）]/gu;

const numbered = /\s*\[\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*\]/gu;

/** Behind a word of three letters, or what ends a sentence: a power stands behind a number or a unit. */
const raised =
  /(?<=[.,;:!?)\]”"’。、]|[가-힣]|\p{L}{3})(?<!(?:^|[^\p{L}])(?:inch|feet|foot|mol|min|sec|sin|cos|tan|log|미터|킬로|센티))[¹²³⁴-⁹⁰]+(?:[⁻,–˒][¹²³⁴-⁹⁰]+)*/gu;

/** Every part of "see Kim, 2019; Lee & Park 2020, p. 5" is a work: who wrote it, and when. */
function isCited(inner: string): boolean {
  const parts = inner.replace(leadIn, '').split(/\s*[;；]\s*/u);
  return parts.every((part) => {
    const found = work.exec(part.trim());
    if (found === null) return false;
    const { who, comma } = found.groups as { who: string; comma: string };
    return several.test(who) ? isNames(who) : isAuthor(who, comma.trim() !== '');
  });
}

const leadIn =
  /^\s*(?:see(?: also)?|cf\.|e\.g\.,?|i\.e\.,?|e\.g|vgl\.|siehe|voir|véase|for (?:a review|example),? see|참고|참조)[:,]?\s+/iu;
const year = String.raw`(?:(?:19|20)\d\d[a-z]?|in press|n\.d\.)`;
const work = new RegExp(
  String.raw`^(?<who>\p{L}[^\d]*?)(?<comma>\s*[,，、]\s*|\s+)${year}(?:\s*,\s*${year})*(?:\s*[,:]\s*(?:pp?\.|S\.|ch\.|chap\.|art\.|para\.)?\s*\d+(?:[-–]\d+)?)?$`,
  'u',
);

/** "Kim et al.", "Kim & Lee", "김 등", "山田ら": nobody writes so of anything else. */
const several =
  /\bet\s+al\b|&|\p{L}\s+(?:and|und|et|y)\s+\p{Lu}|(?:\s|(?<=\p{Lo}))(?:등|외|ら|等|他)$|\p{Lo}(?:와|과|·)\s?\p{Lo}/u;

/** Only names, and the words that join them. */
function isNames(who: string): boolean {
  return who
    .replace(/\bet\s+al\b\.?/u, '')
    .split(/[\s,·]+/u)
    .every((word) => /^(?:\p{Lu}|\p{Lo}|&|and|und|et|y|von|van|de|der|da|di|del|la|le|등|외|$)/u.test(word));
}

/** One author: a surname, an office, or letters that stand for one. Places, times and things have years too. */
function isAuthor(who: string, comma: boolean): boolean {
  if (/^[가-힣]+$/u.test(who))
    return (
      office.test(who) ||
      (comma && who.length === 3 && surnames.test(who) && !/[도시군구동호년월말초판간]$/u.test(who))
    );
  if (/^\p{Lo}{1,4}$/u.test(who)) return comma && !places.has(who);
  const words = who.split(/\s+/u);
  if (
    words.some(
      (word) => !/^(?:\p{Lu}[\p{L}'’.-]*|of|for|the|on|and|von|van|de|der|da|di|del|la|le)$/u.test(word),
    )
  )
    return false;
  if (words.some((word) => noAuthors.has(word.replace('.', '').toLowerCase()))) return false;
  if (places.has(who.toLowerCase())) return false;
  // "World Health Organization, 2020", "WHO, 2019"
  const [name = '', ...others] = words.filter((word) => !particle.test(word));
  return others.length > 0 || /^\p{Lu}{2,}$/u.test(name) ? comma : !noSurnames.has(name.toLowerCase());
}

const particle = /^(?:von|van|de|der|da|di|del|la|le)$/iu;
const office = /(?:부|청|처|원|회|단|센터|병원|대학교?|연구소|학회|협회|공사)$/u;
const surnames =
  /^[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추소석선설마길연위표명기반왕금옥육인맹제모]/u;

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

const noAuthors = words(`
  january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
  monday tuesday wednesday thursday friday saturday sunday spring summer autumn fall winter easter christmas
  since until till from before after during between about around circa as in at by to est founded established born died updated revised published
  edition ed vol volume version no issue figure fig table chapter section part step phase season episode series model class
  olympics olympic games cup expo euro festival conference congress summit award awards prize tour election act law war
`);
/** Things that are called by a year. */
const noSurnames = words(
  'windows office outlook photoshop excel word vision agenda copyright ford tesla toyota volvo hyundai kia honda bmw ecma opus apollo super',
);
const places = words(`
  korea seoul busan incheon daegu japan tokyo osaka kyoto china beijing shanghai taiwan taipei singapore india delhi mumbai thailand bangkok vietnam hanoi
  canada vancouver toronto montreal ottawa calgary usa us uk eu america american england london scotland ireland dublin wales france paris lyon germany berlin munich hamburg bonn
  spain madrid barcelona italy rome milan austria vienna switzerland zurich geneva basel netherlands amsterdam belgium brussels sweden stockholm norway oslo denmark copenhagen finland helsinki
  poland warsaw russia moscow turkey istanbul greece athens portugal lisbon australia sydney melbourne brisbane mexico brazil rio argentina chile peru colombia egypt cairo africa europe asia
  boston chicago california texas florida seattle portland houston atlanta denver philadelphia washington
  東京 大阪 京都 日本 韓国 中国 米国 北京 上海 台北 香港
`);
