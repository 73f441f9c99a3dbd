/** Every bound of the queue's work. */
export type DeferredLimits = {
  /** How often it is looked whether a model is back and a job may begin. */
  readonly lookMs: number;
  /** Within this time the first job begins once a model is back. */
  readonly firstMs: number;
  /** How often jobs are counted. Where that takes long, less often. */
  readonly countMs: number;
  /** How often a runner says that it is alive. */
  readonly beatMs: number;
  /** One that could not say so for this time lets go of what it runs, before others take it. */
  readonly ownMs: number;
  /** One whose number stands still for so long is dead. Longer than `ownMs` by more than a beat. */
  readonly deadMs: number;
  /** How often it is looked what is over. */
  readonly sweepMs: number;
  /** Jobs that go at once, so that others get in between. */
  readonly sweepRows: number;
  /** How long an admission may take before the caller hears that it failed. */
  readonly admitMs: number;
  /** Pause after an answer could not be written. */
  readonly writeAgainMs: number;
  /** How often it is looked for ends that somebody is to be told of. */
  readonly hookMs: number;
  /** How many are told at once. */
  readonly hooks: number;
  /** Requests at once that a model of a vendor is trusted with at least; a tenth of it is for jobs. */
  readonly places: number;
  /** The same for a model on this machine. */
  readonly localPlaces: number;
  /** Requests in a minute that any model is trusted with at least. */
  readonly perMinute: number;
};

/**
 * What a model takes at least is a judgement: the smallest paid accounts are allowed some 50 requests a minute, and local servers answer
 * one at a time unless they are told otherwise.
 */
export const DEFERRED_LIMITS: DeferredLimits = {
  lookMs: 500,
  firstMs: 5_000,
  countMs: 5_000,
  beatMs: 5_000,
  ownMs: 12_000,
  deadMs: 20_000,
  sweepMs: 5_000,
  sweepRows: 500,
  admitMs: 5_000,
  writeAgainMs: 2_000,
  hookMs: 1_000,
  hooks: 8,
  places: 10,
  localPlaces: 1,
  perMinute: 60,
};
