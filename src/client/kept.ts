import type { Json } from '../model/json.ts';
import type { Origin } from './origin.ts';
import type { Request } from './request.ts';

/** What is asked, and about what. All but the request is for the app, and goes nowhere. */
export type Question = {
  readonly request: Omit<Request, 'signal' | 'onRestart'>;
  /** Where in the app it belongs, such as the id of a document; empty unless said. */
  readonly place?: string;
  /** The words that it is about, as they are when it is asked: by them it is seen later whether they were changed. */
  readonly about?: string;
  /** Whatever else the app wants to find beside the answer. */
  readonly note?: Json;
};

/** A question that waits for an answer, and then for the person. */
export type Kept = Required<Question> & {
  /** Also its idempotency key: the gateway has one answer for it, however often it is told of it. */
  readonly id: string;
  /** Ms since 1970. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
} & Stage;

/**
 * How far it is. `waiting`: here, until there is a gateway. `held`: with the gateway as this job, which answers it also when the page is
 * closed. `ready`: answered. `failed`: it will not be answered. `trouble`: what went wrong, in a sentence; empty when nothing has.
 */
export type Stage =
  | { readonly state: 'waiting'; readonly trouble: string }
  | { readonly state: 'held'; readonly job: string; readonly trouble: string }
  | { readonly state: 'ready'; readonly job: string; readonly answer: LateAnswer }
  | { readonly state: 'failed'; readonly trouble: string };

/** An answer to a question that had to wait. */
export type LateAnswer = {
  /** In the dialect of the question; `textIn` has its words. */
  readonly body: Json;
  readonly origin: Origin;
};

/** One that has no answer yet, and may get one. */
export type OpenKept = Extract<Kept, { readonly state: 'waiting' | 'held' }>;

export function isOpen(kept: Kept): kept is OpenKept {
  return kept.state === 'waiting' || kept.state === 'held';
}

/** Were the words changed since they were asked about? Then an answer is shown beside them, and replaces nothing. */
export function hasChanged({ about }: Pick<Kept, 'about'>, now: string): boolean {
  return about !== now;
}

export function atStage(kept: Kept, stage: Stage): Kept {
  const { id, request, place, about, note, createdAtMs, expiresAtMs } = kept;
  return { id, request, place, about, note, createdAtMs, expiresAtMs, ...stage };
}
