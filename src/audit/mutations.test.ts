import { describe, expect, it } from 'vitest';
import type { Scan } from '../model/audit.ts';
import { fixTree } from './fix/fix.ts';
import { isMendable } from './fix/mendings.ts';
import { isRule } from './rules/catalogue.ts';
import { knowledge, scanned, tree } from './testing/tree.ts';

// Calls that are protected, and what a careless change does to them: the rule for it speaks, and nothing else does.

type Mutation = readonly [what: string, from: string, to: string, rule: string];
type Protected = {
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly mutations: readonly Mutation[];
};

const PROTECTED: readonly Protected[] = [
  {
    what: 'Python',
    file: 'reply.py',
    text: `import os
import openai
from mistralai import Mistral
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

client = openai.OpenAI(base_url=os.environ.get("LLM_URL", "https://api.openai.com/v1"), timeout=20, max_retries=0)
other = Mistral(timeout_ms=20000, retry_config=0)

@retry(retry=retry_if_exception_type((openai.APIConnectionError, openai.InternalServerError)), stop=stop_after_attempt(3), wait=wait_random_exponential(max=5))
def draft_reply(messages):
    try:
        return client.chat.completions.create(model="gpt-5.6-2026-03-01", messages=messages)
    except openai.RateLimitError:
        raise

def classify(messages):
    try:
        return client.chat.completions.create(model="gpt-5.6-2026-03-01", messages=messages)
    except openai.APIError:
        return other.chat.complete(model="mistral-large-2512", messages=messages)

def is_allowed(text):
    try:
        return client.moderations.create(input=text).results[0].flagged is False
    except openai.APIError:
        raise
`,
    mutations: [
      ['the deadline is taken out', ', timeout=20, max', ', max', 'AIC102'],
      ['the deadline is made long', 'timeout=20, max_retries=0', 'timeout=90, max_retries=2', 'AIC103'],
      [
        'the deadline is left to a setting',
        'timeout=20, max',
        'timeout=float(os.getenv("LLM_TIMEOUT")), max',
        'AIC107',
      ],
      ['the wait between attempts is taken out', ', wait=wait_random_exponential(max=5))', ')', 'AIC104'],
      [
        'everything is tried again',
        '(openai.APIConnectionError, openai.InternalServerError)',
        'openai.APIError',
        'AIC105',
      ],
      [
        'the fallback only comes when a model is unknown',
        'except openai.APIError:\n        return other',
        'except openai.NotFoundError:\n        return other',
        'AIC203',
      ],
      [
        'the fallback becomes an empty answer',
        'return other.chat.complete(model="mistral-large-2512", messages=messages)',
        'return ""',
        'AIC301',
      ],
      [
        'the fallback becomes the text of the error',
        'except openai.APIError:\n        return other.chat.complete(model="mistral-large-2512", messages=messages)',
        'except openai.APIError as error:\n        return f"It failed: {error}"',
        'AIC303',
      ],
      [
        'the guard lets through',
        'except openai.APIError:\n        raise\n',
        'except openai.APIError:\n        return True\n',
        'AIC304',
      ],
      [
        'the address is written down',
        'os.environ.get("LLM_URL", "https://api.openai.com/v1")',
        '"https://api.openai.com/v1"',
        'AIC409',
      ],
    ],
  },
  {
    what: 'TypeScript',
    file: 'reply.ts',
    text: `import OpenAI from 'openai';
import Anthropic from '@anthropic-ai/sdk';

const client = new OpenAI({ baseURL: process.env.LLM_URL ?? 'https://api.openai.com/v1', timeout: 20_000, maxRetries: 1 });
const other = new Anthropic({ timeout: 20_000, maxRetries: 1 });

export async function draftReply(messages: Message[]) {
  try {
    return await client.chat.completions.create({ model: 'gpt-5.6-2026-03-01', messages });
  } catch (error) {
    return other.messages.create({ model: 'claude-haiku-4-5-20251001', messages, max_tokens: 100 });
  }
}

export async function tell(messages: Message[], write: Write) {
  try {
    const stream = await client.chat.completions.create({ model: 'gpt-5.6-2026-03-01', messages, stream: true });
    for await (const part of stream) write(part);
  } catch (error) {
    throw error;
  }
}
`,
    mutations: [
      ['the deadline is taken out', "v1', timeout: 20_000, max", "v1', max", 'AIC102'],
      ['the deadline is made long', "v1', timeout: 20_000", "v1', timeout: 90_000", 'AIC103'],
      [
        'the deadline is left to a setting',
        "v1', timeout: 20_000",
        "v1', timeout: Number(process.env.LLM_TIMEOUT)",
        'AIC107',
      ],
      [
        'the fallback becomes an empty answer',
        "return other.messages.create({ model: 'claude-haiku-4-5-20251001', messages, max_tokens: 100 });",
        "return '';",
        'AIC301',
      ],
      [
        'the stream is read outside',
        '    for await (const part of stream) write(part);\n  } catch (error) {\n    throw error;\n  }\n',
        '  } catch (error) {\n    throw error;\n  }\n  for await (const part of stream) write(part);\n',
        'AIC306',
      ],
      [
        'the address is written down',
        "process.env.LLM_URL ?? 'https://api.openai.com/v1'",
        "'https://api.openai.com/v1'",
        'AIC409',
      ],
      ['the model gets a name that moves', "'claude-haiku-4-5-20251001'", "'claude-haiku-latest'", 'AIC407'],
    ],
  },
  {
    what: 'Java',
    file: 'Reply.java',
    text: `import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.time.Duration;
class Reply {
  private final OpenAIClient client = OpenAIOkHttpClient.builder().apiKey(key).timeout(Duration.ofSeconds(20)).maxRetries(1).build();
  String draftReply(Params params) {
    try {
      return client.chat().completions().create(params).toString();
    } catch (Exception error) {
      throw error;
    }
  }
}
`,
    mutations: [
      ['the deadline is taken out', '.timeout(Duration.ofSeconds(20))', '', 'AIC102'],
      ['the error is swallowed', 'throw error;', 'return "";', 'AIC301'],
    ],
  },
  {
    what: 'Ruby',
    file: 'reply.rb',
    text: `require 'anthropic'
class Reply
  def draft_reply(messages)
    client = Anthropic::Client.new(api_key: ENV['ANTHROPIC_API_KEY'], timeout: 20, max_retries: 1)
    client.messages.create(model: 'claude-haiku-4-5-20251001', max_tokens: 100, messages: messages)
  rescue Anthropic::Error
    raise
  end
end
`,
    mutations: [
      ['the deadline is taken out', ', timeout: 20', '', 'AIC102'],
      ['the error is swallowed', '    raise\n', "    ''\n", 'AIC301'],
    ],
  },
];

