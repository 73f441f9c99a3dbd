import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import type { Dialect } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

/**
 * The official clients on real sockets: what they assemble through the gateway is what the provider said, whoever speaks
 * which protocol. The model's name chooses the provider: `anthropic-…` speaks Messages, `openai-chat-…` Chat Completions.
 */
let sandbox: Sandbox;
let gateway: Started;
let anthropic: Anthropic;
let openai: OpenAI;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 2, tokenMs: 1 } });
  const provider = (protocol: Dialect): string =>
    `  ${protocol}: { protocol: ${protocol}, baseUrl: "${sandbox.baseUrl(protocol)}", apiKey: a-key-for-the-sandbox }`;
  gateway = await startGateway(
    [
      'providers:',
      provider('anthropic'),
      provider('openai-chat'),
      'routes:',
      '  - { match: [anthropic-*], ladder: [anthropic/*] }',
      '  - { match: [openai-chat-*], ladder: [openai-chat/*] }',
    ].join('\n'),
  );
  anthropic = new Anthropic({ baseURL: gateway.url, apiKey: 'caller', maxRetries: 0 });
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'caller', maxRetries: 0 });
});

afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

const said = (provider: Dialect) => {
  const answer = sandbox.seen(provider).at(-1)?.answer;
  if (!answer) throw new Error(`${provider} said nothing`);
  return {
    text: answer.text,
    thinking: answer.thinking,
    calls: answer.toolCalls.map(({ name, input }) => ({ name, input })),
    usage: answer.usage,
  };
};

const SCHEMA = {
  type: 'object' as const,
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};

type Ask = { readonly text: string; readonly tools: boolean; readonly think: boolean };
const ASKS: readonly (readonly [string, Ask])[] = [
  ['plain text', { text: 'Tell me about rivers, with an emoji.', tools: false, think: false }],
  ['a tool call', { text: 'Weather in Oslo? [tool]', tools: true, think: false }],
  ['parallel tool calls', { text: 'Weather in Oslo and Rome? [tools]', tools: true, think: false }],
  ['thinking', { text: 'Think, then tell me about bridges.', tools: false, think: true }],
  ['a long answer', { text: 'Tell me everything about the sea. [long]', tools: false, think: false }],
];

const SERVING: readonly Dialect[] = ['anthropic', 'openai-chat'];

