import { DURATION_MAX_MS, durationMs } from '../config/quantities.ts';
import { Fault } from '../model/fault.ts';
import type { WireHeaders } from '../world/world.ts';

/** An answer that is to come before a client hangs up has to leave so much earlier, ms. */
const HEAD_START_MS = 250;

/**
 * How long the caller waits for the end of its request, ms; null when it does not say. `x-failsoft-timeout: 8s` (a bare number is
 * seconds) counts for every request. What the official SDKs say counts for whole answers only: their clocks stop when the head
 * of an answer comes, and a stream may go on for as long as it likes. Throws `bad-request` for words that are no duration.
 */
export function callerTimeoutMs(headers: WireHeaders, streamed: boolean): number | null {
  const own = headers['x-failsoft-timeout'];
  const ownMs = own === undefined ? null : chosenMs(own.trim());
  const sdkMs = streamed ? null : sdkTimeoutMs(headers);
  if (ownMs === null || sdkMs === null) return ownMs ?? sdkMs;
  return Math.min(ownMs, sdkMs);
}

function chosenMs(text: string): number {
  const ms = durationMs(/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text);
  if (ms >= 0 && ms <= DURATION_MAX_MS) return ms;
  throw new Fault('bad-request', 'The header x-failsoft-timeout takes a duration such as 8s, up to 24h');
}

/** Whole seconds from those for JavaScript and others; from that for Python the time that it waits for the next byte. */
function sdkTimeoutMs(headers: WireHeaders): number | null {
  const seconds = Number(headers['x-stainless-timeout'] ?? headers['x-stainless-read-timeout'] ?? Number.NaN);
  // One that waits for less than a second says 0.
  return seconds >= 1 && seconds * 1_000 <= DURATION_MAX_MS ? seconds * 1_000 - HEAD_START_MS : null;
}
