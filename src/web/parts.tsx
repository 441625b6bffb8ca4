import type { Child } from 'hono/jsx';
import type { App } from '../app/app.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { PublicationState } from '../domain/publication.ts';
import { sessionOn, type PageContext } from './page.ts';

/** The word that must come back with every form. */
export function CsrfField({ csrf }: { csrf: string }) {
  return <input type="hidden" name="csrf" value={csrf} />;
}

/** A form that changes something. */
export function PostForm({
  c,
  action,
  children,
  class: className,
  ...rest
}: {
  c: PageContext;
  action: string;
  children?: Child;
  class?: string;
  [attribute: string]: unknown;
}) {
  return (
    <form method="post" action={action} class={className} {...rest}>
      <CsrfField csrf={sessionOn(c).csrf} />
      {children}
    </form>
  );
}

/** A button that asks once more before it does what cannot be undone; without any script. */
export function Careful({
  name,
  children,
  class: className = '',
}: {
  name: string;
  children?: Child;
  class?: string;
}) {
  return (
    <details class={`careful-box ${className}`}>
      <summary class="button quiet">{name}</summary>
      <div class="careful-inside">{children}</div>
    </details>
  );
}

/** What each state means, for people: "It …". */
const meanings: Readonly<Record<PublicationState, string>> = {
  draft: 'is not approved yet',
  approved: 'is approved and has no slot',
  scheduled: 'waits for its slot',
  publishing: 'is going out right now',
  settling: 'may be out: what became of it is being found out',
  published: 'is out',
  failed: 'did not go out; a person decides what becomes of it',
  cancelled: 'was taken off the calendar',
};

export function StateBadge({ state }: { state: PublicationState }) {
  return (
    <span class={`state ${state}`} title={meaningOf(state)}>
      {state}
    </span>
  );
}

/** A whole sentence on what a state means. */
export function meaningOf(state: PublicationState): string {
  return `It ${meanings[state]}.`;
}

/** The platform's own name; each has a colour by its place in the list. */
export function PlatformBadge({ app, id }: { app: App; id: string }) {
  return <span class={`platform hue-${hueOf(app, id)}`}>{platformName(app, id)}</span>;
}

export function platformName(app: App, id: string): string {
  return app.platforms.find((platform) => platform.id === id)?.name ?? id;
}

export function hueOf(app: App, id: string): number {
  return (app.platforms.findIndex((platform) => platform.id === id) + 6) % 6;
}

export function Hashtags({ hashtags }: { hashtags: readonly string[] }) {
  if (hashtags.length === 0) return null;
  return (
    <ul class="hashtags" aria-label="Hashtags">
      {hashtags.map((hashtag) => (
        <li>#{hashtag}</li>
      ))}
    </ul>
  );
}

/** How much of a limit is used; the words beside it say the same. */
export function Bar({ share }: { share: number }) {
  const used = Math.max(0, Math.min(1, share));
  return (
    <svg class={`bar ${share > 1 ? 'over' : ''}`} width="100%" height="6" aria-hidden="true">
      <rect class="ground" width="100%" height="6" rx="3" />
      <rect class="used" width={`${(used * 100).toFixed(1)}%`} height="6" rx="3" />
    </svg>
  );
}

/** A table that becomes a card for each line where it is narrow. The roles keep it a table for those who hear it. */
export function Table({
  caption,
  heads,
  rows,
  class: className = '',
}: {
  caption: string;
  heads: readonly { readonly name: string; readonly number?: boolean }[];
  /** Each cell in the order of the heads; the first one heads its line. */
  rows: readonly (readonly Child[])[];
  class?: string;
}) {
  const kind = (i: number): string => (heads[i]?.number === true ? 'number' : '');
  return (
    <table class={`cards ${className}`} role="table">
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {heads.map(({ name }, i) => (
            <th scope="col" role="columnheader" class={kind(i)}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((cells) => (
          <tr role="row">
            {cells.map((cell, i) =>
              i === 0 ? (
                <th scope="row" role="rowheader" class={kind(i)}>
                  {cell}
                </th>
              ) : (
                <td role="cell" data-head={heads[i]?.name} class={kind(i)}>
                  <span>{cell}</span>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "1 excerpt", "3 excerpts". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `12,345`; "–" says that nobody gave the number. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined
    ? '–'
    : String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `4.2 %` */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

/** By its first words a person knows an excerpt. */
export function beginningOf({ title, pieces }: Pick<Excerpt, 'title' | 'pieces'>, most: number): string {
  return firstWords(title ?? pieces[0] ?? '', most);
}

/** The beginning of a text, cut between words. `most` counts letters as wide as Latin ones: a Korean one takes the place of two. */
export function firstWords(text: string, most: number): string {
  const line = text
    .trim()
    .replace(/\s*\n\s*\n\s*/g, ' · ')
    .replace(/\s+/g, ' ');
  let width = 0;
  let end = 0;
  for (const letter of line) {
    width += /[\u1100-\u11ff\u2e80-\uffdc\u{1f300}-\u{3fffd}]/u.test(letter) ? 2 : 1;
    if (width > most) return `${line.slice(0, end).replace(/\s+\S*$/u, '')}\u00a0…`;
    end += letter.length;
  }
  return line;
}
