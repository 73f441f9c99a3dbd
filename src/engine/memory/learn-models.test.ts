import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf } from '../../../test/fixtures/gateway.ts';
import { startApp, type App } from '../../app.ts';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';

let sandbox: Sandbox;
const apps: App[] = [];
beforeAll(async () => (sandbox = await startSandbox({ pace: 'instant' })));
afterAll(async () => {
  await Promise.all(apps.map(async ({ close }) => close()));
  await sandbox.close();
});

function app(...providers: readonly string[]): App {
  const names = providers.map((line) => line.split(':')[0]?.trim());
  const text = [
    'providers:',
    ...providers,
    'routes:',
    `  - { match: ["*"], ladder: [${names.map((name) => `${name}/*`).join(', ')}] }`,
  ];
  const one = startApp({
    config: configOf(`${text.join('\n')}\njournal: { path: null }`),
    reread: null,
    say: () => {},
  });
  apps.push(one);
  return one;
}

const at = (name: string, dialect: 'anthropic' | 'gemini' | 'ollama' | 'openai-chat'): string =>
  `  ${name}: { protocol: ${dialect}, baseUrl: "${sandbox.baseUrl(name, dialect)}", apiKey: a-key-of-this-test }`;

describe('what providers say of their models', () => {
  it('is asked for in the dialect of each, and known afterwards', async () => {
    const one = app(
      at('claudes', 'anthropic'),
      at('geminis', 'gemini'),
      at('gpts', 'openai-chat'),
      at('llamas', 'ollama'),
    );
    const { models, setup } = one.gateway.live().engine;
    await one.learnModels();
    for (const [id, { account }] of setup.access) {
      const [model] = models.listedBy(id);
      if (model === undefined) throw new Error(`${id} listed nothing`);
      // Chat Completions says names and nothing else.
      if (id !== 'gpts')
        expect(
          models.factsOf(account, model).contextTokens ?? models.factsOf(account, model).maxInputTokens,
        ).toBeGreaterThan(1_000);
    }
    expect(sandbox.seen('llamas').map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/llamas/api/tags', '/llamas/api/show']),
    );
    expect(sandbox.seen('claudes')[0]?.headers['x-api-key']).toBe('a-key-of-this-test');
  });

  it('is not needed: whoever does not answer is left at what the tables know', async () => {
    sandbox.setFault('silent', 'internal-error');
    const one = app(at('silent', 'anthropic'));
    const { models, setup } = one.gateway.live().engine;
    await one.learnModels();
    expect(models.listedBy('silent')).toEqual([]);
    const account = setup.access.get('silent')?.account;
    if (account === undefined) throw new Error('no account');
    expect(models.factsOf(account, 'claude-opus-4-5').maxOutputTokens).toBe(64_000);
  });
});
