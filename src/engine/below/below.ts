import type { Match } from '../../model/journal.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import type { BelowRung, CacheRung, Mode } from '../../model/route.ts';
import type { Cancel } from '../../world/world.ts';

/** An answer that no model gives now. */
export type BelowAnswer = {
  readonly mode: Extract<Mode, 'cache' | 'edition' | 'deferred'>;
  /** How its question was found, where it was kept. */
  readonly match?: Match;
  /** It is said under an id of this request. */
  readonly reply: Reply;
  /** `provider/model` of who gave it once. */
  readonly servedBy: string;
  /** What else is said of it in the head: its age, say. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same for a caller that wants it in the body, too; null for any other. */
  readonly note: JsonObject | null;
};

/** What the rungs below the models have for one request. */
export type Below<Rung extends BelowRung = BelowRung> = {
  /** `found` is called once, at once or later, with null when there is nothing; never after it was cancelled. */
  readonly look: (rung: Rung, found: (answer: BelowAnswer | null) => void) => Cancel;
  /** Would something be found now? Asking changes nothing. */
  readonly has: (rung: Rung) => boolean;
};

/** What was kept for the same question. */
export type Kept = Below<CacheRung>;

/** Where nothing was kept. */
export const nothingKept: Kept = {
  look: (_, found) => {
    found(null);
    return () => {};
  },
  has: () => false,
};
