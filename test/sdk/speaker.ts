import type { Dialect } from '../fixtures/client.ts';

/** A question for an official client, in nobody's dialect. */
export type Question = {
  readonly model: string;
  readonly streamed: boolean;
  readonly text: string;
  readonly tools?: boolean;
  readonly think?: boolean;
  readonly schema?: boolean;
  readonly image?: string;
  readonly maxTokens?: number;
  /** A text that ends the answer. */
  readonly stop?: string;
};

/** What an official client holds in its hands when the answer is over, in nobody's dialect. */
export type Understood = {
  readonly model: string;
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly { readonly name: string | undefined; readonly input: unknown }[];
  /** `done` for what the dialect does not tell apart from it. */
  readonly stop: 'done' | 'tool-call' | 'length' | 'refused' | `unknown: ${string}`;
  readonly inputTokens: number;
  readonly outputTokens: number;
};

export type Talk = {
  readonly model: string;
  readonly streamed: boolean;
  readonly before?: (turn: number) => void;
};

/** An official client, as a row. Each of its functions makes a client of its own for the gateway at `url`, which tries once. */
export type Speaker = {
  readonly name: string;
  readonly dialect: Dialect;
  readonly ask: (url: string, question: Question) => Promise<Understood>;
  /**
   * Asks for two calls of tools, hands the results `result 0` and `result 1` back, and goes on with one more question. Three answers;
   * `before` is called before each.
   */
  readonly converse: (url: string, talk: Talk) => Promise<readonly Understood[]>;
  /** Starts a stream, reads of it what comes first, and goes away. */
  readonly leave: (url: string, model: string) => Promise<void>;
  /** The class of errors that says that the request was wrong, and the one that says that the server is in trouble. */
  readonly isTheirFault: (error: unknown) => boolean;
  readonly isOurFault: (error: unknown) => boolean;
  /** What the dialect cannot tell. */
  readonly mute: { readonly thinking?: boolean; readonly refusal?: boolean; readonly stop?: boolean };
};

export const TOOL_QUESTION = 'How is it in Oslo and in Rome? [tools]';
export const MORE = 'And what shall I wear?';
