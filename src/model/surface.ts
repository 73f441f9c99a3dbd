/**
 * Something of a provider that people or programs use and that can be down by itself: its API, its app, its coding tool. `id` is
 * unique over all providers: `claude-api`, `chatgpt`.
 */
export type Surface = {
  readonly id: string;
  /** For people: `Claude API`. */
  readonly name: string;
  /** Whose it is: `Anthropic`. */
  readonly maker: string;
  readonly kind: 'api' | 'app' | 'coding' | 'console';
  /** The providers of ours whose calls go through it; empty where no call of ours does. */
  readonly providers: readonly string[];
  /** Where people open it, or read about it. */
  readonly address: string;
};
