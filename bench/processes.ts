import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Usage = { readonly cpuMicros: number; readonly rssBytes: number };

/** A process of the benchmark that listens on a port and can be asked what it has used. */
export type Listener = {
  readonly port: number;
  readonly usage: () => Promise<Usage>;
  readonly stop: () => Promise<void>;
};

const START_MS = 20_000;
const ANSWER_MS = 120_000;
const STOP_MS = 5_000;

/** Starts `node <args>` on a free port, which `args` is told, and waits until it listens. */
export async function startListener(
  args: (port: number) => readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Listener> {
  const port = await freePort();
  const child = startChild(['--import', join(import.meta.dirname, 'meter.ts'), ...args(port)], environment);
  await listening(child, port);
  return {
    port,
    usage: () => question<Usage>(child, 'usage'),
    stop: () => stopChild(child),
  };
}

/** Starts a process that answers questions over IPC. */
export function startChild(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...environment },
  });
}

/** One question, one answer; never two at once to the same process. */
export async function question<Answer>(child: ChildProcess, words: string | object): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`No answer from process ${child.pid}`)), ANSWER_MS);
    const gone = (): void => reject(new Error(`Process ${child.pid} has ended`));
    child.once('exit', gone);
    child.once('message', (message) => {
      clearTimeout(late);
      child.off('exit', gone);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Both ends are ours.
      resolve(message as Answer);
    });
  });
  child.send(words);
  return answer;
}

/** Ends one process, gently and then not. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(late);
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`A process of the benchmark ended with ${child.exitCode}`);
    if (performance.now() > deadline) {
      await stopChild(child);
      throw new Error(`Nothing listens on port ${port} after ${START_MS} ms`);
    }
    await sleep(50);
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answer = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return answer;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
}
