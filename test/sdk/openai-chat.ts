import OpenAI from 'openai';
import { PARAMETERS } from '../fixtures/bodies.ts';
import { MORE, type Question, type Speaker, TOOL_QUESTION, type Understood } from './speaker.ts';

type Params = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream'>;

export const clientAt = (url: string): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'caller', maxRetries: 0 });
const TOOLS = [
  { type: 'function' as const, function: { name: 'weather', description: 'Weather', parameters: PARAMETERS } },
];

function paramsFor({ model, text, tools, think, schema, image, stop, maxTokens }: Question): Params {
  return {
    model,
    messages: [
      {
        role: 'user',
        content:
          image === undefined
            ? text
            : [
                { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
                { type: 'text', text },
              ],
      },
    ],
    ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
    ...(stop !== undefined && { stop: [stop] }),
    ...(tools && { tools: TOOLS }),
    ...(think && { reasoning_effort: 'medium' as const }),
    ...(schema && {
      response_format: {
        type: 'json_schema' as const,
        json_schema: { name: 'trip', schema: PARAMETERS, strict: true },
      },
    }),
  };
}

const STOPS: Readonly<Record<string, Understood['stop']>> = {
  stop: 'done',
  tool_calls: 'tool-call',
  length: 'length',
  content_filter: 'refused',
};

function understood({ model, choices, usage }: OpenAI.ChatCompletion): Understood {
  const [choice] = choices;
  const { message, finish_reason = '' } = choice ?? {};
  const refusal = message?.refusal ?? '';
  return {
    model,
    text: (message?.content ?? '') + refusal,
    thinking: '',
    calls: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ name: call.function.name, input: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    stop: refusal === '' ? (STOPS[finish_reason] ?? `unknown: ${finish_reason}`) : 'refused',
    inputTokens: usage?.prompt_tokens ?? -1,
    outputTokens: usage?.completion_tokens ?? -1,
  };
}

async function completion(client: OpenAI, params: Params, streamed: boolean): Promise<OpenAI.ChatCompletion> {
  return streamed
    ? client.chat.completions.stream({ ...params, stream_options: { include_usage: true } }).finalChatCompletion()
    : client.chat.completions.create(params);
}

export const openaiChat: Speaker = {
  name: 'openai, Chat Completions',
  dialect: 'openai-chat',
  ask: async (url, question) => understood(await completion(clientAt(url), paramsFor(question), question.streamed)),
  converse: async (url, { model, streamed, before }) => {
    const client = clientAt(url);
    const params = { model, tools: TOOLS, reasoning_effort: 'medium' as const };
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: TOOL_QUESTION }];
    const answers: OpenAI.ChatCompletion[] = [];
    const ask = async (): Promise<OpenAI.ChatCompletionMessage | undefined> => {
      before?.(answers.length);
      const answer = await completion(client, { ...params, messages }, streamed);
      answers.push(answer);
      const said = answer.choices[0]?.message;
      if (said !== undefined) messages.push(said);
      return said;
    };
    const first = await ask();
    for (const [index, { id }] of (first?.tool_calls ?? []).entries())
      messages.push({ role: 'tool', tool_call_id: id, content: `result ${index}` });
    await ask();
    messages.push({ role: 'user', content: MORE });
    await ask();
    return answers.map(understood);
  },
  leave: async (url, model) => {
    const params = paramsFor({ model, streamed: true, text: 'Tell me all. [long]' });
    const stream = await clientAt(url).chat.completions.create({ ...params, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    stream.controller.abort();
  },
  isTheirFault: (error) => error instanceof OpenAI.BadRequestError,
  isOurFault: (error) => error instanceof OpenAI.InternalServerError,
  mute: { thinking: true },
};
