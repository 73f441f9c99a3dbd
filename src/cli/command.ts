import type { Variables } from '../config/environment.ts';
import { Fault } from '../model/fault.ts';
import type { Ending } from './exit-codes.ts';

/** A command as a row: what help says of it, what it takes, and where it is. Only the one that runs is loaded. */
export type Command = {
  readonly summary: string;
  readonly arguments?: readonly Word[];
  readonly options?: readonly Word[];
  /** What the first argument may be, where that is a list. */
  readonly choices?: readonly string[];
  /** Each is a line that works as it stands. */
  readonly examples?: readonly string[];
  readonly load: () => Promise<{ readonly run: Run }>;
};

/** How an argument or option is written (`--port <number>`), and what it does. */
export type Word = readonly [written: string, summary: string];

/** Carries a command out. A number is the exit code of another program. Throws a `configuration` fault for wrong usage. */
export type Run = (given: Given) => Promise<Ending | number>;

/** What a command was given. */
export type Given = {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly cwd: string;
  readonly env: Variables;
  /** Every command there is. */
  readonly commands: Readonly<Record<string, Command>>;
};

/** The value of an option, or null when it was not given. */
export function optionOf({ options }: Given, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** Was this switch given? */
export function isSet({ options }: Given, name: string): boolean {
  return options[name] === true;
}

/** How many of a list, when nobody says. */
const LIMIT = 20;
const LIMIT_MAX = 1_000;

/** The value of `--limit`. Throws a `configuration` fault. */
export function limitOf(given: Given): number {
  const text = optionOf(given, 'limit');
  if (text === null) return LIMIT;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= LIMIT_MAX) return Number(text);
  throw new Fault('configuration', `--limit takes a number from 1 to ${LIMIT_MAX}, not "${text}".`);
}
