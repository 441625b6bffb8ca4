export declare function hasFailed(sum: { readonly bad: number; readonly fallen: number }): boolean;
