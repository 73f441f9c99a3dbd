import type { Anchor } from '../editor/anchor.ts';
import type { Author } from '../editor/authorship.ts';
import type { Question } from './question.ts';

/** A question that waits until somebody can answer it, and then for the person. */
export type Waiting = {
  /** Also its idempotency key: the gateway answers it once, however often it is told of it. */
  readonly id: string;
  readonly document: string;
  readonly question: Question;
  readonly anchor: Anchor;
  /** The words that it is about, as they were. */
  readonly words: string;
  /** Ms since 1970. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** `waiting`: here. `held`: with the gateway, which answers it also when the page is closed. */
  readonly state: 'waiting' | 'held' | 'ready' | 'failed';
  /** Under which the gateway holds it; empty while it does not. */
  readonly job: string;
  readonly text: string;
  readonly author: Author | null;
  /** What went wrong, in a sentence; empty when nothing has. */
  readonly trouble: string;
};

export function isOpen({ state }: Waiting): boolean {
  return state === 'waiting' || state === 'held';
}
