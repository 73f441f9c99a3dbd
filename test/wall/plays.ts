import { FAULT_CATALOGUE, FAULT_NAMES, type FaultName, type FaultRow } from '../../src/drill/sandbox/faults.ts';
import type { Dialect } from '../fixtures/client.ts';
import { isLine, LINE_NAMES, type LineName, LINES } from './lines.ts';

/** What callers do that makes it hard to answer them. */
export const HABITS = {
  'caller-leaves': 'The caller goes away in the middle of the answer.',
  'caller-stalls': 'The caller stops reading for a while, and then reads on.',
} as const;

/** A fault of a provider that is over when it has struck once, and nobody else is there to answer. */
const ONCE = { 'internal-error-once': 'internal-error' } as const satisfies Readonly<Record<string, FaultName>>;

export type HabitName = keyof typeof HABITS;
type OnceName = keyof typeof ONCE;
/** Everything that the wall plays on real sockets. */
export type PlayName = FaultName | LineName | HabitName | OnceName;

/** How it is played. */
export type Play = {
  readonly fault: FaultName | null;
  /** How often the fault strikes; null for as long as it is on. */
  readonly times: number | null;
  readonly line: LineName | null;
  readonly habit: HabitName | null;
} & Pick<FaultRow, 'when' | 'applies' | 'expects'> & { readonly notIn: readonly Dialect[] };

const PLAIN = {
  fault: null,
  times: null,
  line: null,
  habit: null,
  when: 'before',
  applies: 'both',
  notIn: [],
} as const;

const habits: readonly HabitName[] = Object.keys(HABITS).filter(isHabit);
const once: readonly OnceName[] = Object.keys(ONCE).filter(isOnce);
export const PLAY_NAMES: readonly PlayName[] = [...FAULT_NAMES, ...once, ...LINE_NAMES, ...habits];

export function playOf(name: PlayName): Play {
  if (isLine(name)) return { ...PLAIN, line: name, expects: LINES[name].expects };
  if (isHabit(name)) return { ...PLAIN, habit: name, expects: 'legal' };
  if (isOnce(name)) return { ...ofFault(ONCE[name]), times: 1, expects: 'legal' };
  return ofFault(name);
}

function ofFault(fault: FaultName): Play {
  const { when, applies, expects, notIn = [] }: FaultRow = FAULT_CATALOGUE[fault];
  return { ...PLAIN, fault, when, applies, expects, notIn };
}

/** Does it do anything to an answer of this form at a provider of this dialect? */
export function strikes(name: PlayName, streamed: boolean, primary: Dialect): boolean {
  const { applies, notIn } = playOf(name);
  return (applies === 'both' || (applies === 'stream') === streamed) && !notIn.includes(primary);
}

function isHabit(name: string): name is HabitName {
  return Object.hasOwn(HABITS, name);
}

function isOnce(name: string): name is OnceName {
  return Object.hasOwn(ONCE, name);
}
