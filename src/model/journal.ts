import type { FaultKind } from './fault.ts';
import type { Loss } from './loss.ts';
import type { Mode } from './route.ts';
import type { Usage } from './reply.ts';

/** One attempt, as it is recorded. */
export type AttemptEntry = {
  readonly rung: number;
  /** `provider/model`. */
  readonly target: string;
  /** ms after the start of the request. */
  readonly startedMs: number;
  readonly tookMs: number;
  readonly fault: FaultKind | null;
  /** What people should know about the fault, or that there nearly was one; else empty. No secrets, no prompts. */
  readonly detail: string;
  readonly upstreamStatus: number | null;
  /** Which of the provider's keys was used, by position; -1 when none was needed. Never the key. */
  readonly key: number;
  /** Of an answer that broke off: which part of its text is from this attempt, UTF-16 units; `to` is behind the last. */
  readonly said?: { readonly from: number; readonly to: number };
};

/** To which question an answer that is kept was given: to this one, to the same in another writing, or to one that was found to be the same. */
export type Match = 'exact' | 'near' | 'alias';

/** One request, recorded when it has ended. */
export type RequestEntry = {
  readonly id: string;
  /** When it came in, ms since 1970. */
  readonly atMs: number;
  readonly protocol: string;
  readonly route: string;
  readonly model: string;
  readonly client: string;
  readonly workflow: string;
  readonly streamed: boolean;
  /** `answered`: complete. `failed`: the caller got an error before any content. `broken`: after. `left`: the caller went away. */
  readonly outcome: 'answered' | 'failed' | 'broken' | 'left';
  readonly status: number;
  readonly mode: Mode | null;
  /** With mode `cache`: to which question the answer was given first. */
  readonly match?: Match;
  /** `provider/model` of who answered; empty when nobody did. */
  readonly servedBy: string;
  readonly fault: FaultKind | null;
  /** The model refused, as far as its provider says so and the answer was translated. Not written to disk. */
  readonly refused?: true;
  readonly tookMs: number;
  /** ms until the first content was released to the caller; null when there was none. */
  readonly firstContentMs: number | null;
  readonly usage: Usage | null;
  readonly lost: readonly Loss[];
  readonly attempts: readonly AttemptEntry[];
  /** Only with `journal.bodies: true`. */
  readonly bodies: { readonly request: string; readonly answer: string } | null;
};

/** Where entries go. It never throws and never waits: what it cannot take, it counts as not recorded. */
export type JournalSink = {
  readonly record: (entry: RequestEntry) => void;
};

/** Which entries to show, newest first. */
export type JournalQuery = {
  readonly limit: number;
  /** Only entries before this one; the second field tells apart entries of the same millisecond. */
  readonly beforeMs?: number;
  readonly beforeId?: string;
  readonly failoversOnly?: boolean;
  readonly id?: string;
};

/** Did the ladder have to go below the first rung that was tried, or was the request served by anything but the best? */
export function isFailover(entry: RequestEntry): boolean {
  if (entry.mode !== null && entry.mode !== 'primary') return true;
  const first = entry.attempts[0];
  return first !== undefined && entry.attempts.some(({ rung }) => rung !== first.rung);
}
