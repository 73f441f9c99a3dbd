import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Variables } from '../../../config/environment.ts';
import type { Program } from '../../launch/program.ts';

/** What a command has done. */
export type Performed = {
  /** Null: it was still at it when its time was over, and was ended. */
  readonly code: number | null;
  readonly tookMs: number;
  /** The end of what it said, on both channels. */
  readonly said: string;
};

export type Performance = {
  readonly program: Program;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Variables;
  readonly limitMs: number;
  /** Somebody wants it to end now. */
  readonly signal: AbortSignal;
};

/** So much of what a command says is kept, characters. */
const SAID_MAX = 16_384;
/** A command that was asked to end gets so long, ms. */
const END_MS = 5_000;
/** What it has started may still hold its channels; nobody waits for that, ms. */
const REST_MS = 1_000;

/** Runs a command without a terminal, to its end or for its time, and ends all that it has started. Rejects when it cannot be started. */
export async function perform({ program, words, cwd, env, limitMs, signal }: Performance): Promise<Performed> {
  const startedMs = performance.now();
  const isGroup = process.platform !== 'win32';
  const child = spawn(program.file, [...program.first, ...words], {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Test runners start programs of their own; a group can be ended as one.
    detached: isGroup,
  });
  const { pid } = child;
  const end = (how: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) process.kill(isGroup ? -pid : pid, how);
    } catch {
      // It is over already.
    }
  };
  let said = '';
  const hear = (text: string): void => void (said = (said + text).slice(-SAID_MAX));
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const closed = new Promise((resolve) => child.once('close', resolve));
  let isOver = false;
  const timers: NodeJS.Timeout[] = [];
  const leave = (): void => {
    end('SIGTERM');
    timers.push(setTimeout(() => end('SIGKILL'), END_MS));
  };
  timers.push(
    setTimeout(() => {
      isOver = true;
      leave();
    }, limitMs),
  );
  signal.addEventListener('abort', leave);
  try {
    const [code]: readonly unknown[] = await once(child, 'exit');
    await Promise.race([closed, wait(REST_MS)]);
    const tookMs = performance.now() - startedMs;
    // Whoever was ended by a signal of somebody else has no code, and has not done what was asked.
    return { code: isOver ? null : typeof code === 'number' ? code : 1, tookMs, said };
  } finally {
    timers.forEach(clearTimeout);
    signal.removeEventListener('abort', leave);
    end('SIGKILL');
  }
}
