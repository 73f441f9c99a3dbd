import { Fault } from '../model/fault.ts';
import { DEADLINES, type Route } from '../model/route.ts';
import type { CallerProtocol } from '../protocols/protocol.ts';
import type { Scan } from '../protocols/scan.ts';
import type { RequestState } from '../resilience/request-state.ts';
import type { WireHeaders } from '../world/world.ts';
import type { Embedding } from './prepare/embed.ts';
import type { Credential } from './vault.ts';

/** One request of a caller, as far as it had to be looked at. */
export type Asked = {
  readonly id: string;
  readonly caller: CallerProtocol;
  /** Set when vectors are asked for and no answer. */
  readonly embedding: Embedding | null;
  readonly body: Uint8Array;
  readonly scan: Scan;
  /** The caller's headers, as they came. Only those of the dialect are ever passed on. */
  readonly headers: WireHeaders;
  /** With its `?`, or empty. */
  readonly query: string;
  /** What the caller presented for the provider; used only where an account says `apiKey: caller`. */
  readonly credential: Credential | null;
  readonly route: Route;
  /** May another rung than the first answer? */
  readonly standby: boolean;
  /** The client's id, empty when callers need no key. */
  readonly client: string;
  /** Whom the client belongs to. Absent: itself. */
  readonly tenant?: string;
  readonly workflow: string;
  /** When the caller stops waiting, monotonic ms. Absent: it did not say. */
  readonly untilMs?: number;
  /** Others may wait for its answer as well, with times of their own. */
  readonly isShared?: boolean;
};

/** When the caller of a request that began at `startMs` has to be told, whatever is tried, monotonic ms: as its route and it itself say. */
export function deadlineOf(asked: Asked, startMs: number): number {
  return Math.min(routeDeadlineOf(asked, startMs), asked.untilMs ?? Number.POSITIVE_INFINITY);
}

/** The same as its route alone says. */
export function routeDeadlineOf({ route, scan }: Asked, startMs: number): number {
  return startMs + (route.deadlineMs ?? (scan.stream ? DEADLINES.streamMs : DEADLINES.wholeMs));
}

/** The times of what is asked for it, monotonic ms: others who wait for the same need not be as impatient as its caller is. */
export function timesOf(asked: Asked, startMs: number): Pick<RequestState, 'deadlineMs' | 'patientMs' | 'isShared'> {
  const patientMs = deadlineOf(asked, startMs);
  return asked.isShared === true
    ? { patientMs, deadlineMs: routeDeadlineOf(asked, startMs), isShared: true }
    : { patientMs, deadlineMs: patientMs, isShared: false };
}

/** Names the targets of which the caller wants no answer, as theirs were of no use to it. */
export const UNWANTED = 'x-failsoft-not';

export function isUnwanted({ headers }: Pick<Asked, 'headers'>, target: string): boolean {
  const named = headers[UNWANTED];
  return named !== undefined && named.split(',').some((one) => one.trim() === target);
}

/** Whose turn it is when there is not enough for all: one name for all callers without a key. */
export function tenantOf({ tenant, client }: Pick<Asked, 'tenant' | 'client'>): string {
  return tenant ?? client;
}

/** The caller's side of the line. Bytes go out in order; nothing may be called after `end` or `destroy`. */
export type Sink = {
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  /** False when the caller is slow: then nothing more should come until `drained` was called. */
  readonly write: (bytes: Uint8Array) => boolean;
  readonly end: (bytes?: Uint8Array) => void;
  /** Cuts the line, so that nobody takes what came for all there is. */
  readonly destroy: () => void;
};

/** A request under way. */
export type Running = {
  readonly gone: () => void;
  /** This process ends: the caller is told that there is no more. */
  readonly cutOff: () => void;
  readonly drained: () => void;
};

/** One that is over already, or that nobody has to be told of. */
export const OVER: Running = { gone: () => {}, cutOff: () => {}, drained: () => {} };

/** What those hear whose answers are cut off. */
export function endsNow(): Fault {
  return new Fault('busy', 'This gateway ends now', { retryAfterMs: 1_000 });
}
