import type { Atom } from './atoms.ts';
import { markAfter } from './fragments.ts';
import type { RoomOf, Ruler } from './fill.ts';
import { opensPointingBack } from './penalties.ts';
import { goesOnInList, leansBack } from './prices.ts';
import { isLeadIn, isListed } from './sections.ts';

/** What is said again takes at most this share of the room. */
const mostCarried = 0.3;

/**
 * For each atom that leans on something: what is said again over a piece that begins with it. Over a word that points back the
 * heading or, where there is none, the sentence before it; over the rest of a list the line that announces it, else the heading.
 */
export function leaningOn(atoms: readonly Atom[], roomOf: RoomOf, ruler: Ruler): (Atom | undefined)[] {
  const room = roomOf(1);
  let heading: Atom | undefined;
  let leadIn: Atom | undefined;
  return atoms.map((atom, index) => {
    const before = atoms[index - 1];
    if (isListed(atom) && !goesOnInList(atom)) leadIn = isLeadIn(before) ? before : undefined;
    const over = heading ?? before;
    if (atom.kind === 'heading' && atom.part === undefined) heading = atom;
    if (before === undefined || before.kind === 'heading') return undefined;
    const wanted = leansBack(atom) ? [over] : goesOnInList(atom) ? [leadIn, heading] : [];
    const again = wanted.find((each) => each !== undefined && standsAlone(each));
    return again === undefined || !fits(again, atom)
      ? undefined
      : { ...again, join: '' as const, carried: true as const };
  });

  function fits(again: Atom, atom: Atom): boolean {
    const width = ruler.atom(again);
    if (width > room * mostCarried) return false;
    const behind = atom.part?.behind;
    return (
      width +
        ruler.join('\n\n') +
        ruler.atom(atom) +
        (behind === undefined ? 0 : ruler.text(markAfter(behind))) <=
      room
    );
  }
}

function standsAlone({ kind, part, text }: Atom): boolean {
  return (kind === 'heading' || kind === 'paragraph') && part === undefined && !opensPointingBack(text);
}
