import type { ToolChoice } from '../../../model/conversation.ts';
import type { Json, JsonObject } from '../../../model/json.ts';

/** What a simulated model takes from a request, whichever dialect it came in. */
export type Asked = {
  readonly model: string;
  readonly stream: boolean;
  /** Does the caller want a last event with the token counts? */
  readonly usage: boolean;
  /** The text of the last user message; empty when the last message brings tool results. */
  readonly text: string;
  /** The tool results that came since the model spoke last. */
  readonly results: readonly ToolResult[];
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: ToolChoice;
  readonly parallelTools: boolean;
  readonly output: WantedOutput;
  readonly thinking: 'off' | 'shown' | 'hidden';
  readonly maxTokens: number | null;
  readonly stop: readonly string[];
  /** Everything that was said so far, as one text: what chance hangs on. */
  readonly history: string;
  readonly inputTokens: number;
  /** The beginning that the provider may keep in its prompt cache; null when the caller wants none. */
  readonly prefix: CachedPrefix | null;
  /** Everything that was said so far, when the provider shall keep it under the id of its answer; else null. */
  readonly keep: readonly Json[] | null;
};

export type ToolResult = { readonly name: string; readonly text: string };
export type OfferedTool = { readonly name: string; readonly schema: JsonObject };
export type CachedPrefix = { readonly key: string; readonly tokens: number };
type WantedOutput =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | { readonly kind: 'schema'; readonly schema: JsonObject };
