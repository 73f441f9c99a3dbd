import type { Conversation, Effort, Thinking } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { nearestEffort } from '../efforts.ts';
import type { Quirks, RequestOptions } from '../protocol.ts';
import type { Writing } from './render-media.ts';

/** Levels that Ollama has a word for, weakest first. */
const LEVELS: readonly Effort[] = ['low', 'medium', 'high', 'max'];

/**
 * `think`: true or false, and a level for models that are said to know levels (`efforts`). Without a wish nothing is written, and a
 * model that can think does.
 */
export function renderThinking(thinking: Thinking, { quirks, losses }: Writing): JsonObject {
  if (thinking.kind === 'default') return {};
  // Models that always think, and know levels (gpt-oss), can be told how much.
  if (quirks.noThinking === true && levelsOf(quirks).length === 0) {
    losses.lose('thinking', thinking.kind === 'on' ? 'behavioural' : 'cosmetic');
    return {};
  }
  if (thinking.kind === 'off') {
    const [weakest] = levelsOf(quirks);
    if (weakest === undefined || quirks.efforts?.includes('none') === true) return { think: false };
    // Models with levels (gpt-oss) cannot be kept from thinking.
    losses.lose('thinking', 'cosmetic');
    return { think: weakest };
  }
  if (thinking.budgetTokens !== null) losses.lose('thinking.budget', 'cosmetic');
  const wanted = thinking.effort ?? effortOf(thinking.budgetTokens);
  if (wanted === null) return { think: true };
  const level = nearestEffort(levelsOf(quirks), wanted);
  if (level !== wanted) losses.lose('thinking.effort', 'cosmetic');
  return { think: level ?? true };
}

function levelsOf({ efforts, noEffort }: Quirks): readonly Effort[] {
  if (efforts === undefined || noEffort === true) return [];
  return LEVELS.filter((level) => efforts.includes(level));
}

/** A budget as an effort, in the steps that the translation matrix has: below 2,000 tokens low, 10,000 medium, 24,000 high. */
function effortOf(budgetTokens: number | null): Effort | null {
  if (budgetTokens === null) return null;
  if (budgetTokens < 2_000) return 'low';
  if (budgetTokens < 10_000) return 'medium';
  return budgetTokens < 24_000 ? 'high' : 'xhigh';
}

/** The settings that are options here. */
export function renderSampling({ settings }: Conversation, { quirks, losses }: Writing): JsonObject {
  const { temperature, topP, topK, stop = [], seed, frequencyPenalty, presencePenalty } = settings;
  const sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
    ...(frequencyPenalty !== undefined && { frequency_penalty: frequencyPenalty }),
    ...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
  };
  if (quirks.noSampling === true) for (const name of Object.keys(sampling)) losses.lose(name, 'behavioural');
  if (quirks.noStop === true && stop.length > 0) losses.lose('stop', 'behavioural');
  if (settings.user !== undefined) losses.lose('user', 'cosmetic');
  if (settings.cacheKey !== undefined) losses.lose('prompt_cache_key', 'cosmetic');
  return {
    ...(quirks.noSampling === true ? {} : sampling),
    ...(quirks.noStop !== true && stop.length > 0 && { stop }),
    ...(seed !== undefined && { seed }),
  };
}

/** The largest answer that is allowed, tokens; null when nobody says. */
export function limitOf(maxTokens: number | undefined, { maxOutputTokens }: RequestOptions): number | null {
  if (maxTokens === undefined) return null;
  return maxOutputTokens === null ? maxTokens : Math.min(maxTokens, maxOutputTokens);
}

const WINDOW_TOKENS_MIN = 4_096;
const WINDOW_TOKENS_MAX = 131_072;
/** Room for an answer without a limit, tokens. */
const ANSWER_TOKENS = 4_096;
/** Callers ask for limits that they never use (Claude Code: 128,000); so much room for the answer is enough. */
const ANSWER_TOKENS_MAX = 16_384;
/** What a picture takes: 768 by Ollama's own estimate (server/prompt.go), twice that for large ones. */
const IMAGE_TOKENS = 1_536;
/** UTF-8 bytes per token: 4 in English, 3 in code and for one Chinese character. */
const TOKEN_BYTES = 3;

/**
 * The window that the server has to provide, tokens. Its own default is 4,096 on most machines, far too small for tools and long
 * conversations. In powers of two, because another window means that the model is loaded anew.
 */
export function windowFor(messages: readonly JsonObject[], tools: readonly Json[], limit: number | null): number {
  let images = 0;
  let bytes = tools.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(tools));
  for (const message of messages) {
    const { images: pictures, ...words } = message;
    if (Array.isArray(pictures)) images += pictures.length;
    bytes += Buffer.byteLength(JSON.stringify(words));
  }
  const asked = Math.ceil(bytes / TOKEN_BYTES) + images * IMAGE_TOKENS;
  const needed = asked + Math.min(limit ?? ANSWER_TOKENS, ANSWER_TOKENS_MAX);
  let window = WINDOW_TOKENS_MIN;
  while (window < needed && window < WINDOW_TOKENS_MAX) window *= 2;
  return window;
}
