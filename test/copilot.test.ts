import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { cloudScene } from './fixtures/cloud-scene.ts';
import type { Cloud } from './fixtures/clouds.ts';
import { entra, type Graph, graph, type GraphOptions } from './fixtures/graph.ts';

/** Official clients ask for Claude, which is away, and Microsoft 365 Copilot answers where it can. */

const { cloud, gatewayWith, attempts, shown, url } = cloudScene();

const TOKEN = 'eyJ0.access-token-never-to-be-seen.x';
const WORDS = ['The ferry', 'The ferry leaves at nine', 'The ferry leaves at nine from pier 4. 🚤'];
const WHOLE = WORDS.at(-1) ?? '';
const ASK = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  system: 'You know the harbour.',
  messages: [{ role: 'user' as const, content: 'When does the ferry leave?' }],
};
const TOOL = { name: 'look', description: 'Looks', input_schema: { type: 'object' as const, properties: {} } };

const DOWN = 'claude: { protocol: anthropic, baseUrl: "http://127.0.0.1:1", apiKey: a-key-of-some-length }';

type Standing = { readonly there: Cloud; readonly copilot: Graph; readonly line: string };

/** Copilot on loopback, and how it stands in a configuration. */
async function standing(options: Partial<GraphOptions> = {}, keys = `apiKey: "${TOKEN}"`): Promise<Standing> {
  const copilot = graph({ token: TOKEN, snapshots: WORDS, ...options });
  const there = await cloud(copilot.check, copilot.answer);
  return { there, copilot, line: `copilot: { baseUrl: "${there.url}/beta/copilot", ${keys} }` };
}

const LADDER = 'claude/*, copilot/microsoft-365-copilot';

describe('Microsoft 365 Copilot as the last rung', () => {
  it('streams plain text to a caller who asked for Claude', async () => {
    const { there, copilot, line } = await standing();
    const client = await gatewayWith([DOWN, line], LADDER);
    const stream = client.messages.stream(ASK);
    const pieces: string[] = [];
    stream.on('text', (piece) => void pieces.push(piece));
    const message = await stream.finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text: WHOLE }]);
    expect(message).toMatchObject({ stop_reason: 'end_turn', model: 'claude-sonnet-5-5' });
    expect(pieces).toEqual(['The ferry', ' leaves at nine', ' from pier 4. 🚤']);
    expect(there.asked.map(({ path, refused }) => [path, refused])).toEqual([
      ['/beta/copilot/conversations', ''],
      ['/beta/copilot/conversations/c-1/chatOverStream', ''],
    ]);
    expect(copilot.questions).toMatchObject([
      {
        message: { text: 'When does the ferry leave?' },
        additionalContext: [{ text: 'You know the harbour.' }],
        locationHint: { timeZone: 'UTC' },
        contextualResources: { webContext: { isWebEnabled: false } },
      },
    ]);
    expect(await attempts()).toEqual([
      'claude/claude-sonnet-5-5 unreachable',
      'copilot/microsoft-365-copilot answered',
    ]);
  });

  it('answers as a whole, and says what was lost on the way', async () => {
    const { there, copilot, line } = await standing({}, `apiKey: "${TOKEN}", timeZone: Europe/Berlin`);
    const client = await gatewayWith([DOWN, line], LADDER);
    const wish = { ...ASK, temperature: 0 };
    const { data, response } = await client.messages.create(wish).withResponse();
    expect(data.content).toMatchObject([{ type: 'text', text: WHOLE }]);
    expect(response.headers.get('x-failsoft-served-by')).toBe('copilot/microsoft-365-copilot');
    expect(response.headers.get('x-failsoft-mode')).toBe('standby');
    expect(response.headers.get('x-failsoft-lost')).toBe('temperature, max_tokens');
    expect(there.asked.at(-1)?.path).toBe('/beta/copilot/conversations/c-1/chat');
    expect(copilot.questions[0]?.['locationHint']).toEqual({ timeZone: 'Europe/Berlin' });
  });

  it('is told a history as one message in which every turn has its owner', async () => {
    const { copilot, line } = await standing();
    const client = await gatewayWith([DOWN, line], LADDER);
    const turns = [
      { role: 'user' as const, content: 'I am in Kiel.' },
      { role: 'assistant' as const, content: 'Good.' },
    ];
    await client.messages.create({ ...ASK, messages: [...turns, ...ASK.messages] });
    const [question] = copilot.questions;
    expect(JSON.parse(JSON.stringify(question?.['message'] ?? {})).text).toMatch(
      /<turn of="user">\nI am in Kiel\.[^]*<turn of="assistant">\nGood\.[^]*<turn of="user">\nWhen does/,
    );
  });

  it('stops where the caller wants it to, although it cannot be told', async () => {
    const { line } = await standing();
    const client = await gatewayWith([DOWN, line], LADDER);
    const { data, response } = await client.messages.create({ ...ASK, stop_sequences: [' from'] }).withResponse();
    expect(data.content).toMatchObject([{ type: 'text', text: 'The ferry leaves at nine' }]);
    expect(data).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: ' from' });
    expect(response.headers.get('x-failsoft-lost')).toBe('max_tokens');
  });

  it('gives every question a conversation of its own, and a caller of another dialect its sources', async () => {
    const { there, line } = await standing();
    await gatewayWith([DOWN, line], LADDER);
    const client = new OpenAI({ baseURL: `${url()}/v1`, apiKey: 'caller', maxRetries: 0 });
    const asking = { model: ASK.model, messages: ASK.messages };
    await client.chat.completions.create(asking);
    const { choices } = await client.chat.completions.create(asking);
    expect(choices[0]?.message.content).toBe(WHOLE);
    expect(choices[0]?.message.annotations).toMatchObject([
      { type: 'url_citation', url_citation: { url: 'https://contoso.example/doc', title: 'Doc' } },
    ]);
    expect(there.asked.map(({ path }) => path.split('/')[4] ?? 'new')).toEqual(['new', 'c-1', 'new', 'c-2']);
  });
});

