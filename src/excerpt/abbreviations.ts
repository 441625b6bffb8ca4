const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** A name follows: never the end before a capital. Lower case, without the last full stop. */
export const beforeNames = words(`
  dr drs mr mrs ms mx messrs prof profs assoc asst rev hon st ste sen rep gov gen col capt cpt cmdr lt sgt cpl pvt maj adm pres supt det insp fr sr bro mt ft
  sta sto sra srta srs sres dra dres lic ing arq d dña fray
  m mm mme mmes mlle mlles pr me mgr vve
  hr hrn dipl ing herr dipl.-ing mag priv.-doz pd fa dt dtsch städt staatl
  bd boul
`);

/** A number, or a letter that stands for one, follows: "No. 5", "Fig. 2b", "S. 12". */
export const beforeNumbers = words(`
  no nos nr nrs num núm n° nº № n p pp pg pág págs pag fig figs figs abb tab tbl vol vols bd ch chap cap kap sec sect § art arts eq eqs ref refs app ex par para pt bk
  ca circa approx ver v rev ed s z f ff st ste apt rm tel ext op
  jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil sept oct déc ene abr ago dic okt dez mär
  jg lfd ziff abs hrsg
`);

/** More of the same sentence follows, whatever it is. */
export const insideSentences = words(`
  e.g i.e eg ie cf vs viz al. incl esp resp approx a.k.a aka w.r.t
  z.b d.h u.a bzw vgl ggf evtl inkl exkl zzgl sog i.d.r z.t o.ä u.u s.o s.u m.e bspw insb
  p.ej p.e ej c.à.d c.-à-d p.ex av env
`);

/** The sentence goes on unless a new one clearly begins with a capital. */
export const perhapsLast = words(`
  al etc inc ltd co corp bros llc plc assn dept univ inst est ave blvd rd ln ct sq hwy jr sr esq ph.d dds phd md
  in oz lb lbs hr hrs min mins sec secs wk wks yr yrs mo mos cm mm kg mg ml km approx max temp avg
  usw u.s.w u.v.m u.a.m mio mrd jh jhd tsd std usf
  ud uds vd vds s.a s.l ee.uu ee uu
  med surg res clin rehabil orthop mfg mgr dist natl intl govt cont orig ext
`);

/** What a company or a person of this name may be followed by, and still be the same sentence: "Acme Inc. CEO". */
export const companies = words('inc ltd co corp bros llc plc');

/** All of them. */
export const abbreviations: ReadonlySet<string> = new Set(
  [beforeNames, beforeNumbers, insideSentences, perhapsLast, companies].flatMap((list) => [...list]),
);

/** Days of the week, as they stand before hours: "Mon. 9–5". */
export const days = words('mon tue tues wed thu thur thurs fri sat sun');

/** Streets: "on 5th st. near". A word that only opens sentences parts them: "on Main St. The house". */
export const streets = words('st ave blvd rd ln ct sq hwy dr ft mt');

/** A single letter after one of these is no initial: "vitamin C. Calcium". Lower case. */
export const letterNouns = words(`
  vitamin vitamins plan type types hepatitis grade class group section part option point figure fig table step schedule appendix annex influenza factor size
  model team room gate hall wing level phase stage chapter category variant zone line row unit exhibit question answer item version set plans
  exam test sample site building block floor lot clause article paragraph form list track side page trial arm cohort study product brand company person student patient subject
  vitamina tipo grupo plan clase typ gruppe klasse vitamine groupe classe
`);

/** "I" after one of these is the word or a number, no initial: "you and I. Anna", "World War I. Germany". */
export const beforeOne = words(
  'and or war elizabeth charles henry george louis william richard edward philip pius benedict john paul part',
);

/** Names that end in a mark of exclamation or question. */
export const namesWithMarks = words('yahoo jeopardy joomla yum wham');

/** Words that open sentences and are no names, in the languages that write with Latin letters. */
const openers = words(`
  the this that these those it its it's i we you he she they there here if in on at for from with when while but and so as our your my his her their a an to then however after before
  many most some each every both all any few several what why how who whose whom which where no yes not once because since although though until unless by of or nor yet
  do does did is are was were am be have has had can could will would shall should may might must let let's don't please thank thanks now today tomorrow yesterday
  hers theirs mine yours ours everyone everybody nobody somebody someone anyone nothing everything something neither either others people such like unlike despite maybe
  i'm i've i'll i'd we're we've we'll you're you'll he's she's they're that's there's what's here's next first second finally also another one two three
  therefore thus moreover meanwhile instead still even just only perhaps maybe over under during about against between through without within
  el la los las un una unos unas en es se con por para si pero y o su sus este esta esto estos estas ese esa eso hay como cuando al del de lo le les yo nos tras sin según también luego después
  le la les un une des du et mais ou où il elle ils elles on nous vous je ce cet cette ces c'est c’est dans en au aux pour par sur avec si quand lorsque après avant puis
  der die das den dem des ein eine einen einem einer es er sie wir ihr ich du im in am an auf bei mit für und aber oder wenn als auch nach vor seit zu zum zur von vom man dann dies diese dieser dieses hier
`);

/** Whether the text begins with a word that opens sentences. */
export function opensSentence(next: string): boolean {
  const word = /^["“‘«¿¡([]*(\p{L}[\p{L}’']*)(?![\p{L}.])/u.exec(next)?.[1];
  if (word === undefined) return false;
  return openers.has(word.toLowerCase().replace('’', "'")) && /^\p{Lu}/u.test(word);
}

const commands = words(`
  go come see call ask take turn use try keep make put get give tell wait stay read learn check follow find join start remember stop visit look drive walk bring
  buy choose avoid eat drink sleep write send click tap add leave open
`);

/** Whether the text begins with a verb that tells the reader what to do; such words open sentences, but may be names too. */
export function opensCommand(next: string): boolean {
  const word = /^["“‘(]*(\p{Lu}\p{Ll}+)\s+\p{Ll}/u.exec(next)?.[1];
  return word !== undefined && commands.has(word.toLowerCase());
}

/** Days, months, zones of time: what may follow "6 p.m." in the same sentence. */
export const afterTimes =
  /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|[ECMP][SD]?T|GMT|UTC|KST|JST|CET|Eastern|Central|Pacific|Mountain)\b/u;

/** Words that lead into a sentence: "At 5 a.m. Mr. Smith …" has not said anything yet. */
export const leadsIn =
  /^["“‘]?(?:At|By|Around|About|Before|After|From|Until|Till|Since|On|Between|Every|Just|Shortly|Only)\b/u;
