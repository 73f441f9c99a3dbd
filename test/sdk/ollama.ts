import { type ChatRequest, type ChatResponse, type Message, Ollama } from 'ollama';
import { PARAMETERS } from '../fixtures/bodies.ts';
import { MORE, type Question, type Speaker, TOOL_QUESTION, type Understood } from './speaker.ts';

type Params = Omit<ChatRequest, 'stream'>;

export const clientAt = (url: string): Ollama => new Ollama({ host: url });
const TOOLS = [{ type: 'function', function: { name: 'weather', description: 'Weather', parameters: PARAMETERS } }];

function paramsFor({ model, text, tools, think, schema, image, stop, maxTokens }: Question): Params {
  return {
    model,
    messages: [{ role: 'user', content: text, ...(image !== undefined && { images: [image] }) }],
    ...(tools && { tools: TOOLS }),
    ...(think && { think: true }),
    ...(schema && { format: PARAMETERS }),
    ...(maxTokens !== undefined && { options: { num_predict: maxTokens } }),
    ...(stop !== undefined && { options: { stop: [stop] } }),
  };
}

function understood(lines: readonly ChatResponse[]): Understood {
  const last = lines.at(-1);
  const calls = callsIn(lines);
  const reason = last?.done_reason ?? '';
  const stop = reason === 'stop' ? 'done' : reason === 'length' ? 'length' : (`unknown: ${reason}` as const);
  return {
    model: last?.model ?? '',
    text: lines.map(({ message }) => message.content).join(''),
    thinking: lines.map(({ message }) => message.thinking ?? '').join(''),
    calls: calls.map((call) => ({ name: call.function.name, input: call.function.arguments })),
    stop: stop === 'done' && calls.length > 0 ? 'tool-call' : stop,
    inputTokens: last?.prompt_eval_count ?? -1,
    outputTokens: last?.eval_count ?? -1,
  };
}

const callsIn = (lines: readonly ChatResponse[]) => lines.flatMap(({ message }) => message.tool_calls ?? []);

async function lines(client: Ollama, params: Params, streamed: boolean): Promise<readonly ChatResponse[]> {
  if (!streamed) return [await client.chat({ ...params, stream: false })];
  const all: ChatResponse[] = [];
  for await (const line of await client.chat({ ...params, stream: true })) all.push(line);
  return all;
}

/** The turn as people put it together from a stream. */
function turn(said: readonly ChatResponse[]): Message {
  const { text, thinking } = understood(said);
  const calls = callsIn(said);
  return { role: 'assistant', content: text, thinking, ...(calls.length > 0 && { tool_calls: calls }) };
}

export const ollama: Speaker = {
  name: 'ollama',
  dialect: 'ollama',
  ask: async (url, question) => understood(await lines(clientAt(url), paramsFor(question), question.streamed)),
  converse: async (url, { model, streamed, before }) => {
    const client = clientAt(url);
    const messages: Message[] = [{ role: 'user', content: TOOL_QUESTION }];
    const answers: (readonly ChatResponse[])[] = [];
    const ask = async (): Promise<readonly ChatResponse[]> => {
      before?.(answers.length);
      const answer = await lines(client, { model, messages, tools: TOOLS, think: true }, streamed);
      answers.push(answer);
      messages.push(turn(answer));
      return answer;
    };
    for (const [index, call] of callsIn(await ask()).entries())
      messages.push({ role: 'tool', tool_name: call.function.name, content: `result ${index}` });
    await ask();
    messages.push({ role: 'user', content: MORE });
    await ask();
    return answers.map(understood);
  },
  leave: async (url, model) => {
    const stream = await clientAt(url).chat({
      ...paramsFor({ model, streamed: true, text: 'Tell me all. [long]' }),
      stream: true,
    });
    for await (const line of stream) if (line.message.content) break;
    stream.abort();
  },
  isTheirFault: (error) => isStatus(error, 400),
  isOurFault: (error) => isStatus(error, 503),
  mute: { refusal: true },
};

function isStatus(error: unknown, status: number): boolean {
  return error instanceof Error && 'status_code' in error && error.status_code === status;
}
