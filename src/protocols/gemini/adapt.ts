import { isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import { collectLosses, type Losses } from '../fields.ts';
import type { AdaptOptions, Quirks, Rendered } from '../protocol.ts';
import { adaptTools } from './adapt-tools.ts';
import { parseThinking } from './parse-thinking.ts';
import { leastBudget, renderThinking } from './render-thinking.ts';
import { withoutSignatures } from './scrub.ts';
import { camel, camelKey, spelled } from './spelling.ts';
import { isHandle } from './terms.ts';

const SAMPLING = ['temperature', 'topP', 'topK', 'presencePenalty', 'frequencyPenalty'] as const;
const SCHEMAS = ['responseSchema', 'responseJsonSchema'] as const;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its model refuses is taken out and named, what lies at
 * another account is named as missing, and everything else stays as it was written, in its own spelling.
 */
export function adapt(body: JsonObject, options: AdaptOptions): Rendered {
  const losses = collectLosses();
  const { quirks, foreign } = options;
  const takenOut = (): boolean => {
    losses.lose('thinking of earlier turns', 'cosmetic');
    return true;
  };
  let out = foreign ? withoutSignatures(body, takenOut) : body;
  out = changed(out, 'generationConfig', (config) => adaptConfig(config, options, losses));
  if (quirks.noForcedTools === true) out = changed(out, 'toolConfig', (config) => unforced(config, losses));
  if (quirks.noTools === true) out = without(out, ['tools', 'toolConfig'], 'blocking', losses);
  if (foreign) {
    // What is kept at one account, and what was meant for it.
    out = without(out, ['cachedContent', 'continuationToken', 'modelArmorConfig'], 'blocking', losses);
    out = without(out, ['labels', 'serviceTier', 'store'], 'cosmetic', losses);
    out = adaptTools(out, options, losses);
  }
  loseMedia(out['contents'] ?? null, options, losses);
  return { body: out, losses: losses.list() };
}

/** The object with one of its objects changed, if it is there, in whichever spelling. */
function changed(object: JsonObject, key: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const name = spelled(object, key);
  const inner = name === null ? undefined : object[name];
  return name === null || !isObject(inner) ? object : { ...object, [name]: change(inner) };
}

function without(object: JsonObject, keys: readonly string[], weight: LossWeight, losses: Losses): JsonObject {
  let out = object;
  for (const key of keys) {
    const name = spelled(out, key);
    if (name === null) continue;
    const { [name]: value, ...rest } = out;
    if (value !== null && value !== false) losses.lose(key, weight);
    out = rest;
  }
  return out;
}

/** Under the name that tells the engine to end the answer itself. */
function withoutStops(config: JsonObject, losses: Losses): JsonObject {
  const name = spelled(config, 'stopSequences');
  if (name === null) return config;
  losses.lose('stop', 'behavioural');
  const { [name]: _, ...rest } = config;
  return rest;
}

function adaptConfig(config: JsonObject, options: AdaptOptions, losses: Losses): JsonObject {
  const { quirks, maxOutputTokens } = options;
  let out = config;
  if (quirks.noSampling === true) out = without(out, SAMPLING, 'behavioural', losses);
  if (quirks.noStop === true) out = withoutStops(out, losses);
  if (quirks.noSchema === true) out = without(out, SCHEMAS, 'behavioural', losses);
  const limit = spelled(out, 'maxOutputTokens');
  const wanted = limit === null ? undefined : out[limit];
  if (limit !== null && typeof wanted === 'number' && maxOutputTokens !== null) {
    out = { ...out, [limit]: Math.min(wanted, maxOutputTokens) };
  }
  return adaptThinking(out, options, losses);
}

/** Levels and budgets exclude each other: a wish in the form that the model does not take is said in the other one. */
function adaptThinking(config: JsonObject, options: AdaptOptions, losses: Losses): JsonObject {
  const { efforts, noThinking, noEffort } = options.quirks;
  const key = spelled(config, 'thinkingConfig');
  const wish = key === null ? undefined : config[key];
  if (key === null || !isObject(wish)) return config;
  const hasLevel = spelled(wish, 'thinkingLevel') !== null;
  const hasBudget = spelled(wish, 'thinkingBudget') !== null;
  const fits = efforts === undefined ? !hasLevel : !hasBudget && (!hasLevel || isLevelOf(wish, efforts));
  const takesNone = noThinking === true && (noEffort === true || efforts === undefined);
  if (fits && !takesNone) return { ...config, [key]: withBudget(wish, options.quirks, losses) };
  const maxTokens = camel(config)['maxOutputTokens'];
  const limit = typeof maxTokens === 'number' ? maxTokens : undefined;
  const { [key]: _, ...rest } = config;
  const rendered = renderThinking(parseThinking(camel(config), losses), { options, maxTokens: limit }, losses);
  return rendered === null ? rest : { ...rest, [key]: rendered };
}

/** The wish with a budget that the model takes. What is not known is left as it is, and so is -1, which leaves it to the model. */
function withBudget(wish: JsonObject, quirks: Quirks, losses: Losses): JsonObject {
  const key = spelled(wish, 'thinkingBudget');
  const budget = key === null ? undefined : wish[key];
  if (key === null || typeof budget !== 'number' || budget < 0) return wish;
  if (budget === 0) return { ...wish, [key]: leastBudget(quirks, losses)['thinkingBudget'] ?? 0 };
  const [least, most] = quirks.budgets ?? [budget, budget];
  const fitting = Math.min(Math.max(budget, least), most);
  if (fitting !== budget) losses.lose('thinking.budget', 'cosmetic');
  return { ...wish, [key]: fitting };
}

function isLevelOf(wish: JsonObject, efforts: NonNullable<Quirks['efforts']>): boolean {
  const level = textAt(camel(wish), 'thinkingLevel').toLowerCase();
  return efforts.some((effort) => effort === level);
}

function unforced(config: JsonObject, losses: Losses): JsonObject {
  return changed(config, 'functionCallingConfig', (calling) => {
    if (textAt(calling, 'mode') !== 'ANY') return calling;
    losses.lose('toolConfig', 'behavioural');
    const entries = Object.entries(calling).filter(([key]) => camelKey(key) !== 'allowedFunctionNames');
    return { ...Object.fromEntries(entries), mode: 'AUTO' };
  });
}

/** Names what the standby cannot see: media of a kind that it does not know, and files that lie at another account. */
function loseMedia(value: Json, options: AdaptOptions, losses: Losses): void {
  if (isArray(value)) for (const item of value) loseMedia(item, options, losses);
  if (!isObject(value)) return;
  for (const [written, inner] of Object.entries(value)) {
    const key = camelKey(written);
    if (key === 'parts' || key === 'functionResponse') loseMedia(inner, options, losses);
    if ((key !== 'inlineData' && key !== 'fileData') || !isObject(inner)) continue;
    const media = camel(inner);
    const mediaType = textAt(media, 'mimeType');
    if (options.quirks.noImages === true && mediaType.startsWith('image/')) losses.lose('images', 'blocking');
    if (options.quirks.noPdf === true && mediaType === 'application/pdf') losses.lose('PDF', 'blocking');
    if (options.foreign && key === 'fileData' && isHandle(textAt(media, 'fileUri')))
      losses.lose('fileData', 'blocking');
  }
}
