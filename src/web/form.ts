import { UserError } from '../domain/errors.ts';

/** What a form has brought; a field that is not there reads as empty. */
export interface Form {
  /** Without spaces around it. */
  text(name: string): string;
  /** As it was typed. */
  raw(name: string): string;
  texts(name: string): string[];
  /** Those that were really chosen: an empty file field brings a nameless file. */
  files(name: string): File[];
}

type Fields = Record<string, string | File | (string | File)[]>;

export function formOf(fields: Fields): Form {
  const all = (name: string): (string | File)[] => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
  };
  const texts = (name: string): string[] =>
    all(name).flatMap((value) => (typeof value === 'string' ? [value] : []));
  return {
    text: (name) => (texts(name)[0] ?? '').trim(),
    raw: (name) => texts(name)[0] ?? '',
    texts,
    files: (name) =>
      all(name).flatMap((value) =>
        typeof value === 'string' || (value.name === '' && value.size === 0) ? [] : [value],
      ),
  };
}

export const emptyForm = formOf({});

/** Reads the body of a request as a form. Throws `UserError` for one that is none. */
export async function readForm(read: () => Promise<Fields>): Promise<Form> {
  try {
    return formOf(await read());
  } catch (cause) {
    throw new UserError('What was sent is not a form that can be read: load the page anew and try again.', {
      cause,
    });
  }
}

/** A path of ours to go back to: never another site, whatever was sent. */
export function ownPath(text: string | undefined, otherwise: string): string {
  if (text === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return otherwise;
  return text;
}
