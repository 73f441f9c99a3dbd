import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/drill/sandbox/sandbox.ts';
import { MINT_MARK } from '../src/protocols/protocol.ts';
import { ask, type Dialect, PATHS } from './fixtures/client.ts';
import { startGateway, type Started } from './fixtures/gateway.ts';

/** Requests that Claude Code, OpenCode and the official SDKs really sent. */
const FOLDER = join(import.meta.dirname, '../../shared/data/clients');
const there = existsSync(FOLDER);
if (!there && process.env['FAILSOFT_TEST_ALL'] !== '1')
  console.log('Skipped: requests of real clients, which are not in this copy.');

type Captured = {
  readonly name: string;
  readonly dialect: Dialect;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
};

function captured(): readonly Captured[] {
  if (!there) return [];
  return readdirSync(FOLDER)
    .filter((run) => run.startsWith('claude-code-') || ['opencode-compat', 'opencode-anthropic', 'sdks'].includes(run))
    .flatMap((run) => readdirSync(join(FOLDER, run)).map((file) => join(run, file)))
    .flatMap((name): Captured[] => {
      const { method, url, headers, body } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Captured & {
        method: string;
      };
      const path = url.split('?')[0] ?? '';
      const dialect = (['anthropic', 'openai-chat'] as const).find((one) => path === PATHS[one]('', false));
      if (method !== 'POST' || dialect === undefined) return [];
      // These were recorded behind another gateway, which had put thinking of another model into an envelope of its own.
      const own = JSON.parse(JSON.stringify(body).replaceAll('"gw1.', `"${MINT_MARK}`)) as Captured['body'];
      return [
        {
          name,
          dialect,
          url,
          body: own,
          headers: Object.fromEntries(
            Object.entries(headers).filter(
              ([key]) => !/^(host|content-length|connection|accept-encoding|transfer-encoding)$/i.test(key),
            ),
          ),
        },
      ];
    });
}

const isMinted = ({ body }: Captured): boolean => JSON.stringify(body).includes(MINT_MARK);

let sandbox: Sandbox;
let gateway: Started;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { firstTokenMs: 1, tokenMs: 0 } });
  const provider = (name: string, protocol: Dialect): string =>
    `  ${name}: { protocol: ${protocol}, baseUrl: "${sandbox.baseUrl(name)}", apiKey: a-key-for-the-sandbox }`;
  gateway = await startGateway(
    [
      'providers:',
      ...(['anthropic', 'openai-chat'] as const).flatMap((dialect) => [
        provider(`up-${dialect}`, dialect),
        provider(`down-${dialect}`, dialect),
      ]),
      'routes:',
      ...(['anthropic', 'openai-chat'] as const).flatMap((dialect) => {
        const other = dialect === 'anthropic' ? 'openai-chat' : 'anthropic';
        return [
          `  - { match: [up-${dialect}-*], ladder: [up-${dialect}/*] }`,
          `  - { match: [down-${dialect}-*], ladder: [down-${dialect}/*, up-${other}/standby-1] }`,
        ];
      }),
    ].join('\n'),
  );
  sandbox.setFault('down-anthropic', 'overloaded');
  sandbox.setFault('down-openai-chat', 'overloaded');
});

afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

describe.runIf(there || process.env['FAILSOFT_TEST_ALL'] === '1')('requests of real clients', () => {
  it('are there', () => {
    expect(captured().length).toBeGreaterThan(30);
  });

  it.each(captured().map((one) => [one.name, one] as const))(
    '%s is served, by its provider and by a standby of the other protocol',
    async (_, one) => {
      const up = await ask(gateway.url, one.dialect, { ...one.body, model: `up-${one.dialect}-x` }, one.headers);
      expect(up.error).toBe('');
      expect(up).toMatchObject({ status: 200, complete: true });
      expect(up.headers['x-failsoft-mode']).toBe('primary');
      // Nothing was changed on the way but the name of the model, which stayed the same here.
      const sent = sandbox.seen(`up-${one.dialect}`).at(-1);
      if (isMinted(one)) expect(sent?.body).not.toContain(MINT_MARK);
      else expect(JSON.parse(sent?.body ?? '{}')).toEqual({ ...one.body, model: `up-${one.dialect}-x` });

      const down = await ask(gateway.url, one.dialect, { ...one.body, model: `down-${one.dialect}-x` }, one.headers);
      const lost = String(down.headers['x-failsoft-lost'] ?? '');
      if (down.status === 200) {
        expect(down).toMatchObject({ error: '', complete: true });
        expect(down.headers['x-failsoft-mode']).toBe('standby');
        const answer = sandbox.seen(`up-${one.dialect === 'anthropic' ? 'openai-chat' : 'anthropic'}`).at(-1)?.answer;
        expect(down.text).toBe(answer?.text);
      } else {
        // What must not be lost is named, and the caller hears of the provider that it asked for.
        expect(down.error).toMatch(/unsayable|overloaded/i);
      }
      expect(lost).not.toContain('undefined');
    },
  );
});