describe('what Copilot cannot do', () => {
  it.each([
    ['tools', { tools: [TOOL] }],
    [
      'images',
      {
        messages: [
          {
            role: 'user' as const,
            content: [
              {
                type: 'image' as const,
                source: { type: 'base64' as const, media_type: 'image/png' as const, data: 'AA==' },
              },
            ],
          },
        ],
      },
    ],
  ])('passes it over, with the reason in the trail: %s', async (what, wish) => {
    const { there, line } = await standing();
    const client = await gatewayWith([DOWN, line], LADDER);
    await expect(client.messages.create({ ...ASK, ...wish })).rejects.toThrow();
    expect(there.asked).toEqual([]);
    expect(await attempts()).toEqual([
      'claude/claude-sonnet-5-5 unreachable',
      'copilot/microsoft-365-copilot unsayable',
    ]);
    expect(await shown()).toContain(`Microsoft 365 Copilot cannot be asked for this: ${what}`);
  });
});

describe('trouble at Copilot', () => {
  it.each<[GraphOptions['trouble'] & string, string]>([
    ['cut', 'cut'],
    ['throttled', 'rate-limited'],
    ['no-licence', 'unauthorized'],
  ])('of the kind "%s" is a fault of the attempt', async (trouble, kind) => {
    const { there, line } = await standing({ trouble, snapshots: [WHOLE] });
    const client = await gatewayWith(
      [line, 'spare: { provider: openai, apiKey: x, baseUrl: "http://127.0.0.1:1" }'],
      'copilot/*, spare/*',
    );
    await expect(client.messages.stream(ASK).finalMessage()).rejects.toThrow();
    expect((await attempts())[0]).toBe(`copilot/claude-sonnet-5-5 ${kind}`);
    expect(there.asked.filter(({ refused }) => refused !== '')).toEqual([]);
  });

  it('that ends a conversation by its rules is a refusal', async () => {
    const { line } = await standing({ trouble: 'disengaged', snapshots: ['I cannot talk about that.'] });
    const client = await gatewayWith([line], 'copilot/*');
    const message = await client.messages.stream(ASK).finalMessage();
    expect(message.stop_reason).toBe('refusal');
  });

  it('with a token that it does not know is one with the key, which is never shown', async () => {
    const { line } = await standing({ token: 'another' });
    const client = await gatewayWith([line], 'copilot/*');
    const failed: unknown = await client.messages.create(ASK).catch((error: unknown) => error);
    expect(await attempts()).toEqual(['copilot/claude-sonnet-5-5 unauthorized']);
    expect(String(failed) + (await shown())).not.toContain(TOKEN);
  });
});

describe('the person whom Copilot answers', () => {
  it('has signed in once: tokens are fetched with what is left of it, and kept', async () => {
    const form = (said: URLSearchParams): string =>
      said.get('grant_type') === 'refresh_token' &&
      said.get('client_id') === 'our-app' &&
      said.get('refresh_token') === '0.refresh-token-never-to-be-seen' &&
      (said.get('scope') ?? '').includes('graph.microsoft.com/.default')
        ? ''
        : 'AADSTS70000: not granted';
    const login = entra(form, TOKEN);
    const tokens = await cloud(login.check, login.answer);
    const person =
      `tenantId: t, clientId: our-app, refreshToken: "0.refresh-token-never-to-be-seen", ` +
      `tokenUrl: "${tokens.url}/t/oauth2/v2.0/token"`;
    const { there, line } = await standing({}, person);
    const client = await gatewayWith([line], 'copilot/*');
    for (let count = 0; count < 2; count += 1) {
      const message = await client.messages.stream(ASK).finalMessage();
      expect(message.content).toMatchObject([{ type: 'text', text: WHOLE }]);
    }
    expect(tokens.asked.map(({ refused }) => refused)).toEqual(['']);
    expect(there.asked.map(({ refused }) => refused)).toEqual(['', '', '', '']);
    expect(await shown()).not.toContain('never-to-be-seen');
  });
});
