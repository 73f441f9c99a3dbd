/** For one kind of work: what people can use, best first. The first that is not in trouble is what they should take. */
export type Advice = {
  /** `Writing and code`. */
  readonly work: string;
  readonly use: readonly Alternative[];
  /** What else they should know; may be empty. */
  readonly note: string;
};

export type Alternative = {
  readonly name: string;
  /** Where it is opened; may be empty. */
  readonly address: string;
  /** The surface whose verdict is shown beside it; null where it is none of those that are watched. */
  readonly surface: string | null;
};
