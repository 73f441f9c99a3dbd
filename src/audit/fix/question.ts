import type { Finding } from '../../model/audit.ts';
import type { Studied } from '../protection/site.ts';
import type { Layout } from './text/layout.ts';
import type { Change, Workbench } from './workbench.ts';

/** A finding that is to be mended, and what there is to do it with. */
export type Question = {
  readonly finding: Finding;
  readonly studied: Studied;
  /** The file of the call. */
  readonly layout: Layout;
  readonly bench: Workbench;
  /** The deadline that is put where there is none, ms. */
  readonly deadlineMs: number;
  /** The gateway that calls may be led to; empty: the one of the configuration; null: nobody has asked for one. */
  readonly gateway: string | null;
};

/** A change that may mend a finding. Whether it does is tried out. `says`: what it does, as a sentence. */
export type Candidate = { readonly says: string; readonly changes: readonly Change[] };

/** What may mend a finding, the smallest first; a text says why nothing can be proposed. */
export type Mending = (question: Question) => Promise<readonly Candidate[] | string>;
