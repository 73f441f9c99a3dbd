import type { CanonicalAnswer } from '../../sandbox/answer/answer.ts';
import type { DialectId } from '../../sandbox/sandbox.ts';
import type { Continuation } from './continuing.ts';
import type { FaultName, Truth } from './faults.ts';

/** One request to a provider as the provider's side saw it. It grows while the exchange goes on. */
export type Exchange = {
  readonly number: number;
  /** Whose words it carries, `asks` of a question; empty when it is nobody's, such as a probe. */
  readonly tag: string;
  /** The question by which it came about: the first of those that are answered together, or the one that an answer is renewed behind. */
  readonly asker: string;
  readonly provider: string;
  readonly model: string;
  /** `provider/model`. */
  readonly target: string;
  readonly dialect: DialectId;
  readonly streamed: boolean;
  /** The position of the key that was presented, -1 for none. */
  readonly key: number;
  /** Which of the configurations its address and key are from. */
  readonly config: number;
  readonly body: string;
  readonly fault: FaultName | null;
  readonly truth: Truth;
  /** What the provider says; null when it says something else than an answer. */
  readonly answer: CanonicalAnswer | null;
  /** The exchange whose answer it asks the rest of, or ends: what is said of it is said there. Null for a question of its own. */
  readonly restOf: number | null;
  readonly ends: boolean;
  /** The provider was asked to make its answer whether somebody listens or not. */
  readonly isKept: boolean;
  /** It was asked to go on with the answer of another one. */
  readonly continuation: Continuation | null;
  readonly startMs: number;
  /** The breaker of its target was open when it started. */
  readonly rests: boolean;
  sentMs: number | null;
  /** The first and the last byte of a body. */
  byteMs: number | null;
  /** All of a correct answer had arrived by then. */
  completeMs: number | null;
  endMs: number | null;
  end: 'open' | 'ended' | 'broke' | 'aborted';
  bytes: number;
};
