import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import type { Finding, Scan } from '../../model/audit.ts';
import { knowledge, scanned, tree } from '../testing/tree.ts';
import { fixTree } from './fix.ts';
import type { Proposal } from './propose.ts';

type Files = Readonly<Record<string, string>>;

const PY = `import anthropic
client = anthropic.Anthropic(timeout=20, max_retries=1)
def ask(messages):
    return client.messages.create(model="claude-haiku-4-5-20251001", messages=messages, max_tokens=10)
`;
const TS = `import OpenAI from 'openai';
const client = new OpenAI({ timeout: 20_000, maxRetries: 1 });
export const ask = (input: string) => client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
`;

async function proposed(files: Files, gateway: string | null = ''): Promise<Proposal> {
  const { root, remove } = tree(files);
  try {
    const wishes = { deadlineMs: 30_000, gateway, onProgress: () => {} };
    const choose = ({ findings }: Scan): readonly Finding[] => findings.filter(({ rule }) => rule === 'AIC201');
    return (await fixTree({ root, knowledge, cacheFolder: null, onProgress: () => {} }, choose, wishes)).proposal;
  } finally {
    remove();
  }
}

function withChanges(files: Files, { files: changed }: Proposal): Files {
  return { ...files, ...Object.fromEntries(changed.map(({ file, after }) => [file, after])) };
}

