import { at, isArray, isObject, listAt, type Json, type JsonObject } from '../../model/json.ts';
import { EFFORTS } from '../../model/conversation.ts';
import type { AdaptOptions, Rendered } from '../protocol.ts';
import { collectLosses, type Losses } from '../fields.ts';
import { renderThinking } from './render-settings.ts';

const SAMPLING = [
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'typical_p',
  'frequency_penalty',
  'presence_penalty',
  'repeat_penalty',
] as const;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its model refuses is taken out and named, a full
 * window becomes an error instead of a loss, and everything else stays as it was written.
 */
export function adapt(body: JsonObject, options: AdaptOptions): Rendered {
  const losses = collectLosses();
  const { quirks } = options;
  const out: Record<string, Json> = { truncate: false, shift: false, ...body, model: options.model };
  out['options'] = adaptOptions(isObject(body['options']) ? body['options'] : {}, options, losses);
  if (body['think'] !== undefined && body['think'] !== null) {
    delete out['think'];
    Object.assign(out, renderThinking(thinkingOf(body['think']), { quirks, losses }));
  }
  if (quirks.noSchema === true && isObject(body['format'])) {
    losses.lose('format', 'behavioural');
    out['format'] = 'json';
    const schema = JSON.stringify(body['format']);
    const said = { role: 'system', content: `Answer with one JSON object that fits this JSON schema:\n${schema}` };
    if (isArray(out['messages'])) out['messages'] = [said, ...out['messages']];
  }
  const messages = listAt(body, 'messages');
  if (quirks.noTools === true) {
    const isCalling = messages.some((message) => listAt(message, 'tool_calls').length > 0);
    if (isCalling || listAt(body, 'tools').length > 0) losses.lose('tools', 'blocking');
    delete out['tools'];
  }
  if (quirks.noImages === true && messages.some((message) => listAt(message, 'images').length > 0))
    losses.lose('images', 'blocking');
  return { body: out, losses: losses.list() };
}

function thinkingOf(think: Json): Parameters<typeof renderThinking>[0] {
  if (think === false) return { kind: 'off' };
  return { kind: 'on', effort: EFFORTS.find((effort) => effort === think) ?? null, budgetTokens: null };
}

function adaptOptions(written: JsonObject, { quirks, maxOutputTokens }: AdaptOptions, losses: Losses): JsonObject {
  const out: Record<string, Json> = { ...written };
  const drop = (key: string, what: string): void => {
    if (out[key] !== undefined) losses.lose(what, 'behavioural');
    delete out[key];
  };
  if (quirks.noSampling === true) for (const key of SAMPLING) drop(key, `options.${key}`);
  if (quirks.noStop === true) drop('stop', 'stop');
  const limit = at(written, 'num_predict');
  if (typeof limit === 'number' && limit > 0 && maxOutputTokens !== null)
    out['num_predict'] = Math.min(limit, maxOutputTokens);
  if (quirks.contextTokens !== undefined) out['num_ctx'] ??= quirks.contextTokens;
  return out;
}

/** The body without the thoughts of earlier turns. */
export function forget(body: JsonObject): JsonObject {
  const { messages } = body;
  if (!isArray(messages)) return body;
  return {
    ...body,
    messages: messages.map((message) => {
      if (!isObject(message)) return message;
      const { thinking: _, ...rest } = message;
      return rest;
    }),
  };
}
