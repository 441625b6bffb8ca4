/** A remark on a source post or an excerpt: the place, the rule, one sentence. */
export interface Note {
  /** Line of the source post, counted from 1; 0 where no single line is meant. */
  readonly line: number;
  /** Short kebab-case name of the rule, stable: scripts may match on it. */
  readonly rule: string;
  readonly text: string;
}
