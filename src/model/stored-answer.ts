/** A kept answer as it is stored: texts and numbers, so that its size is known and nobody else can change it. */
export type StoredAnswer = {
  /** The digest of the request. */
  readonly id: string;
  readonly tenant: string;
  /** The route, and the model that was asked for. */
  readonly route: string;
  readonly model: string;
  /** `provider/model` of who gave it. */
  readonly servedBy: string;
  /** What the digest is of. */
  readonly request: Uint8Array;
  readonly answer: string;
  /** When it was made, and when it is of no use any more, ms since 1970. */
  readonly madeAtMs: number;
  readonly untilMs: number;
};

/** What it takes, bytes. */
export function sizeOf({ request, answer }: StoredAnswer): number {
  return request.length + answer.length + OVERHEAD_BYTES;
}

/** Ids, names, numbers, and places in maps or indexes. */
const OVERHEAD_BYTES = 400;
