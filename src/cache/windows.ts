import type { CacheRung, RouteCache } from '../model/route.ts';
import type { Directives } from './directives.ts';

/** Up to which age an answer is given, ms; -1: at no age. Each counts from when it was made. */
export type Windows = {
  /** Before anybody is asked. */
  readonly atOnceMs: number;
  /** The same, while somebody is asked behind it. */
  readonly meanwhileMs: number;
};

const NEVER = -1;

/** A conversation has gone on by then. */
const LONG_CONVERSATION_MS = 6 * 3_600_000;

export function windowsOf(cache: RouteCache, wants: Directives): Windows {
  const { noCache, maxAgeMs, maxStaleMs } = wants;
  if (noCache) return { atOnceMs: NEVER, meanwhileMs: NEVER };
  const freshMs = Math.min(cache.freshMs, maxAgeMs ?? Number.POSITIVE_INFINITY);
  const takenMs = Math.min(freshMs + (maxStaleMs ?? 0), Math.max(freshMs, cache.staleMs));
  const atOnceMs = takenMs === 0 ? NEVER : takenMs;
  // Who says how old it may be has said it.
  const meanwhileMs = maxAgeMs === null && cache.freshMs > 0 ? cache.freshMs + cache.revalidateMs : atOnceMs;
  return { atOnceMs, meanwhileMs: Math.max(atOnceMs, meanwhileMs) };
}

export type Asked = { readonly cache: RouteCache; readonly wants: Directives };

/** Up to which age an answer stands in where no model can answer, ms; -1: at no age. */
export function insteadMs({ cache, wants }: Asked, rung: CacheRung, isConversation: boolean): number {
  const operatorMs = Math.min(rung.maxAgeMs ?? cache.staleMs, isConversation ? LONG_CONVERSATION_MS : Infinity);
  return Math.min(operatorMs, callerMs(cache, wants));
}

function callerMs({ freshMs }: RouteCache, { staleIfErrorMs, noCache, maxAgeMs, maxStaleMs }: Directives): number {
  if (staleIfErrorMs !== null) return freshMs + staleIfErrorMs;
  if (noCache) return NEVER;
  return maxAgeMs === null ? Number.POSITIVE_INFINITY : maxAgeMs + (maxStaleMs ?? 0);
}
