/** The folder of package.json. */
export const root: string;

export function isStale(): boolean;
export function build(): boolean;