describe.each(SERVING)('answers of a provider that speaks %s', (serving) => {
  describe.each(ASKS)('%s', (_, { text, tools, think }) => {
    const model = `${serving}-model`;
    const anthropicBody = {
      model,
      max_tokens: 8e3,
      messages: [
        {
          role: 'user' as const,
          content: text,
        },
      ],
      ...(tools && {
        tools: [
          {
            name: 'weather',
            description: 'Weather',
            input_schema: SCHEMA,
          },
        ],
      }),
      ...(think && {
        thinking: {
          type: 'enabled' as const,
          budget_tokens: 2e3,
        },
      }),
    };
    const openaiBody = {
      model,
      messages: [
        {
          role: 'user' as const,
          content: text,
        },
      ],
      ...(tools && {
        tools: [
          {
            type: 'function' as const,
            function: {
              name: 'weather',
              description: 'Weather',
              parameters: SCHEMA,
            },
          },
        ],
      }),
      ...(think && { reasoning_effort: 'medium' as const }),
    };
    const heardByAnthropic = (message: Anthropic.Message) => ({
      text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      calls: message.content.flatMap((block) =>
        block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [],
      ),
      output: message.usage.output_tokens,
    });
    const heardByOpenai = (completion: OpenAI.ChatCompletion) => {
      const message = completion.choices[0]?.message;
      return {
        text: message?.content ?? '',
        calls: (message?.tool_calls ?? []).map((call) =>
          call.type === 'function'
            ? { name: call.function.name, input: JSON.parse(call.function.arguments) as unknown }
            : null,
        ),
        output: completion.usage?.completion_tokens,
      };
    };

    it('reach the Anthropic SDK, streamed', async () => {
      const message = await anthropic.messages.stream(anthropicBody).finalMessage();
      const { usage, ...truth } = said(serving);
      expect(heardByAnthropic(message)).toEqual({ text: truth.text, calls: truth.calls, output: usage.outputTokens });
      expect(message.model).toBe(model);
      expect(message.stop_reason).toBe(tools ? 'tool_use' : 'end_turn');
      if (think) {
        const thought = message.content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join('');
        expect(thought).toBe(truth.thinking);
      }
    });

    it('reach the Anthropic SDK, whole', async () => {
      const message = await anthropic.messages.create(anthropicBody);
      const { usage, ...truth } = said(serving);
      expect(heardByAnthropic(message)).toEqual({ text: truth.text, calls: truth.calls, output: usage.outputTokens });
      expect(message.usage.input_tokens + (message.usage.cache_read_input_tokens ?? 0)).toBe(usage.inputTokens);
    });

    it('reach the OpenAI SDK, streamed', async () => {
      const stream = openai.chat.completions.stream({ ...openaiBody, stream_options: { include_usage: true } });
      const completion = await stream.finalChatCompletion();
      const { usage, ...truth } = said(serving);
      expect(heardByOpenai(completion)).toEqual({ text: truth.text, calls: truth.calls, output: usage.outputTokens });
      expect(completion.model).toBe(model);
      expect(completion.choices[0]?.finish_reason).toBe(tools ? 'tool_calls' : 'stop');
    });

    it('reach the OpenAI SDK, whole', async () => {
      const completion = await openai.chat.completions.create(openaiBody);
      const { usage, ...truth } = said(serving);
      expect(heardByOpenai(completion)).toEqual({ text: truth.text, calls: truth.calls, output: usage.outputTokens });
      expect(completion.usage?.prompt_tokens).toBe(usage.inputTokens);
    });
  });

  it('take the results of tools back, from either SDK', async () => {
    const model = `${serving}-model`;
    const first = await anthropic.messages.create({
      model,
      max_tokens: 1e3,
      messages: [
        {
          role: 'user',
          content: 'Weather in Oslo and Rome? [tools]',
        },
      ],
      tools: [
        {
          name: 'weather',
          description: 'Weather',
          input_schema: SCHEMA,
        },
      ],
    });
    const results = first.content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: `Rain for ${block.id}` }]
        : [],
    );
    expect(results.length).toBe(2);
    const second = await anthropic.messages.create({
      model,
      max_tokens: 1e3,
      messages: [
        {
          role: 'user',
          content: 'Weather in Oslo and Rome? [tools]',
        },
        {
          role: 'assistant',
          content: first.content,
        },
        {
          role: 'user',
          content: results,
        },
      ],
      tools: [
        {
          name: 'weather',
          description: 'Weather',
          input_schema: SCHEMA,
        },
      ],
    });
    expect(second.content.map((block) => (block.type === 'text' ? block.text : '')).join('')).toBe(said(serving).text);
    expect(said(serving).text).toContain('Rain for');
  });

  it('keep to a JSON schema that either SDK asks for', async () => {
    const completion = await openai.chat.completions.create({
      model: `${serving}-model`,
      messages: [
        {
          role: 'user',
          content: 'Where and for how long?',
        },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'trip',
          schema: SCHEMA,
          strict: true,
        },
      },
    });
    expect(completion.choices[0]?.message.content).toBe(said(serving).text);
    expect(Object.keys(JSON.parse(said(serving).text) as object).toSorted()).toEqual(['city', 'days']);
  });
});

describe('errors', () => {
  it('reach each SDK as the class that its own provider would raise', async () => {
    for (const provider of SERVING) sandbox.setFault(provider, 'overloaded', { times: 8 });
    const body = { max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hello' }] };
    await expect(anthropic.messages.create({ ...body, model: 'openai-chat-e1' })).rejects.toBeInstanceOf(
      Anthropic.InternalServerError,
    );
    await expect(openai.chat.completions.create({ ...body, model: 'anthropic-e1' })).rejects.toBeInstanceOf(
      OpenAI.InternalServerError,
    );
    for (const provider of SERVING) sandbox.setFault(provider, 'context-too-long');
    await expect(anthropic.messages.create({ ...body, model: 'openai-chat-e2' })).rejects.toBeInstanceOf(
      Anthropic.BadRequestError,
    );
    await expect(openai.chat.completions.create({ ...body, model: 'openai-chat-e2' })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
    for (const provider of SERVING) sandbox.setFault(provider, null);
  });

  it('after the first content reach the SDKs as errors, never as a short answer', async () => {
    for (const provider of SERVING) {
      for (const fault of ['clean-cut', 'error-mid-stream', 'reset-mid-event'] as const) {
        sandbox.setFault(provider, fault);
        const model = `${provider}-${fault}`;
        const messages = [{ role: 'user' as const, content: 'Tell me everything. [long]' }];
        await expect(
          anthropic.messages.stream({ model, max_tokens: 4_000, messages }).finalMessage(),
        ).rejects.toThrow();
        await expect(
          (async () => {
            const stream = await openai.chat.completions.create({ model, messages, stream: true });
            for await (const chunk of stream) void chunk;
          })(),
        ).rejects.toThrow();
      }
      sandbox.setFault(provider, null);
    }
  });
});
