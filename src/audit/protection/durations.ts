// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import { pathsOf, type Value } from '../facts/value.ts';

export type Unit = 'ms' | 's' | 'duration';

/** Lengths in milliseconds, by the names that languages have for them. */
const UNITS: Readonly<Record<string, number>> = {
  ofMillis: 1,
  ofSeconds: 1_000,
  ofMinutes: 60_000,
  FromMilliseconds: 1,
  FromSeconds: 1_000,
  FromMinutes: 60_000,
  from_millis: 1,
  from_secs: 1_000,
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  Millisecond: 1,
  Second: 1_000,
  Minute: 60_000,
  timedelta: 1_000,
};

/** How long a value is, in milliseconds. `unknown`: there is a value, and it is not in sight. */
export function durationOf(value: Value, unit: Unit): number | 'unknown' {
  switch (value.is) {
    case 'number':
      // A bare number where a length is meant has a unit that only its language knows.
      if (unit === 'duration') return 'unknown';
      return value.number === 0 ? 'unknown' : value.number * (unit === 's' ? 1_000 : 1);
    case 'text': {
      const number = Number(value.text);
      return Number.isFinite(number) && value.text !== '' ? number * (unit === 's' ? 1_000 : 1) : 'unknown';
    }
    case 'either': {
      const known = value.options.map((option) => durationOf(option, unit)).filter((ms) => ms !== 'unknown');
      return known.length === 0 ? 'unknown' : Math.max(...known);
    }
    case 'made': {
      const leaf = pathsOf(value.by)[0]?.steps.at(-1)?.name ?? '';
      const factor = UNITS[leaf];
      const [first] = value.given;
      // `httpx.Timeout(30)`, `parseInt(x)`, `Number(x)`: what is put in comes out.
      if (first === undefined) return 'unknown';
      if (factor === undefined) return durationOf(first.value, unit);
      const number = durationOf(first.value, 'ms');
      return number === 'unknown' ? 'unknown' : number * factor;
    }
    // Go multiplies: `30 * time.Second`.
    case 'member': {
      const factor = UNITS[value.name];
      return factor ?? 'unknown';
    }
    case 'list':
      return (
        Math.max(0, ...value.items.map((item) => durationOf(item, unit)).filter((ms) => ms !== 'unknown')) || 'unknown'
      );
    default:
      return 'unknown';
  }
}

/** May it turn out to be nothing at all: a setting that nobody has to fill in? */
export function mayBeMissing(value: Value): boolean {
  switch (value.is) {
    case 'variable':
      return true;
    case 'constant':
      return value.value === null;
    case 'either':
      return value.options.every(
        (option) => option.is === 'variable' || (option.is === 'constant' && option.value === null),
      );
    case 'made': {
      const leaf = pathsOf(value.by)[0]?.steps.at(-1)?.name ?? '';
      return (
        /^(?:parseInt|parseFloat|Number|int|float|Integer|Float)$/.test(leaf) &&
        value.given[0] !== undefined &&
        mayBeMissing(value.given[0].value)
      );
    }
    default:
      return false;
  }
}
