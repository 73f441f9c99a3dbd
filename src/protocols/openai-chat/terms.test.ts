import { describe, expect, it } from 'vitest';
import { Fault, type FaultKind } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import { listAt, type JsonObject } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { openaiChat } from './index.ts';
import { chunk, DONE, ROLE } from './testing/chunks.ts';

function kindOf(act: () => unknown): FaultKind | 'no fault' {
  try {
    act();
    return 'no fault';
  } catch (error) {
    return Fault.from(error).kind;
  }
}

const whole = (reason: string): JsonObject => ({
  id: 'c',
  choices: [{ index: 0, message: { content: 'Half of' }, finish_reason: reason }],
});
const stream = (reason: string): readonly Frame[] => [ROLE, chunk({ content: 'Half of' }), chunk({}, reason), DONE];

function read(frames: readonly Frame[]): Reply {
  const parse = openaiChat.parseStream();
  return gather([...frames.flatMap(parse), ...parse(null)]);
}

describe('the reason for the end', () => {
  it.each<[string, string, FaultKind]>([
    ['OpenRouter', 'error', 'broken'],
    ['vLLM', 'abort', 'broken'],
    ['Zhipu', 'network_error', 'broken'],
    ['DeepSeek', 'insufficient_system_resource', 'overloaded'],
  ])('of %s that says %s is none, in whatever form', (_, reason, kind) => {
    expect(kindOf(() => openaiChat.parseResponse(whole(reason)))).toBe(kind);
    expect(kindOf(() => openaiChat.weigh(whole(reason)))).toBe(kind);
    const beside = { choices: ['stop', reason].flatMap((one) => listAt(whole(one), 'choices')) };
    expect(kindOf(() => openaiChat.weigh(beside))).toBe(kind);
    expect(kindOf(() => read(stream(reason)))).toBe(kind);
    const watch = openaiChat.watch();
    const seen = stream(reason).slice(0, -1).map(watch.see);
    expect(seen.map(({ fault }) => fault?.kind ?? null)).toEqual([null, null, kind]);
    expect(watch.close()).toBeNull();
  });

  it('of Mistral may be that the context is full', () => {
    expect(openaiChat.parseResponse(whole('model_length')).stop).toBe('context');
    expect(read(stream('model_length')).stop).toBe('context');
    const { see } = openaiChat.watch();
    expect([ROLE, chunk({}, 'model_length')].map(see).at(-1)).toMatchObject({ weight: 'hard', fault: null });
  });
});

describe('thinking', () => {
  const counted = (usage: JsonObject) => openaiChat.parseResponse({ ...whole('stop'), usage }).usage;

  it('is counted where only the total shows it, as of Gemini', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 424, total_tokens: 1_016 };
    expect(counted(usage)).toMatchObject({ inputTokens: 20, outputTokens: 996, thinkingTokens: 572 });
    expect(counted({ ...usage, completion_tokens: null })).toMatchObject({ outputTokens: 996, thinkingTokens: 996 });
  });

  it.each<[string, JsonObject]>([
    ['the total is the sum', { prompt_tokens: 20, completion_tokens: 424, total_tokens: 444 }],
    ['there is no total', { prompt_tokens: 20, completion_tokens: 424 }],
    ['the total is less', { prompt_tokens: 20, completion_tokens: 424, total_tokens: 3 }],
    ['there is nothing but a total', { total_tokens: 424 }],
    [
      'it is said to be none',
      {
        prompt_tokens: 20,
        completion_tokens: 424,
        total_tokens: 1_016,
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    ],
  ])('is none where %s', (_, usage) => {
    expect(counted(usage)).toMatchObject({ thinkingTokens: 0, outputTokens: usage['completion_tokens'] ?? 0 });
  });
});
