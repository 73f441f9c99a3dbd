import type { Fault, FaultKind } from '../../model/fault.ts';

/** What is known of a target after it was looked at. Scripts read these words; a word never changes its meaning. */
export type Verdict =
  | 'ok'
  | 'degraded'
  | 'clock_skew'
  | 'missing_capability'
  | 'not_verifiable'
  | 'invalid_key'
  | 'no_credit'
  | 'rate_limited'
  | 'overloaded'
  | 'failing'
  | 'model_not_found'
  | 'no_model_loaded'
  | 'region_blocked'
  | 'wrong_base_url'
  | 'tls_intercepted'
  | 'unreachable';

/** `ready`: it answers. `unknown`: nobody could tell, which is no yes. `dead`: it does not answer. */
export type Standing = 'ready' | 'unknown' | 'dead';

type VerdictRow = {
  readonly standing: Standing;
  /** Only a person with the account can mend it. */
  readonly credential: boolean;
  readonly words: string;
};

// oxfmt-ignore
export const VERDICTS = {
  ok:              { standing: 'ready',   credential: false, words: 'answers' },
  degraded:        { standing: 'ready',   credential: false, words: 'answers' },
  clock_skew:      { standing: 'ready',   credential: false, words: 'answers, but the clock of this machine is wrong' },
  missing_capability: { standing: 'ready', credential: false, words: 'answers, but cannot use tools' },
  not_verifiable:  { standing: 'unknown', credential: false, words: 'not proved' },
  invalid_key:     { standing: 'dead',    credential: true,  words: 'refuses the key' },
  no_credit:       { standing: 'dead',    credential: true,  words: 'has no credit left' },
  rate_limited:    { standing: 'dead',    credential: false, words: 'limits the rate' },
  overloaded:      { standing: 'dead',    credential: false, words: 'is overloaded' },
  failing:         { standing: 'dead',    credential: false, words: 'does not answer properly' },
  model_not_found: { standing: 'dead',    credential: false, words: 'does not have the model' },
  no_model_loaded: { standing: 'dead',    credential: false, words: 'has no model' },
  region_blocked:  { standing: 'dead',    credential: false, words: 'is not available in this country' },
  wrong_base_url:  { standing: 'dead',    credential: false, words: 'is not at this address' },
  tls_intercepted: { standing: 'dead',    credential: false, words: 'shows a certificate that is not trusted' },
  unreachable:     { standing: 'dead',    credential: false, words: 'cannot be reached' },
} as const satisfies Record<Verdict, VerdictRow>;

/** What a look came to. `detail` says what happened, `fix` what to do about it; both may be empty. */
export type Outcome = { readonly verdict: Verdict; readonly detail: string; readonly fix: string };

const BY_FAULT: Partial<Record<FaultKind, Verdict>> = {
  unreachable: 'unreachable',
  timeout: 'overloaded',
  stalled: 'overloaded',
  overloaded: 'overloaded',
  'rate-limited': 'rate_limited',
  'no-credit': 'no_credit',
  unauthorized: 'invalid_key',
  'region-blocked': 'region_blocked',
  'no-such-model': 'model_not_found',
};

/** The word for what a question ended in. */
export function verdictOf({ kind }: Pick<Fault, 'kind'>): Verdict {
  return BY_FAULT[kind] ?? 'failing';
}
