import { describe, expect, it } from 'vitest';
import type { Finding, Scan } from '../../model/audit.ts';
import { isRule, RULES } from '../rules/catalogue.ts';
import { PAIRS } from '../testing/pairs.ts';
import { knowledge, scanned, tree } from '../testing/tree.ts';
import { signatureOf } from '../signatures/signature.ts';
import { fixTree } from './fix.ts';
import type { Proposal } from './propose.ts';
import { CASES } from './testing/cases.ts';

type Files = Readonly<Record<string, string>>;

const all = ({ findings }: Scan): readonly Finding[] => findings;
const ofRule =
  (rule: string) =>
  ({ findings }: Scan): readonly Finding[] =>
    findings.filter((one) => one.rule === rule);

async function proposed(files: Files, choose: (scan: Scan) => readonly Finding[] = all): Promise<Proposal> {
  const { root, remove } = tree(files);
  try {
    const wishes = { deadlineMs: 30_000, gateway: null, onProgress: () => {} };
    const { proposal } = await fixTree({ root, knowledge, cacheFolder: null, onProgress: () => {} }, choose, wishes);
    return proposal;
  } finally {
    remove();
  }
}

/** The files with what is proposed for them. */
function withChanges(files: Files, { files: changed }: Proposal): Files {
  return { ...files, ...Object.fromEntries(changed.map(({ file, after }) => [file, after])) };
}

async function rulesIn(files: Files): Promise<readonly string[]> {
  const { findings, notRead } = await scanned(files);
  expect(notRead).toEqual([]);
  return findings.map(({ rule }) => rule).toSorted();
}

function newLines(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  return after.split('\n').filter((line) => !old.includes(line));
}

describe('a change', () => {
  it.each(CASES.map((one) => [one.rule, one.what, one] as const))(
    'mends %s: %s',
    async (rule, _, { file, text, lines }) => {
      const files = { [file]: text };
      const proposal = await proposed(files, ofRule(rule));
      expect(proposal.left).toEqual([]);
      const after = withChanges(files, proposal);
      expect(newLines(text, after[file] ?? '')).toEqual(lines);
      // What was there in other lines is still there, in the same order.
      const kept = text.split('\n').filter((line) => (after[file] ?? '').split('\n').includes(line));
      expect(text.split('\n').length - kept.length).toBeLessThanOrEqual(lines.length);
      const rules = await rulesIn(files);
      expect(await rulesIn(after)).toEqual(rules.filter((one) => one !== rule));
      expect(await proposed(after, ofRule(rule))).toEqual({ mended: [], left: [], files: [] });
    },
  );
});

describe('a wrapper of the house', () => {
  const own = {
    name: 'Our own',
    provider: 'anthropic',
    modules: { js: ['@acme/llm'], python: ['acme_llm'] },
    calls: [{ path: 'ask', api: 'chat' }],
    arguments: { timeoutMs: { js: ['timeoutMs'] }, timeoutS: { python: ['timeout'] } },
    defaults: { timeoutMs: null, retries: 0, languages: ['typescript', 'python'], source: 'our handbook' },
  };
  const known = { ...knowledge, signatures: [signatureOf('own-1', own), ...knowledge.signatures] };
  it.each([
    [
      'a.ts',
      "import { ask } from '@acme/llm';\nexport const hi = () => ask('hi', { model: 'x' });\n",
      "export const hi = () => ask('hi', { model: 'x', timeoutMs: 30_000 });",
    ],
    ['a.ts', "import { ask } from '@acme/llm';\nexport const hi = () => ask('hi');\n", null],
    ['a.py', 'from acme_llm import ask\ndef hi():\n    return ask("hi")\n', '    return ask("hi", timeout=30)'],
  ])(
    'gets its deadline by the name that people have given it, where it takes options (%s: %s)',
    async (file, text, line) => {
      const { root, remove } = tree({ [file]: text });
      const wishes = { deadlineMs: 30_000, gateway: null, onProgress: () => {} };
      const reading = { root, knowledge: known, cacheFolder: null, onProgress: () => {} };
      const { proposal } = await fixTree(reading, ofRule('AIC101'), wishes);
      remove();
      expect(proposal.files.flatMap(({ after }) => newLines(text, after))).toEqual(line === null ? [] : [line]);
      expect(proposal.left).toHaveLength(line === null ? 1 : 0);
    },
  );
});

describe('an address in Go', () => {
  const text = `package a

import (
	"net/http"
)

func ask() {
	client := &http.Client{Timeout: 20}
	client.Post("https://api.openai.com/v1/responses", "application/json", nil)
}
`;
  it.each([
    ['go 1.24', true],
    ['go 1.21', false],
    ['', false],
  ])(
    'is taken from the environment where the language has a way to say what else counts: %j',
    async (line, isMended) => {
      const files = { 'svc/a.go': text, 'go.mod': `module a\n\n${line}\n` };
      const proposal = await proposed(files, ofRule('AIC409'));
      expect(proposal.left).toHaveLength(isMended ? 0 : 1);
      const after = withChanges(files, proposal)['svc/a.go'] ?? '';
      expect(newLines(text, after)).toEqual(
        isMended
          ? [
              '\t"cmp"',
              '\t"os"',
              '\tclient.Post(cmp.Or(os.Getenv("OPENAI_BASE_URL"), "https://api.openai.com/v1") + "/responses", "application/json", nil)',
            ]
          : [],
      );
    },
  );
});

