/** For each rule that code decides: a file that breaks it, and the same file mended. Nothing else differs, and nothing else changes. */
export type Pair = { readonly rule: string; readonly file: string; readonly faulty: string; readonly mended: string };

/** A client that leaves nothing to be desired. */
const TS = "import OpenAI from 'openai';\nconst client = new OpenAI({ timeout: 20_000, maxRetries: 1 });\n";
const PY = 'from openai import OpenAI\nclient = OpenAI(timeout=20, max_retries=1)\n';
const ASK_TS = "client.chat.completions.create({ model: 'gpt-5.6-2026-03-01', messages })";
const ASK_PY = 'client.chat.completions.create(model="gpt-5.6-2026-03-01", messages=messages)';

export const PAIRS: readonly Pair[] = [
  {
    rule: 'AIC101',
    file: 'ask.py',
    faulty:
      'import requests\ndef ask(body):\n    return requests.post("https://api.openai.com/v1/responses", json=body)\n',
    mended:
      'import requests\ndef ask(body):\n    return requests.post("https://api.openai.com/v1/responses", json=body, timeout=20)\n',
  },
  {
    rule: 'AIC102',
    file: 'ask.ts',
    faulty: `import OpenAI from 'openai';\nconst client = new OpenAI({ maxRetries: 1 });\nexport async function ask(messages) { return ${ASK_TS}; }\n`,
    mended: `${TS}export async function ask(messages) { return ${ASK_TS}; }\n`,
  },
  {
    rule: 'AIC103',
    file: 'ask.py',
    faulty: `from openai import OpenAI\nclient = OpenAI(timeout=60, max_retries=4)\ndef ask(messages):\n    return ${ASK_PY}\n`,
    mended: `${PY}def ask(messages):\n    return ${ASK_PY}\n`,
  },
  {
    rule: 'AIC104',
    file: 'ask.py',
    faulty: `${PY}from tenacity import retry, stop_after_attempt\n@retry(stop=stop_after_attempt(2))\ndef ask(messages):\n    return ${ASK_PY}\n`,
    mended: `${PY}from tenacity import retry, stop_after_attempt, wait_random_exponential\n@retry(stop=stop_after_attempt(2), wait=wait_random_exponential(max=20))\ndef ask(messages):\n    return ${ASK_PY}\n`,
  },
  {
    rule: 'AIC105',
    file: 'ask.py',
    faulty: filtered('openai.APIError'),
    mended: filtered('(openai.APIConnectionError, openai.APITimeoutError)'),
  },
  {
    rule: 'AIC106',
    file: 'ask.py',
    faulty: otherErrors('openai.APIError'),
    mended: otherErrors('(openai.APIError, anthropic.APIError)'),
  },
  {
    rule: 'AIC107',
    file: 'ask.ts',
    faulty: `import OpenAI from 'openai';\nconst client = new OpenAI({ timeout: Number(process.env.LLM_TIMEOUT_MS), maxRetries: 1 });\nexport async function ask(messages) { return ${ASK_TS}; }\n`,
    mended: `import OpenAI from 'openai';\nconst client = new OpenAI({ timeout: Number(process.env.LLM_TIMEOUT_MS ?? 20_000), maxRetries: 1 });\nexport async function ask(messages) { return ${ASK_TS}; }\n`,
  },
  {
    rule: 'AIC201',
    file: 'ask.py',
    faulty: chained(''),
    mended: chained('.with_fallbacks([ChatMistralAI(model="mistral-large-2512", timeout=20, max_retries=0)])'),
  },
  {
    rule: 'AIC202',
    file: 'ask.py',
    faulty: chained('.with_fallbacks([ChatOpenAI(model="gpt-5.6-mini-2026-03-01", timeout=20, max_retries=0)])'),
    mended: chained('.with_fallbacks([ChatMistralAI(model="mistral-large-2512", timeout=20, max_retries=0)])'),
  },
  { rule: 'AIC203', file: 'ask.py', faulty: caught('openai.NotFoundError'), mended: caught('openai.APIError') },
  {
    rule: 'AIC204',
    file: 'ask.py',
    faulty: nested('log(error)\n            answer = previous'),
    mended: nested('log(error)\n            raise'),
  },
  {
    rule: 'AIC206',
    file: 'embed.py',
    faulty: embedding(
      'from mistralai import Mistral\nother = Mistral(timeout_ms=20000, retry_config=0)',
      'other.embeddings.create(model="mistral-embed-2312", inputs=texts)',
    ),
    mended: embedding(
      'from openai import AzureOpenAI\nother = AzureOpenAI(timeout=20, max_retries=1, azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"])',
      'search_by_words(texts)',
    ),
  },
  { rule: 'AIC301', file: 'ask.ts', faulty: handled("return '';"), mended: handled('throw error;') },
  { rule: 'AIC302', file: 'embed.py', faulty: vectors('return [[0.0] * 1536]'), mended: vectors('raise') },
  {
    rule: 'AIC303',
    file: 'ask.ts',
    faulty: handled('return `Summary failed: ${error.message}`;'),
    mended: handled('throw error;'),
  },
  { rule: 'AIC304', file: 'guard.py', faulty: guarded('return True'), mended: guarded('raise') },
  {
    rule: 'AIC305',
    file: 'route.ts',
    faulty: handled("return new Response('no', { status: 500 });"),
    mended: handled("return new Response('no', { status: error.status ?? 503 });"),
  },
  {
    rule: 'AIC306',
    file: 'ask.ts',
    faulty: streamed('', 'for await (const part of stream) write(part);'),
    mended: streamed('for await (const part of stream) write(part);', ''),
  },
  {
    rule: 'AIC307',
    file: 'ask.ts',
    faulty: handled('throw error;', 'safeAsk'),
    mended: handled('throw error;', 'ask'),
  },
  {
    rule: 'AIC401',
    file: 'server.ts',
    faulty: `import express from 'express';\n${TS}const greeting = await ${ASK_TS};\nexport function start() { return express(); }\n`,
    mended: `import express from 'express';\n${TS}async function greeting(messages) { return ${ASK_TS}; }\nexport function start() { return express(); }\n`,
  },
  {
    rule: 'AIC404',
    file: 'ask.ts',
    faulty: `${TS}export async function ask(thread) { return client.beta.threads.runs.create(thread, { model: 'gpt-5.6-2026-03-01' }); }\n`,
    mended: `${TS}export async function ask(input) { return client.responses.create({ model: 'gpt-5.6-2026-03-01', input }); }\n`,
  },
  {
    rule: 'AIC405',
    file: 'ask.ts',
    faulty: `${TS}export async function save(db, messages) { return db.transaction(async (tx) => { const text = await ${ASK_TS}; await tx.insert(text); }); }\n`,
    mended: `${TS}export async function save(db, messages) { const text = await ${ASK_TS}; return db.transaction(async (tx) => { await tx.insert(text); }); }\n`,
  },
  {
    rule: 'AIC406',
    file: '.github/workflows/review.yml',
    faulty: 'on: pull_request\njobs:\n  review:\n    steps:\n      - uses: anthropics/claude-code-action@v1\n',
    mended: 'on: pull_request\njobs:\n  review:\n    steps:\n      - uses: actions/checkout@v4\n',
  },
  {
    rule: 'AIC407',
    file: 'ask.ts',
    faulty: `${TS}export async function ask(messages) { return client.chat.completions.create({ model: 'gpt-5.6-latest', messages }); }\n`,
    mended: `${TS}export async function ask(messages) { return ${ASK_TS}; }\n`,
  },
  {
    rule: 'AIC408',
    file: 'ask.ts',
    faulty: addressed('process.env.OPENROUTER_BASE_URL'),
    mended: addressed('process.env.MISTRAL_BASE_URL'),
  },
  {
    rule: 'AIC409',
    file: 'ask.ts',
    faulty: addressed("'https://api.mistral.ai/v1'"),
    mended: addressed("process.env.LLM_BASE_URL ?? 'https://api.mistral.ai/v1'"),
  },
];

