import type { Json } from '../model/json.ts';
import { at, textAt } from './reading.ts';

/**
 * Why there is no answer, or no whole one. `unreachable`: the line to the gateway could not be made or broke, and whether the
 * question got there is not known. `refused`: the gateway said no, or that nobody could answer. `broken`: the answer ended with an
 * error after a part of it had come. `lost`: the line broke in the middle of an answer, and the rest of it is not to be
 * had. `unkept`: a question could not be kept for later.
 */
export type TroubleKind = 'unreachable' | 'refused' | 'broken' | 'lost' | 'unkept';

/** What the gateway said with it. */
export type TroubleDetails = {
  readonly status?: number;
  readonly body?: Json;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
};

/** No answer, or no whole one. Nothing was asked a second time. */
export class Trouble extends Error {
  readonly kind: TroubleKind;
  /** The status of the gateway's answer; null where there is none. */
  readonly status: number | null;
  /** The error in the caller's dialect; null where there is none. */
  readonly body: Json;
  /** When it may be of use to ask again, ms from now; null where nobody says. */
  readonly retryAfterMs: number | null;

  constructor(kind: TroubleKind, message: string, { status, body, retryAfterMs, cause }: TroubleDetails = {}) {
    super(message, { cause });
    this.name = 'Trouble';
    this.kind = kind;
    this.status = status ?? null;
    this.body = body ?? null;
    this.retryAfterMs = retryAfterMs ?? null;
  }
}

/** Is this no of the gateway one for now only: the line was too slow or too quick for it, or there is too much to do, or nobody who answers? */
export function isForNow(status: number): boolean {
  return status === 408 || status === 425 || status >= 429;
}

/** What an error of any dialect says in words; empty when it is none. Responses has it inside of the answer that failed. */
export function wordsOf(body: Json): string {
  return (
    textAt(body, 'error', 'message') ||
    textAt(body, 'error') ||
    textAt(body, 'response', 'error', 'message') ||
    textAt(body, 0, 'error', 'message') ||
    (at(body, 'type') === 'error' ? textAt(body, 'message') : '')
  );
}
