import OpenAI from 'openai';
import type { Response, ResponseInput } from 'openai/resources/responses/responses';
import { PARAMETERS } from '../fixtures/bodies.ts';
import { clientAt } from './openai-chat.ts';
import { MORE, type Question, type Speaker, TOOL_QUESTION, type Understood } from './speaker.ts';

type Params = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'stream'>;

const TOOLS = [
  { type: 'function' as const, name: 'weather', description: 'Weather', parameters: PARAMETERS, strict: true },
];
const THINKING = { reasoning: { effort: 'medium' as const, summary: 'auto' as const } };

function paramsFor({ model, text, tools, think, schema, image, maxTokens }: Question): Params {
  return {
    model,
    input:
      image === undefined
        ? text
        : [
            {
              role: 'user',
              content: [
                { type: 'input_image', image_url: `data:image/png;base64,${image}`, detail: 'auto' },
                { type: 'input_text', text },
              ],
            },
          ],
    ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
    ...(tools && { tools: TOOLS }),
    ...(think && THINKING),
    ...(schema && {
      text: { format: { type: 'json_schema' as const, name: 'trip', schema: PARAMETERS, strict: true } },
    }),
  };
}

export function understood(response: Response): Understood {
  const { model, output, usage, status, incomplete_details } = response;
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const refusal = parts.map((part) => (part.type === 'refusal' ? part.refusal : '')).join('');
  const calls = output.flatMap((item) =>
    item.type === 'function_call' ? [{ name: item.name, input: JSON.parse(item.arguments) as unknown }] : [],
  );
  return {
    model,
    text: response.output_text + refusal,
    thinking: output
      .flatMap((item) => (item.type === 'reasoning' ? item.summary : []))
      .map(({ text }) => text)
      .join(''),
    calls,
    stop: stopOf(response, refusal, calls.length, `${status} ${incomplete_details?.reason}`),
    inputTokens: usage?.input_tokens ?? -1,
    outputTokens: usage?.output_tokens ?? -1,
  };
}

function stopOf({ status, incomplete_details }: Response, refusal: string, calls: number, else_: string) {
  if (status === 'incomplete' && incomplete_details?.reason === 'max_output_tokens') return 'length';
  if (refusal !== '' || incomplete_details?.reason === 'content_filter') return 'refused';
  if (status !== 'completed') return `unknown: ${else_}` as const;
  return calls > 0 ? 'tool-call' : 'done';
}

async function answer(client: OpenAI, params: Params, streamed: boolean): Promise<Response> {
  return streamed ? client.responses.stream(params).finalResponse() : client.responses.create(params);
}

export const openaiResponses: Speaker = {
  name: 'openai, Responses',
  dialect: 'openai-responses',
  ask: async (url, question) => understood(await answer(clientAt(url), paramsFor(question), question.streamed)),
  // Nothing is kept at the provider: every item goes back, sealed reasoning and all.
  converse: async (url, { model, streamed, before }) => {
    const client = clientAt(url);
    const params = {
      model,
      tools: TOOLS,
      ...THINKING,
      store: false,
      include: ['reasoning.encrypted_content' as const],
    };
    const input: ResponseInput = [{ role: 'user', content: TOOL_QUESTION }];
    const answers: Response[] = [];
    const ask = async (): Promise<Response> => {
      before?.(answers.length);
      const response = await answer(client, { ...params, input }, streamed);
      answers.push(response);
      input.push(...(response.output as ResponseInput));
      return response;
    };
    const { output } = await ask();
    for (const [index, { call_id }] of output.filter((item) => item.type === 'function_call').entries())
      input.push({ type: 'function_call_output', call_id, output: `result ${index}` });
    await ask();
    input.push({ role: 'user', content: MORE });
    await ask();
    return answers.map(understood);
  },
  leave: async (url, model) => {
    const params = paramsFor({ model, streamed: true, text: 'Tell me all. [long]' });
    const stream = await clientAt(url).responses.create({ ...params, stream: true });
    for await (const event of stream) if (event.type === 'response.output_text.delta') break;
    stream.controller.abort();
  },
  isTheirFault: (error) => error instanceof OpenAI.BadRequestError,
  isOurFault: (error) => error instanceof OpenAI.InternalServerError,
  mute: { stop: true },
};
