import { describe, expect, it } from 'vitest';
import { scanned } from '../testing/tree.ts';

const TS = `import OpenAI from 'openai';
const client = new OpenAI({ maxRetries: 1 });
export async function draft(messages) {
  return client.chat.completions.create({ model: 'gpt-5.6-2026-03-01', messages });
}
`;
const TS_OTHER = `import Anthropic from '@anthropic-ai/sdk';
const other = new Anthropic({ timeout: 20_000, maxRetries: 1 });
const instead = (messages) => other.messages.create({ model: 'claude-haiku-4-5-20251001', max_tokens: 100, messages });
`;
const ASK_OTHER = "other.messages.create({ model: 'claude-haiku-4-5-20251001', max_tokens: 100, messages })";
const PY = `from openai import OpenAI
client = OpenAI(max_retries=1)
def draft(messages):
    return client.chat.completions.create(model="gpt-5.6-2026-03-01", messages=messages)
`;
const PY_OTHER = 'from anthropic import Anthropic\nother = Anthropic(timeout=20, max_retries=1)\n';
const ASK_PY_OTHER = 'other.messages.create(model="claude-haiku-4-5-20251001", max_tokens=100, messages=messages)';

type Files = Readonly<Record<string, string>>;

/** What is said of the call in the file that others call. */
async function said(files: Files): Promise<{
  readonly attempts: number | 'unknown';
  readonly fallback: string;
  readonly timeoutMs: number | null | 'unknown';
  readonly rules: readonly string[];
}> {
  const { sites, findings, notRead } = await scanned(files);
  expect(notRead).toEqual([]);
  const home = Object.keys(files)[0];
  const [site, ...more] = sites.filter(({ file }) => file === home);
  if (site === undefined || more.length > 0) throw new Error(`${home} has not one call`);
  return {
    attempts: site.attempts.value,
    fallback: site.fallback.value === 'unknown' ? 'unknown' : site.fallback.value.kind,
    timeoutMs: site.timeoutMs.value,
    rules: findings.filter(({ file }) => file === home).map(({ rule }) => rule),
  };
}

