import type { Conversation, Message } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Rendered, RequestOptions } from '../protocol.ts';
import { collectLosses } from '../fields.ts';
import { fitMarks, markedForReuse } from './cache-marks.ts';
import { renderParts, type Writing } from './render-content.ts';
import { maxTokensOf, renderSampling, renderThinking } from './render-settings.ts';
import { renderTools } from './render-tools.ts';
import { isMidLoop, renderTurns } from './render-turns.ts';
import { newStrictness } from './schema.ts';
import { blockType } from './terms.ts';

/** Writes a body for the Messages API that Anthropic accepts, and says what it could not say. */
export function renderRequest(conversation: Conversation, options: RequestOptions): Rendered {
  const losses = collectLosses();
  const writing: Writing = { quirks: options.quirks, losses, strictness: newStrictness() };
  const { settings } = conversation;
  const { leading, following } = splitSystem(conversation.messages);
  const turns = renderTurns(following, writing, mayBegin(conversation, options));
  // What the answer has to look like comes first: there is a limit to all that a model can be held to.
  const output = renderOutput(conversation, writing);
  const tools = renderTools(conversation, writing);
  const maxTokens = maxTokensOf(settings, options);
  const thinkingCase = { options, maxTokens, forced: tools.forced, midLoop: isMidLoop(turns) };
  const { thinking, effort } = renderThinking(conversation.thinking, thinkingCase, losses);
  const thinks = thinking !== null && thinking['type'] !== 'disabled';
  const config = { ...(effort !== null && { effort }), ...(output.format !== null && { format: output.format }) };
  const body = {
    model: options.model,
    max_tokens: maxTokens,
    ...renderSystem(leading, [...tools.instructions, ...output.instructions], writing),
    messages: turns,
    ...tools.fields,
    ...(thinking !== null && { thinking }),
    ...(Object.keys(config).length > 0 && { output_config: config }),
    ...renderStops(conversation, writing),
    ...renderSampling(settings, { quirks: options.quirks, thinks }, losses),
    ...(settings.user !== undefined && { metadata: { user_id: settings.user } }),
    stream: options.stream,
  };
  const kept = settings.cacheKey === undefined ? body : markedForReuse(body);
  return { body: fitMarks(kept, losses), losses: losses.list() };
}

/** May the model go on from words that were put into its mouth? Not beside thinking, a forced call or a schema, in any model. */
function mayBegin({ thinking, toolChoice, output }: Conversation, { quirks }: RequestOptions): boolean {
  const isFree = toolChoice.kind === 'auto' || toolChoice.kind === 'none';
  return quirks.noPrefill !== true && thinking.kind !== 'on' && isFree && output.kind === 'text';
}

function splitSystem(messages: readonly Message[]): {
  readonly leading: readonly Message[];
  readonly following: readonly Message[];
} {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const count = first < 0 ? messages.length : first;
  return { leading: messages.slice(0, count), following: messages.slice(count) };
}

/** One text stays a text; several keep their borders, which callers use to mark what is worth caching. */
function renderSystem(leading: readonly Message[], instructions: readonly string[], writing: Writing): JsonObject {
  const said = leading.flatMap(({ parts }) => renderParts(parts, 'system', writing));
  const texts = said.filter((block) => blockType(block) === 'text');
  if (texts.length < said.length) writing.losses.lose('media in the system text', 'blocking');
  const blocks: readonly JsonObject[] = [...texts, ...instructions.map((text) => ({ type: 'text', text }))];
  const [only] = blocks;
  if (only === undefined) return {};
  const isPlain = blocks.length === 1 && only['cache_control'] === undefined;
  return { system: isPlain ? (only['text'] ?? '') : blocks };
}

type Output = { readonly format: JsonObject | null; readonly instructions: readonly string[] };

const JSON_ONLY = 'Answer with one JSON object and nothing else: no words around it and no code fence.';

function renderOutput({ output }: Conversation, { quirks, losses, strictness }: Writing): Output {
  switch (output.kind) {
    case 'text':
      return { format: null, instructions: [] };
    case 'json':
      losses.lose('response_format', 'behavioural');
      return { format: null, instructions: [JSON_ONLY] };
    case 'schema': {
      const schema = quirks.noSchema === true ? null : strictness.hold(output.schema);
      if (schema !== null) return { format: { type: 'json_schema', schema }, instructions: [] };
      losses.lose('response_format', 'behavioural');
      const instruction = `${JSON_ONLY} It must fit this JSON schema:\n${JSON.stringify(output.schema)}`;
      return { format: null, instructions: [instruction] };
    }
  }
}

function renderStops({ settings }: Conversation, { quirks, losses }: Writing): JsonObject {
  const wanted = settings.stop ?? [];
  // Anthropic refuses stop texts that are nothing but space.
  const stops = quirks.noStop === true ? [] : wanted.filter((stop) => stop.trim() !== '');
  if (stops.length < wanted.length) losses.lose('stop', 'behavioural');
  return stops.length === 0 ? {} : { stop_sequences: stops };
}
