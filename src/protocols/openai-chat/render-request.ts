import type { Conversation, Message } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { collectLosses } from '../fields.ts';
import type { Rendered, RequestOptions } from '../protocol.ts';
import { arrange } from './arrange.ts';
import { renderMessages } from './render-messages.ts';
import {
  effortBesideTools,
  isForced,
  thinkingBesideForced,
  renderLimit,
  renderSettings,
  renderThinking,
} from './render-settings.ts';
import { renderTools, renderWebSearch } from './render-tools.ts';
import { looseSchema, strictSchema } from './schema.ts';
import { validName } from './terms.ts';
import { withFewHints, type Writing } from './writing.ts';

/** Writes a body for Chat Completions that OpenAI and its compatible servers accept, and says what it could not say. */
export function renderRequest(said: Conversation, options: RequestOptions): Rendered {
  const losses = collectLosses();
  const { quirks } = options;
  const writing: Writing = { quirks, tools: said.tools, losses };
  const conversation = withFewHints(said, losses);
  const output = renderOutput(conversation, writing);
  const tools = renderTools(conversation, writing);
  const messages = renderMessages(conversation.messages, [...output.instructions, ...tools.instructions], writing);
  const wished = renderThinking(conversation.thinking, writing);
  const thinking = isForced(tools.fields['tool_choice']) ? thinkingBesideForced(wished, quirks, losses) : wished;
  const body = {
    model: options.model,
    messages: arrange(messages, quirks, losses),
    ...tools.fields,
    ...renderWebSearch(conversation, writing),
    ...(output.format !== null && { response_format: output.format }),
    ...(tools.fields['tools'] === undefined ? thinking : effortBesideTools(thinking, quirks, losses)),
    ...renderLimit(conversation, options),
    ...renderSettings(conversation, writing),
    stream: options.stream,
    // Always asked for, so that the journal knows; the caller gets to see it only when it asked itself.
    ...(options.stream && quirks.noStreamOptions !== true && { stream_options: { include_usage: true } }),
  };
  return { body, losses: losses.list() };
}

type Output = { readonly format: JsonObject | null; readonly instructions: readonly string[] };

const JSON_ONLY = 'Answer with one JSON object and nothing else: no words around it and no code fence.';

function renderOutput({ output, messages }: Conversation, { quirks, losses }: Writing): Output {
  switch (output.kind) {
    case 'text':
      return { format: null, instructions: [] };
    case 'json':
      // OpenAI refuses this format when the word JSON stands nowhere in the conversation.
      return { format: { type: 'json_object' }, instructions: saysJson(messages) ? [] : [JSON_ONLY] };
    case 'schema': {
      if (quirks.noSchema === true) {
        losses.lose('response_format', 'behavioural');
        return {
          format: null,
          instructions: [`${JSON_ONLY} It must fit this JSON schema:\n${JSON.stringify(output.schema)}`],
        };
      }
      const strict = output.strict ? strictSchema(output.schema) : null;
      if (output.strict && strict === null) losses.lose('response_format.strict', 'behavioural');
      const name = validName(output.name === '' ? 'answer' : output.name);
      const schema = strict ?? looseSchema(output.schema);
      return {
        format: { type: 'json_schema', json_schema: { name, schema, strict: strict !== null } },
        instructions: [],
      };
    }
  }
}

function saysJson(messages: readonly Message[]): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.type === 'text' && /json/i.test(part.text)));
}