describe('what callers in other files put around a call', () => {
  it.each<[name: string, rule: string, home: Files, file: string, bare: string, guarded: string]>([
    [
      'a deadline, in TypeScript',
      'AIC102',
      { 'src/llm.ts': TS },
      'src/reply.ts',
      "import { draft } from './llm';\nexport const reply = (m) => draft(m);\n",
      "import pTimeout from 'p-timeout';\nimport { draft } from './llm';\nexport const reply = (m) => pTimeout(draft(m), { milliseconds: 20_000 });\n",
    ],
    [
      'a deadline, in Python',
      'AIC102',
      { 'app/llm.py': PY.replace('def', 'async def') },
      'app/reply.py',
      'from app.llm import draft\nasync def reply(m):\n    return await draft(m)\n',
      'import asyncio\nfrom app.llm import draft\nasync def reply(m):\n    return await asyncio.wait_for(draft(m), timeout=20)\n',
    ],
    [
      'a fallback, in TypeScript',
      'AIC201',
      { 'src/llm.ts': TS },
      'src/reply.ts',
      `${TS_OTHER}import { draft as first } from './llm';\nexport async function reply(messages) { return first(messages); }\n`,
      `${TS_OTHER}import { draft as first } from './llm';\nexport async function reply(messages) { try { return await first(messages); } catch { return ${ASK_OTHER}; } }\n`,
    ],
    [
      'a fallback, in Python',
      'AIC201',
      { 'app/llm.py': PY },
      'app/reply.py',
      `${PY_OTHER}from app import llm\ndef reply(messages):\n    return llm.draft(messages)\n`,
      `${PY_OTHER}from app import llm\ndef reply(messages):\n    try:\n        return llm.draft(messages)\n    except Exception:\n        return ${ASK_PY_OTHER}\n`,
    ],
    [
      'a fallback two files away',
      'AIC201',
      { 'src/llm.ts': TS, 'src/index.ts': "export * from './llm';\n" },
      'src/reply.ts',
      `${TS_OTHER}import { summary } from './summary';\nexport async function reply(messages) { return summary(messages); }\n`,
      `${TS_OTHER}import { summary } from './summary';\nexport async function reply(messages) { try { return await summary(messages); } catch { return ${ASK_OTHER}; } }\n`,
    ],
  ])('%s', async (_, rule, home, file, bare, guarded) => {
    const between = { 'src/summary.ts': "import { draft } from './index';\nexport const summary = (m) => draft(m);\n" };
    const more = 'src/index.ts' in home ? between : {};
    expect((await said({ ...home, ...more, [file]: bare })).rules).toContain(rule);
    expect((await said({ ...home, ...more, [file]: guarded })).rules).not.toContain(rule);
  });

  it.each<[name: string, files: Files, attempts: number | 'unknown']>([
    ['nobody tries again', { 'src/llm.ts': TS }, 2],
    [
      'given a function that calls it',
      {
        'src/llm.ts': TS,
        'src/reply.ts':
          "import pRetry from 'p-retry';\nimport { draft } from './llm';\nexport const reply = (m) => pRetry(() => draft(m), { retries: 2 });\n",
      },
      6,
    ],
    [
      'given the function itself, of all that a file offers',
      {
        'src/llm.ts': TS,
        'src/reply.ts':
          "import pRetry from 'p-retry';\nimport * as llm from './llm';\nexport const reply = () => pRetry(llm.draft, { retries: 2 });\n",
      },
      6,
    ],
    [
      'a method of an object that was made there',
      {
        'src/llm.ts': TS.replace(
          /export async function draft[^]*/,
          (text) =>
            `class Drafts { async ${text.replace('export async function ', '').trimEnd()} }\nexport const drafts = new Drafts();\n`,
        ),
        'src/reply.ts':
          "import pRetry from 'p-retry';\nimport { drafts } from './llm';\nexport const reply = (m) => pRetry(() => drafts.draft(m), { retries: 2 });\n",
      },
      6,
    ],
    [
      'the caller is marked, in Python',
      {
        'app/llm.py': PY,
        'app/reply.py':
          'from tenacity import retry, stop_after_attempt, wait_random_exponential\nfrom .llm import draft\n@retry(stop=stop_after_attempt(3), wait=wait_random_exponential(max=20))\ndef reply(m):\n    return draft(m)\n',
      },
      6,
    ],
    [
      'one caller does, and another does not: on that way nobody does',
      {
        'src/llm.ts': TS,
        'src/reply.ts':
          "import pRetry from 'p-retry';\nimport { draft } from './llm';\nexport const reply = (m) => pRetry(() => draft(m), { retries: 2 });\n",
        'src/title.ts': "import { draft } from './llm';\nexport const title = (m) => draft(m);\n",
      },
      2,
    ],
    [
      'callers do it differently',
      {
        'src/llm.ts': TS,
        'src/reply.ts':
          "import pRetry from 'p-retry';\nimport { draft } from './llm';\nexport const reply = (m) => pRetry(() => draft(m), { retries: 2 });\n",
        'src/title.ts':
          "import pRetry from 'p-retry';\nimport { draft } from './llm';\nexport const title = (m) => pRetry(() => draft(m), { retries: 9 });\n",
      },
      'unknown',
    ],
    [
      'by a function of this house, of which nobody knows how often it tries',
      {
        'src/llm.ts': TS,
        'src/reply.ts':
          "import { withRetry } from './retry';\nimport { draft } from './llm';\nexport const reply = (m) => withRetry(() => draft(m));\n",
      },
      'unknown',
    ],
    [
      'a function of the same name in a file that knows nothing of it',
      {
        'src/llm.ts': TS,
        'src/letters.ts':
          "import pRetry from 'p-retry';\nimport { draft } from './paper';\nimport OpenAI from 'openai';\nexport const letter = (m) => pRetry(() => draft(m), { retries: 2 });\n",
        'src/paper.ts': 'export const draft = (m) => m;\n',
      },
      2,
    ],
  ])('%s', async (_, files, attempts) => {
    expect((await said(files)).attempts).toBe(attempts);
  });

  it('is not known where it cannot be followed whose method is called', async () => {
    const service = TS.replace(
      /export async function draft[^]*/,
      (text) => `export class Drafts { async ${text.replace('export async function ', '').trimEnd()} }\n`,
    );
    const files = {
      'src/llm.ts': service,
      'src/reply.ts': `${TS_OTHER}import { Drafts } from './llm';\nexport class Replies { constructor(private all: Map<string, Drafts>) {}\n  async reply(messages) { const one = this.all.get('a'); try { return await one.draft(messages); } catch { return ${ASK_OTHER}; } } }\n`,
    };
    expect((await said(files)).fallback).toBe('unknown');
    expect((await said({ 'src/llm.ts': service })).fallback).toBe('none');
  });
});
