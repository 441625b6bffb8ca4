/** What a person wanted to do with a publication and could not, with what had been typed for it: nothing of it is lost. */
export type Tried = { readonly sentence: string } & (
  | { readonly what: 'edit'; readonly piece: number; readonly text: string }
  | { readonly what: 'move'; readonly at: string; readonly mayOverrule: boolean }
  | { readonly what: 'found'; readonly address: string }
  | { readonly what: 'other' }
);
