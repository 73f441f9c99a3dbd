import type { FaultKind } from '../model/fault.ts';
import type { Headers } from './protocol.ts';

/** What answers of every provider have in common, whatever their dialect: statuses, headers and sentences. */

/** What an HTTP status says by itself, where nothing else in the answer says more. */
export function kindOfStatus(status: number): FaultKind {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return 'unauthorized';
    case 402:
      return 'no-credit';
    case 451:
      return 'region-blocked';
    case 404:
    case 410:
      return 'no-such-model';
    case 408:
    case 504:
    case 524:
      return 'timeout';
    case 409:
    case 425:
      return 'broken';
    case 413:
      return 'too-long';
    case 429:
      return 'rate-limited';
    case 503:
    case 529:
      return 'overloaded';
    default:
      if (status >= 500) return 'broken';
      return status >= 400 ? 'invalid' : 'garbled';
  }
}

/** How long to wait, ms: `retry-after-ms`, or `retry-after` in seconds or as a date; null when it is not said. */
export function retryAfterOf(headers: Headers): number | null {
  const ms = amountOf(headers['retry-after-ms']);
  if (ms !== null) return ms;
  const seconds = amountOf(headers['retry-after']);
  if (seconds !== null) return seconds * 1_000;
  // A date is measured by the provider's own clock.
  const until = Date.parse(headers['retry-after'] ?? '') - Date.parse(headers['date'] ?? '');
  return until >= 0 ? until : null;
}

/** A plain number that is not negative; null for anything else. */
export function amountOf(value: string | undefined): number | null {
  if (value === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(value)) return null;
  const amount = Number(value);
  return Number.isFinite(amount) ? amount : null;
}

const SENTENCE_LENGTH_MAX = 300;

/** A provider's own words, fit to be shown: on one line and not too long. */
export function plainSentence(said: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must go
  const line = said.replaceAll(/[\u0000-\u001F\u007F]+/g, ' ').trim();
  // Providers like to repeat a part of the key that they refuse.
  const plain = line.replaceAll(/\b(?:sk|gsk|xai|pplx)-[\w*.-]+/g, '[key]');
  return plain.length <= SENTENCE_LENGTH_MAX ? plain : `${plain.slice(0, SENTENCE_LENGTH_MAX - 1).toWellFormed()}…`;
}
