import type { CutMode, Excerpt } from '../domain/excerpt.ts';
import type { LinkPolicy, PreviewFacts, TextRules } from '../domain/platform.ts';
import type { ParsedPost } from '../domain/source-post.ts';
import { atomsOf, type Atom } from '../excerpt/atoms.ts';
import { cut, type CutOrder } from '../excerpt/cut.ts';
import type { Frame } from '../excerpt/frame.ts';
import type { TextPolicy } from '../excerpt/shown-text.ts';
import { hashtagChooser, type HashtagChoice, type HashtagRequest } from '../hashtags/choose.ts';
import { inHouseStyle, type HouseStyle } from '../hashtags/house.ts';
import type { Lexicon } from '../hashtags/lexicon.ts';

/** What the house, the campaign and the caller say about cutting for one platform. */
export interface CutSettings {
  /** Absent: the platform's default. */
  readonly mode?: CutMode;
  readonly frame: Frame;
  /** Where excerpts lead when the post names no link. */
  readonly link?: string;
  /** Name of the campaign, for the frame. */
  readonly campaign?: string;
  readonly campaignHashtags?: readonly string[];
  readonly pinned?: readonly string[];
  /** Hashtags that name the house, and those that name places. */
  readonly brand?: readonly string[];
  readonly place?: readonly string[];
  readonly never?: readonly string[];
  /** Words that mean the same in two languages; asked for only where hashtags are chosen. */
  readonly lexicon?: () => Lexicon;
  readonly houseStyle?: HouseStyle;
  /** In-text marks such as [3] or (Rabago, 2017); kept when absent. */
  readonly citations?: 'keep' | 'drop';
  /** What becomes of links in the text; as suits the platform when absent. */
  readonly links?: LinkPolicy;
  readonly maxExcerpts?: number;
  /** Only so many excerpts, those that stand best alone. */
  readonly highlights?: number;
  /** A note for each cut, saying what it won over. */
  readonly explain?: boolean;
}

/** What of a platform a cut depends on; without a preview a highlight may be as long as a piece. */
export interface CutFor {
  readonly id: string;
  readonly text: TextRules;
  readonly preview?: PreviewFacts;
}

/** Three times what shows before a reader must ask for more is still read at a glance. */
const foldsAtAGlance = 3;

/** What one platform gets from a post. Pure: the same post, platform and settings give the same excerpts. */
export function excerptsOf(post: ParsedPost, platform: CutFor, settings: CutSettings): Excerpt[] {
  const choose = chooserFor(post, platform.text, settings);
  return cut({
    ...orderOf(post, platform, settings),
    chooseHashtags: (request) => choose(request).chosen,
  });
}

/** All that a cut depends on but the choice of hashtags, which costs as much again and is measured apart. */
export function orderOf(
  post: ParsedPost,
  platform: CutFor,
  settings: CutSettings,
): Omit<CutOrder, 'chooseHashtags'> {
  const rules = platform.text;
  const { atoms, notes } = atomsFor(post, rules.clean, {
    links: settings.links ?? rules.links,
    citations: settings.citations ?? 'keep',
  });
  const { campaign, pinned, candidates } = hashtagsFor(post, settings);
  const link = post.frontMatter.link ?? settings.link;
  return {
    platform: platform.id,
    rules,
    mode: settings.mode ?? rules.defaultMode,
    atoms,
    notes,
    frame: settings.frame,
    title: post.title,
    // An address nobody can follow is only in the way.
    link: rules.links === 'words' ? undefined : link,
    campaign: settings.campaign ?? post.frontMatter.campaign,
    maxExcerpts: settings.maxExcerpts ?? Infinity,
    highlights: settings.highlights,
    glance: platform.preview === undefined ? undefined : platform.preview.foldCharacters * foldsAtAGlance,
    explain: settings.explain,
    likelyHashtags: likely([...campaign, ...pinned], candidates, rules),
    askedHashtags: campaign.length + pinned.length,
  };
}

/** As the house writes them. */
function hashtagsFor(
  post: ParsedPost,
  { campaignHashtags = [], pinned = [], houseStyle = plainStyle }: CutSettings,
): Record<'candidates' | 'campaign' | 'pinned', readonly string[]> {
  return {
    candidates: candidatesFor(post.hashtags, houseStyle),
    campaign: inHouseStyle(campaignHashtags, houseStyle),
    pinned: inHouseStyle(pinned, houseStyle),
  };
}

