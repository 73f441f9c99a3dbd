import type { LanguageId } from '../syntax/parse.ts';
import type { Given, Value } from './value.ts';

/** What one file says, without regard to any other. Plain data: it is kept between runs, and sent between threads. */
export type FileFacts = {
  readonly language: LanguageId;
  readonly imports: readonly ImportFact[];
  /** What other files can ask this one for, by name. */
  readonly offers: Readonly<Record<string, Value>>;
  /** What it passes on from others. */
  readonly passesOn: readonly { readonly module: string; readonly name: string; readonly as: string }[];
  readonly classes: Readonly<Record<string, ClassFacts>>;
  readonly routines: readonly RoutineFacts[];
  readonly calls: readonly CallFact[];
  /** Which of its functions call which names, for ways between files. */
  readonly uses: readonly Use[];
  /** Loops over a name, and whether errors in them are caught. */
  readonly loops: readonly {
    readonly over: string;
    readonly symbol: string;
    readonly line: number;
    readonly isCaught: boolean;
  }[];
  /** Addresses that stand in its code. */
  readonly addresses: readonly { readonly text: string; readonly line: number }[];
  /** Something was nested deeper than is followed. */
  readonly cut: boolean;
};

export type ImportFact = {
  readonly module: string;
  readonly name: string;
  readonly local: string;
  readonly typesOnly: boolean;
  readonly line: number;
};

export type ClassFacts = {
  readonly line: number;
  readonly bases: readonly Value[];
  readonly fields: Readonly<Record<string, Value>>;
  /** What its methods give back. */
  readonly methods: Readonly<Record<string, Value>>;
  readonly marks: readonly Value[];
};

export type RoutineFacts = {
  readonly symbol: string;
  readonly line: number;
  readonly end: number;
  /** Names of parameters, in their order. */
  readonly parameters: readonly string[];
  readonly marks: readonly Value[];
};

export type CallFact = {
  readonly callee: Value;
  /** The callee as it is written, names and dots only. */
  readonly written: string;
  readonly given: readonly Given[];
  readonly line: number;
  readonly end: number;
  /** The function that it stands in: `Class.method`; empty at the top of a file. */
  readonly symbol: string;
  readonly around: readonly Around[];
  /** What its result is kept in, where that is a name. */
  readonly keptIn: string | null;
};

export type Use = {
  readonly symbol: string;
  readonly name: string;
  /** What it is called on, as it is written; null: it is called by its name alone. */
  readonly of: string | null;
  readonly line: number;
  readonly around: readonly Around[];
};

/** What stands around a call and may protect it, innermost first. */
export type Around =
  | { readonly is: 'try'; readonly handlers: readonly HandlerFacts[] }
  | {
      readonly is: 'loop';
      readonly waits: boolean;
      readonly leavesOnSuccess: boolean;
      readonly over: string;
      readonly count: number | null;
    }
  /** It is an argument of this call, or stands in a function that is. */
  | { readonly is: 'inside'; readonly callee: Value; readonly written: string; readonly given: readonly Given[] }
  /** This is called on its result: `.catch(…)`, `.timeout(…)`. */
  | { readonly is: 'then'; readonly name: string; readonly given: readonly Given[] }
  | { readonly is: 'mark'; readonly mark: Value };

export type HandlerFacts = {
  /** Where its body begins and ends; 0 where it is empty. */
  readonly line: number;
  readonly end: number;
  readonly types: readonly string[];
  readonly effects: readonly Effect[];
  /** Names that are called in it. */
  readonly calls: readonly string[];
  /** HTTP statuses that are named in it. */
  readonly statuses: readonly number[];
};

/** What a handler of errors does in the end. */
export type Effect =
  | { readonly does: 'rethrow' }
  | { readonly does: 'throw'; readonly what: string }
  | { readonly does: 'give'; readonly value: Value; readonly usesError: boolean }
  | { readonly does: 'set'; readonly name: string; readonly value: Value }
  | { readonly does: 'exit' }
  | { readonly does: 'go on' };
