/** The bytes of the list; the same packages give the same bytes. */
export function makeWords(): Promise<Buffer>;