const plainStyle: HouseStyle = { spelling: {}, synonyms: {} };

/** The post's own are many, and the same for every platform. */
function candidatesFor(hashtags: readonly string[], style: HouseStyle): readonly string[] {
  const known = styledOnce.get(hashtags);
  if (known?.style.spelling === style.spelling && known.style.synonyms === style.synonyms)
    return known.candidates;
  const candidates = inHouseStyle(hashtags, style);
  styledOnce.set(hashtags, { style, candidates });
  return candidates;
}

const styledOnce = new WeakMap<
  readonly string[],
  { readonly style: HouseStyle; readonly candidates: readonly string[] }
>();

/** A post is cut for one platform after the other: its sentences are found once for each policy, and cleaned for each platform. */
function atomsFor(
  { blocks, lang }: ParsedPost,
  clean: TextRules['clean'],
  { links, citations }: Pick<TextPolicy, 'links' | 'citations'>,
): ReturnType<typeof atomsOf> {
  let known = shared.get(blocks);
  if (known === undefined) shared.set(blocks, (known = new Map<string, ReturnType<typeof atomsOf>>()));
  const key = `${links} ${citations} ${lang}`;
  let found = known.get(key);
  if (found === undefined)
    known.set(key, (found = atomsOf(blocks, { lang, links, citations, clean: (text) => text })));
  return { notes: found.notes, atoms: cleaned(found.atoms, clean) };
}

const shared = new WeakMap<ParsedPost['blocks'], Map<string, ReturnType<typeof atomsOf>>>();

/** A new atom only where cleaning changes something; one of which nothing is left goes. */
function cleaned(atoms: readonly Atom[], clean: TextRules['clean']): Atom[] {
  const kept: Atom[] = [];
  for (const atom of atoms) {
    const text = clean(atom.text).trim();
    if (text === atom.text) kept.push(atom);
    else if (text !== '') kept.push({ ...atom, text });
  }
  return kept;
}

/** A chooser that begins anew whenever the first excerpt comes again: a cut that was too long is cut a second time. */
export function chooserFor(
  post: ParsedPost,
  { hashtags: rules }: TextRules,
  settings: CutSettings,
): (request: HashtagRequest) => HashtagChoice {
  const { brand = [], place = [], never = [], houseStyle, lexicon } = settings;
  const choices = { ...hashtagsFor(post, settings), never, rules };
  if (choices.candidates.length === 0) return hashtagChooser(choices);
  const styled = (hashtags: readonly string[]): string[] =>
    houseStyle === undefined ? [...hashtags] : inHouseStyle(hashtags, houseStyle);
  const all = {
    ...choices,
    brand: styled(brand),
    place: styled(place),
    post: textsOf(post),
    ...(lexicon === undefined ? {} : { lexicon: lexicon() }),
  };
  let first: string | undefined;
  let choose = hashtagChooser(all);
  return (request) => {
    first ??= request.text;
    const opens = request.text === first;
    if (opens) choose = hashtagChooser(all);
    return choose({ ...request, opens });
  };
}

/** The same list for every platform, so that what is learnt from it is learnt once. */
function textsOf({ blocks }: ParsedPost): readonly string[] {
  const known = texts.get(blocks);
  if (known !== undefined) return known;
  const list = blocks.filter(({ kind }) => kind !== 'code' && kind !== 'image').map(({ text }) => text);
  texts.set(blocks, list);
  return list;
}

const texts = new WeakMap<ParsedPost['blocks'], readonly string[]>();

/** Hashtags of the number and length that will be chosen: those asked for, then of middling length, as the fitting ones are not known yet. */
function likely(asked: readonly string[], candidates: readonly string[], rules: TextRules): string[] {
  const { most, advised } = rules.hashtags;
  const byLength = candidates
    .filter((hashtag) => !asked.includes(hashtag))
    .sort((a, b) => a.length - b.length);
  const missing = Math.max(0, Math.min(advised, most) - asked.length);
  const from = Math.max(0, Math.ceil(byLength.length / 2 - missing / 2));
  return [...asked.slice(0, most), ...byLength.slice(from, from + missing)];
}
