import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from './load.ts';
import { startListener, type Listener } from './processes.ts';
import { PATHS, request, type Dialect, type Shape } from './traffic.ts';

/** Somebody whose price is measured. */
export type Subject = Listener & {
  readonly name: 'direct' | 'bare' | 'failsoft' | 'failsoft, no journal' | 'failsoft, before' | 'Portkey';
  /** Headers that every call needs. */
  readonly headers: readonly string[];
  readonly translates: boolean;
};

const HERE = join(import.meta.dirname, '..');
const COMMAND = ['src', 'cli', 'main.ts'] as const;

/** Those who are measured only when their folder is given: a peer, and another checkout of Failsoft with its journal off. */
export type Others = { readonly portkey: string | null; readonly before: string | null };

/** The upstream, and all that can be measured here. */
export async function startSubjects({ portkey, before }: Others): Promise<{
  readonly subjects: readonly Subject[];
  readonly absent: readonly string[];
  readonly stop: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-bench-'));
  const subjects: Subject[] = [];
  const absent: string[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(subjects.map((subject) => subject.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const upstream = await startListener((port) => [join(import.meta.dirname, 'upstream.ts'), String(port)]);
    const add = (name: Subject['name'], listener: Listener, headers: readonly string[] = []): void => {
      subjects.push({ ...listener, name, headers, translates: name.startsWith('failsoft') });
    };
    add('direct', upstream);
    const bare = join(import.meta.dirname, 'bare.ts');
    add('bare', await startListener((port) => [bare, String(port), String(upstream.port)]));
    add('failsoft', await startFailsoft(HERE, { folder, name: 'on', upstream: upstream.port, journal: true }));
    const silent = { folder, upstream: upstream.port, journal: false } as const;
    add('failsoft, no journal', await startFailsoft(HERE, { ...silent, name: 'off' }));
    if (before !== null) add('failsoft, before', await startFailsoft(before, { ...silent, name: 'before' }));
    if (portkey === null) absent.push('Portkey: no --portkey <folder>');
    else add('Portkey', await startPortkey(portkey), portkeyHeaders(upstream.port));
  } catch (error) {
    await stop();
    throw error;
  }
  return { subjects, absent, stop };
}

/** One call to a subject, its answer to come from an upstream of the other protocol or of the same. */
export function callTo(subject: Subject, dialect: Dialect, serving: Dialect, shape: Shape, bytes: number): Call {
  const ends = {
    anthropic: ['"end_turn"', 'message_stop'],
    'openai-chat': ['"finish_reason":"stop"', '[DONE]'],
  } as const;
  return {
    port: subject.port,
    path: PATHS[dialect],
    headers: ['content-type', 'application/json', 'authorization', 'Bearer bench', ...subject.headers],
    body: request(dialect, serving, shape, bytes),
    expected: ends[dialect][shape === 'whole' ? 0 : 1],
  };
}

type Start = {
  readonly folder: string;
  readonly name: string;
  readonly upstream: number;
  readonly journal: boolean;
};

async function startFailsoft(checkout: string, { folder, name, upstream, journal }: Start): Promise<Listener> {
  const command = join(checkout, ...COMMAND);
  if (!existsSync(command)) throw new Error(`${command} is not there: give the folder of a checkout`);
  return startListener((port) => {
    const config = {
      listen: `127.0.0.1:${port}`,
      providers: { a: provider(upstream, 'anthropic'), o: provider(upstream, 'openai-chat') },
      routes: [
        { match: ['a-*'], ladder: ['a/*'] },
        { match: ['o-*'], ladder: ['o/*'] },
      ],
      journal: { path: journal ? join(folder, 'journal.db') : null },
      limits: { concurrency: 10_000 },
    };
    const file = join(folder, `${name}.yaml`);
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(config));
    return [command, 'serve', '--config', file];
  });
}

function provider(upstream: number, protocol: Dialect): object {
  return { protocol, baseUrl: `http://127.0.0.1:${upstream}/v1`, apiKey: 'bench' };
}

async function startPortkey(folder: string): Promise<Listener> {
  const script = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  if (!existsSync(script)) throw new Error(`${script} is not there; bench/README.md says how to install it`);
  return startListener((port) => [script, `--port=${port}`, '--headless']);
}

function portkeyHeaders(upstream: number): readonly string[] {
  const config = { provider: 'openai', api_key: 'bench', custom_host: `http://127.0.0.1:${upstream}/v1` };
  return ['x-portkey-config', JSON.stringify(config)];
}
