/** What follows from a failure of one kind. */
export type FaultRule = {
  /** The HTTP status that a caller sees when nothing else could answer. */
  readonly status: number;
  /**
   * May the same target be asked once more: never, on another connection, with another key, only when it is the last rung, or only
   * when all others have failed since?
   */
  readonly retry: 'never' | 'once' | 'other-key' | 'if-last' | 'at-last';
  /** May another rung do better? `translated`: only when the request was translated, so that the fault may be ours. */
  readonly next: 'yes' | 'no' | 'translated';
  /** Whose health it speaks against. */
  readonly against: 'target' | 'key' | 'nobody';
  /** For how long the key or the target rests, ms, when the provider does not say. 0: it does not rest. */
  readonly restMs: number;
};

const MINUTE = 60_000;

/**
 * Everything that can go wrong, and what follows from it. The list is closed: a failure that fits no row is `bug`.
 * Retry, failover, breaker, HTTP status and the reference page all read this table and nothing else.
 */
// oxfmt-ignore
export const FAULTS = {
  // the way to the provider
  unreachable:     { status: 502, retry: 'never',     next: 'yes',        against: 'target', restMs: 0 },
  reset:           { status: 502, retry: 'once',      next: 'yes',        against: 'target', restMs: 0 },
  timeout:         { status: 504, retry: 'at-last',   next: 'yes',        against: 'target', restMs: 0 },
  // what the provider says
  broken:          { status: 502, retry: 'if-last',   next: 'yes',        against: 'target', restMs: 0 },
  overloaded:      { status: 503, retry: 'if-last',   next: 'yes',        against: 'target', restMs: 0 },
  'rate-limited':  { status: 429, retry: 'other-key', next: 'yes',        against: 'key',    restMs: MINUTE },
  'no-credit':     { status: 402, retry: 'other-key', next: 'yes',        against: 'key',    restMs: 15 * MINUTE },
  unauthorized:    { status: 502, retry: 'other-key', next: 'yes',        against: 'key',    restMs: 5 * MINUTE },
  'region-blocked':{ status: 502, retry: 'never',     next: 'yes',        against: 'key',    restMs: 60 * MINUTE },
  'no-such-model': { status: 404, retry: 'never',     next: 'yes',        against: 'key',    restMs: 10 * MINUTE },
  'foreign-thought': { status: 400, retry: 'once',    next: 'yes',        against: 'nobody', restMs: 0 },
  'too-long':      { status: 400, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  invalid:         { status: 400, retry: 'never',     next: 'translated', against: 'nobody', restMs: 0 },
  refused:         { status: 400, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  // what the provider sends
  garbled:         { status: 502, retry: 'never',     next: 'yes',        against: 'target', restMs: 0 },
  empty:           { status: 502, retry: 'never',     next: 'yes',        against: 'target', restMs: 0 },
  cut:             { status: 502, retry: 'never',     next: 'yes',        against: 'target', restMs: 0 },
  stalled:         { status: 504, retry: 'never',     next: 'yes',        against: 'target', restMs: 0 },
  runaway:         { status: 502, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  // what the gateway decides
  'open-circuit':  { status: 503, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  parked:          { status: 429, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  spent:           { status: 429, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  'not-kept':      { status: 504, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  away:            { status: 503, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  full:            { status: 503, retry: 'if-last',   next: 'yes',        against: 'nobody', restMs: 0 },
  unsayable:       { status: 400, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
  forbidden:       { status: 401, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'bad-request':   { status: 400, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'bad-origin':    { status: 403, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'bad-media':     { status: 415, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'no-such-path':  { status: 404, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'no-such-route': { status: 404, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  conflict:        { status: 409, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'too-large':     { status: 413, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'too-slow':      { status: 408, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  loop:            { status: 508, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  busy:            { status: 503, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  'too-many':      { status: 429, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  configuration:   { status: 500, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  cancelled:       { status: 499, retry: 'never',     next: 'no',         against: 'nobody', restMs: 0 },
  bug:             { status: 500, retry: 'never',     next: 'yes',        against: 'nobody', restMs: 0 },
} as const satisfies Record<string, FaultRule>;

export type FaultKind = keyof typeof FAULTS;

export type FaultDetails = {
  readonly cause?: unknown;
  /** How long the provider asks us to wait, ms; absent when it did not say. */
  readonly retryAfterMs?: number;
  /** The HTTP status that the provider answered with. */
  readonly upstreamStatus?: number;
  /** It would be met again, but somebody else on the ladder may be back by the time that is told. */
  readonly isPassing?: boolean;
  /** Which limit was met, as the provider names it (`tokens`, `requests`, …); a key rests per model and limit. */
  readonly limit?: string;
};

/** The only error type. Its message is for people, holds no secret, and says what happened, not what to think of it. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly retryAfterMs: number | null;
  readonly upstreamStatus: number | null;
  readonly isPassing: boolean;
  readonly limit: string;

  constructor(kind: FaultKind, message: string, details: FaultDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = `Fault(${kind})`;
    this.kind = kind;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.upstreamStatus = details.upstreamStatus ?? null;
    this.isPassing = details.isPassing ?? false;
    this.limit = details.limit ?? '';
  }

  get rule(): FaultRule {
    return FAULTS[this.kind];
  }

  /** Turns anything thrown into a Fault, so that code past this point meets one error type. */
  static from(error: unknown): Fault {
    if (error instanceof Fault) return error;
    return new Fault('bug', `Something in the gateway broke (${placeOf(error)})`, { cause: error });
  }
}

/** What broke and where, for whoever has to mend it. The words of an error may hold a piece of a prompt; its place does not. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const [, place] = /\/([\w.-]+\.[jt]s:\d+):\d+/.exec(error.stack ?? '') ?? [];
  return place === undefined ? error.name : `${error.name} at ${place}`;
}