describe('two calls of one function', () => {
  it('are mended both, each at its place', async () => {
    const call = 'litellm.completion(model="gpt-5.6-2026-03-01", messages=messages)';
    const text = `import litellm\ndef ask(messages):\n    first = ${call}\n    second = ${call}\n    return first, second\n`;
    const { mended, left, files } = await proposed({ 'a.py': text }, ofRule('AIC102'));
    expect([mended.map(({ findings }) => findings.map(({ line }) => line)), left]).toEqual([[[3], [4]], []]);
    expect(files[0]?.after).toBe(text.replaceAll('messages)\n', 'messages, timeout=30)\n'));
  });
});

describe('nothing is proposed', () => {
  const client = 'import com.openai.client.okhttp.OpenAIOkHttpClient\nimport java.time.Duration\n';
  it.each([
    [
      'where another number would make the deadline nothing',
      'a.kt',
      `${client}class A {\n  val client = OpenAIOkHttpClient.builder().timeout(Duration.ofMinutes(5)).build()\n  fun ask(params: Params) = client.responses().create(params)\n}\n`,
      'AIC103',
      /./,
    ],
    [
      'where a deadline would end a long stream that is fine',
      'a.ts',
      "import { streamText } from 'ai';\nimport { openai } from '@ai-sdk/openai';\nexport const ask = (prompt: string) => streamText({ model: openai('gpt-5.6-2026-03-01'), prompt });\n",
      'AIC101',
      /whole stream/,
    ],
    [
      'where the code may run in a browser',
      'a.js',
      "export const ask = (body) => fetch('https://api.openai.com/v1/responses', { method: 'POST', body });\n",
      'AIC409',
      /browser/,
    ],
    [
      'where a request without an SDK is read as a stream',
      'a.js',
      "export async function ask(body) {\n  const answer = await fetch('https://api.openai.com/v1/responses', { method: 'POST', body });\n  return answer.body.getReader();\n}\n",
      'AIC102',
      /whole stream/,
    ],
    [
      'where another call streams through the same client',
      'a.go',
      'package a\n\nimport (\n\t"context"\n\n\t"github.com/anthropics/anthropic-sdk-go"\n)\n\nfunc ask(ctx context.Context) {\n\tclient := anthropic.NewClient()\n\tclient.Messages.New(ctx, anthropic.MessageNewParams{})\n\tclient.Messages.NewStreaming(ctx, anthropic.MessageNewParams{})\n}\n',
      'AIC102',
      /whole stream/,
    ],
    [
      'where the SDK is so old that its deadline has another name',
      'a.py',
      'import openai\ndef ask(text):\n    return openai.Embedding.create(input=[text], engine="text-embedding-ada-002")\n',
      'AIC102',
      /request_timeout/,
    ],
    [
      'where the whole program shares a client',
      'a.go',
      'package a\n\nimport (\n\t"net/http"\n)\n\nfunc ask() {\n\thttp.Post("https://api.openai.com/v1/responses", "application/json", nil)\n}\n',
      'AIC101',
      /whole program shares/,
    ],
  ])('%s', async (_, file, text, rule, why) => {
    const { mended, left, files } = await proposed({ [file]: text }, ofRule(rule));
    expect([mended, files]).toEqual([[], []]);
    expect(left[0]?.why).toMatch(why);
  });
});

describe('every finding of the pairs', () => {
  it.each(PAIRS.map((pair) => [pair.rule, pair] as const))(
    '%s is mended without any other finding, or it is said why not and what people would do',
    async (rule, { file, faulty }) => {
      const files = { [file]: faulty };
      const before = await rulesIn(files);
      const { mended, left, files: changed } = await proposed(files, ofRule(rule));
      expect(mended.length + left.length).toBeGreaterThan(0);
      for (const { why, todo } of left) {
        expect(why).toMatch(/^[A-Z].*\.$/);
        expect(todo).toBe(isRule(rule) ? RULES[rule].fix : '');
      }
      if (mended.length === 0) expect(changed).toEqual([]);
      const after = withChanges(files, { mended, left, files: changed });
      const isMended = left.length === 0;
      expect(await rulesIn(after)).toEqual(isMended ? before.filter((one) => one !== rule) : before);
      expect((await proposed(after, ofRule(rule))).files).toEqual([]);
    },
  );

  it('are mended all at once as well, and a second time nothing is proposed', async () => {
    const files = Object.fromEntries(
      PAIRS.filter(({ file }) => !file.startsWith('.github')).map(({ rule, file, faulty }) => [
        `${rule.toLowerCase()}/${file}`,
        faulty,
      ]),
    );
    const first = await proposed(files);
    const after = withChanges(files, first);
    expect((await proposed(after)).files).toEqual([]);
    const [before, now] = [await rulesIn(files), await rulesIn(after)];
    const count = first.mended.reduce((sum, { findings }) => sum + findings.length, 0);
    expect(now).toHaveLength(before.length - count);
  });
});