/** The files behind the change, after it was seen that the finding is gone, that the configuration is one, and that nothing more is proposed. */
async function mended(files: Files, gateway = ''): Promise<Files> {
  const proposal = await proposed(files, gateway);
  expect(proposal.left).toEqual([]);
  const after = withChanges(files, proposal);
  expect((await scanned(after)).findings.map(({ rule }) => rule)).toEqual([]);
  expect((await proposed(after, gateway)).files).toEqual([]);
  const names = [...(after['failsoft.yaml'] ?? '').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const environment = new Map(
    names.map((name) => [name, { value: `a-long-enough-key-of-${name}`, origin: 'environment' as const }]),
  );
  const read = parseConfig(after['failsoft.yaml'] ?? '', {
    name: 'failsoft.yaml',
    path: '/failsoft.yaml',
    environment,
  });
  expect(read.problems).toEqual([]);
  return after;
}

describe('a ladder of a gateway', () => {
  it('is proposed only to who asks for it', async () => {
    const { files, left } = await proposed({ 'a.py': PY, '.env': '' }, null);
    expect(files).toEqual([]);
    expect(left[0]?.why).toContain('--gateway');
  });

  it('is begun with who is asked, and who of another domain is asked elsewhere in the tree', async () => {
    const mistral = `from mistralai import Mistral
other = Mistral(timeout_ms=20000, retry_config=0)
def classify(messages):
    try:
        return other.chat.complete(model="mistral-large-2512", messages=messages)
    except Exception:
        return [{"label": "unknown"}]
`;
    const after = withChanges({}, await proposed({ 'a.py': PY, 'b.py': mistral, '.env': 'A=1' }));
    expect(after['failsoft.yaml']).toContain('ladder: [anthropic/*, mistral/mistral-small-latest, notice]');
    expect(after['failsoft.yaml']).toMatch(/^# Failsoft\. Check it with/);
    expect(after['failsoft.yaml']).toContain('apiKey: ${MISTRAL_API_KEY}');
    expect(after['failsoft.yaml']).not.toMatch(/to-be-set|\/root|\/home/);
    expect(after['.env']).toBe('A=1\nANTHROPIC_BASE_URL=http://127.0.0.1:4747\n');
  });

  it('takes a usual provider where the tree knows no other', async () => {
    const after = await mended({ 'a.py': PY, '.env.example': '# keys\r\nA=1\r\n', 'b/c.ts': '' });
    expect(after['.env.example']).toBe('# keys\r\nA=1\r\nANTHROPIC_BASE_URL=http://127.0.0.1:4747\r\n');
    expect(after['failsoft.yaml']).toContain('openai/');
  });

  it('leads there by the settings nearest to the call, and changes an address that stands there', async () => {
    const after = await mended({
      'app/src/a.py': PY,
      'app/.env': 'ANTHROPIC_BASE_URL=https://api.anthropic.com\nB=2\n',
      '.env': '',
    });
    expect(after['app/.env']).toBe('ANTHROPIC_BASE_URL=http://127.0.0.1:4747\nB=2\n');
    expect(after['.env']).toBe('');
  });

  it.each([
    ['TypeScript', 'a.ts', TS, "baseURL: process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4747/v1'"],
    ['Python', 'a.py', PY, 'base_url=os.environ.get("ANTHROPIC_BASE_URL", "http://127.0.0.1:4747")'],
    [
      'Ruby',
      'a.rb',
      `require 'anthropic'\nclass A\n  def ask(messages)\n    client = Anthropic::Client.new(timeout: 20, max_retries: 1)\n    client.messages.create(model: 'claude-haiku-4-5-20251001', messages: messages)\n  end\nend\n`,
      "base_url: ENV.fetch('ANTHROPIC_BASE_URL', 'http://127.0.0.1:4747')",
    ],
  ])('leads there in the client where there are no settings (%s)', async (_, file, text, item) => {
    expect((await mended({ [file]: text }))[file]).toContain(item);
  });

  it('is that of the gateway that is named', async () => {
    const config = `listen: 127.0.0.1:4800\nproviders: {anthropic: {apiKey: "\${A_KEY}"}, openai: {apiKey: "\${B_KEY}"}}\nroutes:\n  - {name: all, match: ["*"], ladder: [anthropic/*, openai/gpt-5.6]}\n`;
    const after = await mended({ 'a.py': PY, '.env': '', 'failsoft.yaml': config });
    expect(after['failsoft.yaml']).toBe(config);
    expect(after['.env']).toBe('ANTHROPIC_BASE_URL=http://127.0.0.1:4800\n');
  });

  const OPEN = `listen: 0.0.0.0:4747
clients: [{id: app, key: "\${APP_KEY}"}]
providers: {anthropic: {apiKey: "\${A_KEY}"}, openai: {apiKey: "\${B_KEY}"}}
routes:
  - {name: all, match: ["*"], ladder: [anthropic/*, openai/gpt-5.6]}
`;
  it.each([
    [
      'Dockerfile',
      'FROM node AS build\nFROM python\nCMD x\n',
      'FROM python\n',
      'ENV ANTHROPIC_BASE_URL=http://failsoft:4747\n',
    ],
    [
      'compose.yaml',
      'services:\n  app:\n    build: . # here\n    environment:\n      # ours\n      A: 1\n  db:\n    image: x\n',
      '      # ours\n',
      '      ANTHROPIC_BASE_URL: http://failsoft:4747\n',
    ],
    [
      'docker-compose.yml',
      'services:\n  app:\n    build: .\n    environment:\n      - A=1\n',
      'environment:\n',
      '      - ANTHROPIC_BASE_URL=http://failsoft:4747\n',
    ],
    [
      'compose.yml',
      'services:\n  app:\n    build: .\n',
      '  app:\n',
      '    environment:\n      ANTHROPIC_BASE_URL: http://failsoft:4747\n',
    ],
  ])('is led to within containers, where its address there is named (%s)', async (name, text, behind, line) => {
    const after = await mended({ 'a.py': PY, [name]: text, 'failsoft.yaml': OPEN }, 'http://failsoft:4747');
    expect(after[name]).toBe(text.replace(behind, behind + line));
  });

  it('is not led to by an address at which it does not listen', async () => {
    const { left, files } = await proposed({ 'a.py': PY, '.env': '', 'failsoft.yaml': OPEN }, 'http://failsoft:4748');
    expect([files, left[0]?.why]).toEqual([
      [],
      'failsoft.yaml listens on 0.0.0.0:4747, so that http://failsoft:4748 does not lead to it.',
    ]);
  });

  it('gets a rung where it has none of another domain, and everything else in the file stays as people wrote it', async () => {
    const config = `# ours
providers:
  # the first
  anthropic:
    apiKey: \${ANTHROPIC_API_KEY} # from the vault
routes:
  - name: "claude"   # all of them
    match: ['claude-*']
    ladder:
      - anthropic/*   # best
      - notice

# the end
`;
    const after = await mended({ 'a.py': PY, '.env': '', 'failsoft.yaml': config });
    expect(after['failsoft.yaml']).toBe(
      config
        .replace('# from the vault\n', '# from the vault\n  openai:\n    apiKey: ${OPENAI_API_KEY}\n')
        .replace('# best\n', '# best\n      - openai/gpt-5.6-luna\n'),
    );
  });

  it('gets a rung in a list on one line', async () => {
    const config = `providers: {anthropic: {apiKey: "\${ANTHROPIC_API_KEY}"}}\nroutes: [{name: all, match: ["*"], ladder: [anthropic/*, notice]}]\n`;
    const after = await mended({ 'a.py': PY, '.env': '', 'failsoft.yaml': config });
    expect(after['failsoft.yaml']).toBe(
      `providers: {openai: { apiKey: "\${OPENAI_API_KEY}" }, anthropic: {apiKey: "\${ANTHROPIC_API_KEY}"}}\nroutes: [{name: all, match: ["*"], ladder: [anthropic/*, openai/gpt-5.6-luna, notice]}]\n`,
    );
  });

  it.each([
    ['no route for the model', 'providers: {}\nroutes: [{name: x, match: [gpt-5], ladder: [notice]}]\n', /no route/],
    ['what cannot be read', 'routes: [', /cannot be read/],
    ['no list of rungs to add to', 'providers: {}\nroutes: [{name: x, match: ["*"], ladder: []}]\n', /by hand/],
  ])('is not touched where its file has %s', async (_, config, why) => {
    const { files, left } = await proposed({ 'a.py': PY, '.env': '', 'failsoft.yaml': config });
    expect(files).toEqual([]);
    expect(left[0]?.why).toMatch(why);
  });

  it('is not proposed for vectors, nor where the address is written into the code', async () => {
    const embed = PY.replaceAll('anthropic.Anthropic', 'openai.OpenAI')
      .replace('import anthropic', 'import openai')
      .replace(/client\.messages.*/, 'client.embeddings.create(model="text-embedding-3-small", input=messages)');
    expect((await proposed({ 'a.py': embed, '.env': '' })).left[0]?.why).toContain('Only answers of chat models');
    const fixed = PY.replace('timeout', 'base_url="https://api.anthropic.com", timeout');
    expect((await proposed({ 'a.py': fixed, '.env': '' })).left[0]?.why).toContain('AIC409');
  });
});
