import Anthropic from '@anthropic-ai/sdk';
import { PARAMETERS } from '../fixtures/bodies.ts';
import { MORE, type Question, type Speaker, TOOL_QUESTION, type Understood } from './speaker.ts';

type Params = Anthropic.MessageCreateParamsNonStreaming;

const clientAt = (url: string): Anthropic => new Anthropic({ baseURL: url, apiKey: 'caller', maxRetries: 0 });
const TOOLS = [{ name: 'weather', description: 'Weather', input_schema: PARAMETERS }];
const THINKING = { thinking: { type: 'enabled' as const, budget_tokens: 2_000 } };

function paramsFor({ model, text, tools, think, schema, image, stop, maxTokens = 8_000 }: Question): Params {
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: image ?? '' };
  return {
    model,
    max_tokens: maxTokens,
    messages: [
      {
        role: 'user',
        content:
          image === undefined
            ? text
            : [
                { type: 'image', source },
                { type: 'text', text },
              ],
      },
    ],
    ...(stop !== undefined && { stop_sequences: [stop] }),
    ...(tools && { tools: TOOLS }),
    ...(think && THINKING),
    ...(schema && { output_config: { format: { type: 'json_schema' as const, schema: PARAMETERS } } }),
  };
}

const STOPS: Readonly<Record<string, Understood['stop']>> = {
  end_turn: 'done',
  stop_sequence: 'done',
  tool_use: 'tool-call',
  max_tokens: 'length',
  refusal: 'refused',
};

function understood({ model, content, stop_reason, usage }: Anthropic.Message): Understood {
  return {
    model,
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thinking: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [])),
    stop: STOPS[stop_reason ?? ''] ?? `unknown: ${stop_reason}`,
    inputTokens: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
    outputTokens: usage.output_tokens,
  };
}

async function message(client: Anthropic, params: Params, streamed: boolean): Promise<Anthropic.Message> {
  return streamed ? client.messages.stream(params).finalMessage() : client.messages.create(params);
}

export const anthropic: Speaker = {
  name: '@anthropic-ai/sdk',
  dialect: 'anthropic',
  ask: async (url, question) => understood(await message(clientAt(url), paramsFor(question), question.streamed)),
  converse: async (url, { model, streamed, before }) => {
    const client = clientAt(url);
    const params = { model, max_tokens: 8_000, tools: TOOLS, ...THINKING };
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: TOOL_QUESTION }];
    before?.(0);
    const first = await message(client, { ...params, messages }, streamed);
    const calls = first.content.filter((block) => block.type === 'tool_use');
    messages.push(
      { role: 'assistant', content: first.content },
      {
        role: 'user',
        content: calls.map(({ id }, index) => ({ type: 'tool_result', tool_use_id: id, content: `result ${index}` })),
      },
    );
    before?.(1);
    const second = await message(client, { ...params, messages }, streamed);
    messages.push({ role: 'assistant', content: second.content }, { role: 'user', content: MORE });
    before?.(2);
    const third = await message(client, { ...params, messages }, streamed);
    return [first, second, third].map(understood);
  },
  leave: async (url, model) => {
    const stream = clientAt(url).messages.stream(paramsFor({ model, streamed: true, text: 'Tell me all. [long]' }));
    for await (const event of stream) if (event.type === 'content_block_delta') break;
    stream.abort();
  },
  isTheirFault: (error) => error instanceof Anthropic.BadRequestError,
  isOurFault: (error) => error instanceof Anthropic.InternalServerError,
  mute: {},
};