function filtered(types: string): string {
  return `import openai
from openai import OpenAI
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential
client = OpenAI(timeout=20, max_retries=0)
@retry(retry=retry_if_exception_type(${types}), stop=stop_after_attempt(2), wait=wait_random_exponential(max=20))
def ask(messages):
    try:
        return ${ASK_PY}
    except openai.RateLimitError:
        raise
`;
}

function otherErrors(types: string): string {
  return `import anthropic
import openai
client = anthropic.Anthropic(timeout=20, max_retries=1)
def ask(messages):
    try:
        return client.messages.create(model="claude-haiku-4-5-20251001", messages=messages, max_tokens=100)
    except ${types}:
        raise
`;
}

function chained(fallback: string): string {
  return `from langchain_openai import ChatOpenAI
from langchain_mistralai import ChatMistralAI
llm = ChatOpenAI(model="gpt-5.6-2026-03-01", timeout=20, max_retries=1)${fallback}
def ask(messages):
    return llm.invoke(messages)
`;
}

function caught(type: string): string {
  return `import openai
from openai import OpenAI
from mistralai import Mistral
client = OpenAI(timeout=20, max_retries=1)
other = Mistral(timeout_ms=20000, retry_config=0)
def ask(messages):
    try:
        return ${ASK_PY}
    except ${type}:
        return other.chat.complete(model="mistral-large-2512", messages=messages)
`;
}

function nested(inner: string): string {
  return `import openai
from openai import OpenAI
from mistralai import Mistral
client = OpenAI(timeout=20, max_retries=1)
other = Mistral(timeout_ms=20000, retry_config=0)
def ask(messages, previous):
    try:
        try:
            answer = ${ASK_PY}
        except openai.APIError as error:
            ${inner}
        return answer
    except openai.APIError:
        return other.chat.complete(model="mistral-large-2512", messages=messages)
`;
}

function embedding(second: string, fallback: string): string {
  return `import os
from openai import OpenAI
${second}
client = OpenAI(timeout=20, max_retries=1)
def embed(texts):
    try:
        return client.embeddings.create(model="text-embedding-3-small", input=texts)
    except Exception:
        return ${fallback}
`;
}

function handled(body: string, name = 'ask'): string {
  return `${TS}export async function ${name}(messages) {
  try {
    return await ${ASK_TS};
  } catch (error) {
    ${body}
  }
}
`;
}

function vectors(body: string): string {
  return `${PY}def embed(texts):
    try:
        return client.embeddings.create(model="text-embedding-3-small", input=texts)
    except Exception:
        ${body}
`;
}

function guarded(body: string): string {
  return `${PY}def is_allowed(text):
    try:
        return client.moderations.create(input=text).results[0].flagged is False
    except Exception:
        ${body}
`;
}

function streamed(inside: string, behind: string): string {
  return `${TS}export async function ask(messages) {
  let stream;
  try {
    stream = await client.chat.completions.create({ model: 'gpt-5.6-2026-03-01', messages, stream: true });
    ${inside}
  } catch (error) {
    throw error;
  }
  ${behind}
}
`;
}

function addressed(address: string): string {
  return `import OpenAI from 'openai';
const client = new OpenAI({ baseURL: ${address}, timeout: 20_000, maxRetries: 1 });
export async function ask(messages) { return client.chat.completions.create({ model: 'large-2512', messages }); }
`;
}
