import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/drill/sandbox/sandbox.ts';
import { type Dialect, DIALECTS } from '../fixtures/client.ts';
import type { Held } from './meter.ts';

/** A gateway in a process of its own, in front of providers that can be switched off and on as a whole. */
export type Stage = {
  readonly url: string;
  /** Those that are up now, and all that there were: what they said is compared with what was heard. */
  readonly sandbox: () => Sandbox;
  readonly all: () => readonly Sandbox[];
  readonly restart: () => Promise<void>;
  /** Writes another configuration and has it read. */
  readonly reload: () => Promise<void>;
  readonly held: () => Promise<Held>;
  readonly status: () => Promise<{ readonly requests: { readonly total: number } }>;
  /** What the process has said, and the code that it ended with. */
  readonly stop: () => Promise<{ readonly said: string; readonly code: number | null }>;
};

const ROOT = join(import.meta.dirname, '../..');
const LIMITS = 'tries: 1, connect: 2s, firstContent: 2s, answer: 4s, byteIdle: 2s, contentIdle: 2s, total: 20s';

export async function raiseStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-soak-'));
  const file = join(folder, 'failsoft.yaml');
  const sandboxes = [await startSandbox({ pace: { firstTokenMs: 10, tokenMs: 1 } })];
  const now = (): Sandbox => sandboxes.slice(-1).reduce((one) => one);
  const port = Number(new URL(now().url).port);
  let turn = 0;
  writeFileSync(file, configured(now(), turn));
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      '--import',
      join(import.meta.dirname, 'meter.ts'),
      join(ROOT, 'src/cli/main.ts'),
      'serve',
      '--port',
      '0',
      '--config',
      file,
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'], OLLAMA_HOST: '127.0.0.1:9', NODE_ENV: 'production' },
    },
  );
  const heard = listenTo(child);
  const url = await heard.url;
  const ask = async (path: string, init?: RequestInit): Promise<Response> => fetch(url + path, init);

  return {
    url,
    sandbox: now,
    all: () => sandboxes,
    restart: async () => {
      await now().close();
      sandboxes.push(await startSandbox({ port, pace: { firstTokenMs: 10, tokenMs: 1 } }));
      // Nobody asks any more what the first ones said.
      if (sandboxes.length > 4) sandboxes.shift();
    },
    reload: async () => {
      turn += 1;
      writeFileSync(file, configured(now(), turn));
      await (
        await ask('/admin/reload', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
      ).text();
    },
    held: async () => {
      const told = once(child, 'message');
      child.send('held');
      const [held] = await told;
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is what meter.ts says.
      return held as Held;
    },
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is what the gateway says.
    status: async () => (await (await ask('/admin/status')).json()) as Awaited<ReturnType<Stage['status']>>,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      await now().close();
      rmSync(folder, { recursive: true, force: true });
      return { said: heard.said(), code: typeof code === 'number' ? code : null };
    },
  };
}

/** Every dialect in front of every other; with every turn the standbys change places. */
function configured(sandbox: Sandbox, turn: number): string {
  const at = (name: string, dialect: Dialect): string =>
    `  ${name}: { protocol: ${dialect}, baseUrl: "${sandbox.baseUrl(name, dialect)}", apiKey: a-key-of-the-soak-${name} }`;
  return [
    'listen: 127.0.0.1:4747',
    'journal: { path: journal.db }',
    'providers:',
    ...DIALECTS.flatMap((dialect) => [at(`first-${dialect}`, dialect), at(`second-${dialect}`, dialect)]),
    'routes:',
    ...DIALECTS.map((dialect, index) => {
      const second = DIALECTS[(index + turn) % DIALECTS.length] ?? dialect;
      return `  - { match: [${dialect}], ladder: [{ target: first-${dialect}/*, ${LIMITS} }, { target: second-${second}/standby-1, ${LIMITS} }] }`;
    }),
  ].join('\n');
}

function listenTo(child: ChildProcess): { readonly url: Promise<string>; readonly said: () => string } {
  let said = '';
  let shown = '';
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout?.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    const [found] = /^http:\S+/m.exec(shown) ?? [];
    if (found !== undefined) resolve(found);
  });
  child.once('exit', () => reject(new Error(`The gateway has ended: ${said}`)));
  return { url, said: () => said };
}
