/** A file with a finding, and the lines that mend it. `lines`: what is there afterwards and was not before. */
export type Case = {
  readonly what: string;
  readonly file: string;
  readonly rule: string;
  readonly text: string;
  readonly lines: readonly string[];
};