/** Findings by rule and function: a call that is gone takes its own along. */
async function findingsIn(file: string, text: string): Promise<readonly string[]> {
  const { findings, sites, notRead } = await scanned({ [file]: text });
  expect(notRead).toEqual([]);
  const symbols = new Map(sites.map(({ id, symbol }) => [id, symbol]));
  return [...new Set(findings.map(({ rule, site }) => `${rule} ${symbols.get(site ?? '') ?? ''}`))].toSorted();
}

const CASES = PROTECTED.flatMap(({ what, file, text, mutations }) =>
  mutations.map(([change, from, to, rule]) => ({ title: `${what}: ${change}, ${rule}`, file, text, from, to, rule })),
);

describe('a protected call', () => {
  it.each(CASES.map((one) => [one.title, one] as const))('%s', async (_, { file, text, from, to, rule }) => {
    const mutated = text.replace(from, () => to);
    expect(mutated).not.toBe(text);
    const [before, after] = [await findingsIn(file, text), await findingsIn(file, mutated)];
    const fresh = after.filter((one) => !before.includes(one)).map((one) => one.slice(0, 6));
    // Where the fallback itself is taken away, nothing is left to fall back to.
    const may = from.includes('return other') && !to.includes('return other') ? ['AIC201'] : [];
    expect(fresh).toContain(rule);
    expect(fresh.filter((one) => one !== rule && !may.includes(one))).toEqual([]);
    expect(before.filter((one) => !after.includes(one) && !one.startsWith('AIC201'))).toEqual([]);
  });

  const mendable = CASES.filter(({ rule }) => isRule(rule) && isMendable(rule));
  it.each(mendable.map((one) => [one.title, one] as const))('is protected again: %s', async (_, one) => {
    const { file, text, from, to, rule } = one;
    const mutated = text.replace(from, () => to);
    const { root, remove } = tree({ [file]: mutated });
    const choose = ({ findings }: Scan): Scan['findings'] => findings.filter((finding) => finding.rule === rule);
    const wishes = { deadlineMs: 20_000, gateway: null, onProgress: () => {} };
    const { proposal } = await fixTree({ root, knowledge, cacheFolder: null, onProgress: () => {} }, choose, wishes);
    remove();
    expect(proposal.left).toEqual([]);
    expect(await findingsIn(file, proposal.files[0]?.after ?? '')).toEqual(await findingsIn(file, text));
  });
});
