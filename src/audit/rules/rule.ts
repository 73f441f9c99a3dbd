import type { Severity, Trace } from '../../model/audit.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { Studied } from '../protection/site.ts';

/** A rule as people read it, and the question that it asks of code, where code can answer it. */
export type Rule = {
  readonly title: string;
  /** What an outage does where it is broken. */
  readonly why: string;
  readonly fix: string;
  /** A line or two of code that keep to it. */
  readonly example: string;
  readonly severity: Severity;
  /** Who can tell: the code, what else the repository says, traffic, a drill, or only a person. */
  readonly decidedBy: 'code' | 'traffic' | 'drill' | 'person';
};

/** What is wrong with a call, as a sentence; null when nothing is. */
export type Check = (studied: Studied, around: Surroundings) => string | null;

/** What else a rule may look at. */
export type Surroundings = { readonly files: ReadonlyMap<string, FileFacts>; readonly all: readonly Studied[] };

/** What is wrong with something that is no call. */
export type TraceCheck = (trace: Trace) => string | null;
