import { type FaultKind, FAULTS } from '../../../model/fault.ts';
import { FAULT_CATALOGUE, FAULT_NAMES, type FaultName as SandboxFault, isFaultName } from '../../sandbox/faults.ts';
import { SECOND_FROM, THIRD_FROM } from '../scenario/worlds.ts';

/**
 * What happens between a gateway and a provider that the sandbox, which is a real server, cannot play, and what it need not.
 * `expects` as in the sandbox's catalogue. `loose`: what was said cannot be known from the bytes any more, so that only their form
 * is looked at.
 */
type OwnFault = { readonly expects: FaultKind | 'legal'; readonly loose?: true };

// oxfmt-ignore
export const OWN_FAULTS = {
  refused:             { expects: 'unreachable' },
  'no-such-host':      { expects: 'unreachable' },
  'network-down':      { expects: 'unreachable' },
  'bad-certificate':   { expects: 'unreachable' },
  'black-hole':        { expects: 'timeout' },
  'slow-connect':      { expects: 'legal' },
  'odd-retry-after':   { expects: 'rate-limited' },
  'soon-retry-after':  { expects: 'rate-limited' },
  'whitespace-forever':{ expects: 'garbled' },
  'repeated-events':   { expects: 'garbled', loose: true },
  'swapped-events':    { expects: 'garbled', loose: true },
  'lost-event':        { expects: 'garbled', loose: true },
  'off-schema':        { expects: 'garbled' },
  'brown-out':         { expects: 'legal' },
  trickle:             { expects: 'legal' },
} as const satisfies Record<string, OwnFault>;

type OwnName = keyof typeof OWN_FAULTS;
export type FaultName = SandboxFault | OwnName;

export const OWN_NAMES: readonly OwnName[] = Object.keys(OWN_FAULTS).filter(isOwn);

/** What is played from SECOND_FROM on. */
// oxfmt-ignore
const SECOND: readonly string[] = [
  'cut-while-waiting', 'cut-while-silent', 'stall-mid-body', 'blank-lines-only', 'origin-timeout-html',
  'stream-as-json', 'gzip-cut', 'thinking-only', 'tool-json-cut-body', 'endless-data-lines',
  'lost-start', 'begins-again', 'endless-spaces', 'endless-repetition', 'cr', 'split-utf8-body', 'blank-lines-first',
  'skipped-numbers', 'two-finishes', 'negative-usage', 'other-model', 'odd-content-type',
] satisfies readonly SandboxFault[];

/** What is played from THIRD_FROM on. */
const THIRD: readonly string[] = ['early-hints', 'zip-bomb'] satisfies readonly SandboxFault[];

/** What only a real server can play, because it is about the bytes of HTTP itself, and what takes too long. */
// oxfmt-ignore
const LEFT_OUT: readonly string[] = [
  'http2-goaway', 'folded-header', 'repeated-headers', 'huge-headers', 'giant-event',
] satisfies readonly SandboxFault[];

/** Everything that may happen. */
const PLAYABLE: readonly FaultName[] = [...FAULT_NAMES, ...OWN_NAMES].filter((name) => !LEFT_OUT.includes(name));

/** What a seed may choose from. */
export function playable(seed: number): readonly FaultName[] {
  if (seed >= THIRD_FROM) return PLAYABLE;
  const before = PLAYABLE.filter((name) => !THIRD.includes(name));
  return seed < SECOND_FROM ? before.filter((name) => !SECOND.includes(name)) : before;
}

/** Large ones, for a seed in forty. */
export const HEAVY: readonly FaultName[] = ['huge-headers', 'giant-event'];

export function isOwn(name: string): name is OwnName {
  return Object.hasOwn(OWN_FAULTS, name);
}

/** What a fault really is, whatever the engine takes it for. */
export type Truth = {
  /** The answer has to arrive. */
  readonly legal: boolean;
  readonly kind: FaultKind | null;
  readonly against: 'target' | 'key' | 'nobody';
  readonly loose: boolean;
};

export const WELL: Truth = { legal: true, kind: null, against: 'nobody', loose: false };

export function truthOf(name: FaultName | null): Truth {
  if (name === null) return WELL;
  const row: OwnFault = isOwn(name) ? OWN_FAULTS[name] : sandboxRow(name);
  if (row.expects === 'legal') return WELL;
  return { legal: false, kind: row.expects, against: FAULTS[row.expects].against, loose: row.loose === true };
}

function sandboxRow(name: SandboxFault): OwnFault {
  return { expects: FAULT_CATALOGUE[name].expects };
}

/** Is it one of those that the sandbox plays? */
export function isSandbox(name: FaultName): name is SandboxFault {
  return isFaultName(name);
}
