import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const LIMIT_MS = 600_000;

export type Surroundings = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
};

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A command that runs. What it has printed so far can be waited for. */
export type RunningCommand = {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the match when the text shows up; rejects when it does not in time, or when the command ends without it. */
  readonly until: (channel: 'stdout' | 'stderr', pattern: RegExp) => Promise<RegExpExecArray>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Nobody reads that any more, as when the other end of a pipe has ended. */
  readonly leave: (channel: 'stdout' | 'stderr') => void;
  readonly ended: Promise<Ran>;
};

/** A folder of its own with these files. */
export function folder(files: Readonly<Record<string, string>> = {}): {
  readonly path: string;
  readonly remove: () => void;
} {
  const path = mkdtempSync(join(tmpdir(), 'failsoft-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the real command line as a process of its own, without anything of this one's environment but what is needed. */
export function startCli(words: readonly string[], { cwd, env = {}, input }: Surroundings): RunningCommand {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd,
    // Nobody is at this port, so that an Ollama of the machine's own is not found.
    env: { PATH: process.env['PATH'] ?? '', OLLAMA_HOST: '127.0.0.1:9', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const ended = once(child, 'close').then(([code]: readonly unknown[]) => {
    clearTimeout(limit);
    return { code: typeof code === 'number' ? code : null, ...text };
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    until: async (name, pattern) => shown(child, { name, pattern, text: () => text[name], all: () => text }),
    signal: (signal) => void child.kill(signal),
    leave: (name) => void child[name].destroy(),
    ended,
  };
}

/** Runs a command to its end. */
export async function runCli(words: readonly string[], surroundings: Surroundings): Promise<Ran> {
  return startCli(words, surroundings).ended;
}

type Expected = {
  readonly name: 'stdout' | 'stderr';
  readonly pattern: RegExp;
  readonly text: () => string;
  readonly all: () => Readonly<Record<'stdout' | 'stderr', string>>;
};

async function shown(child: ChildProcess, { name, pattern, text, all }: Expected): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const look = (): void => {
    const match = pattern.exec(text());
    if (match !== null) resolve(match);
  };
  const missed = (): void => {
    look();
    reject(new Error(`${pattern} did not show up on ${name}:\n${JSON.stringify(all(), null, 2)}`));
  };
  child[name]?.on('data', look);
  child.once('close', missed);
  look();
  return promise;
}

/** Folders and commands of one test, and the way to be rid of them all. */
export type Stage = {
  readonly place: (files?: Readonly<Record<string, string>>) => string;
  readonly start: (words: readonly string[], surroundings: Surroundings) => RunningCommand;
  /** Done in the end, the latest first. */
  readonly later: (clean: () => unknown) => void;
  readonly clear: () => Promise<void>;
};

export function stage(): Stage {
  const cleaners: (() => unknown)[] = [];
  return {
    place: (files) => {
      const { path, remove } = folder(files);
      cleaners.push(remove);
      return path;
    },
    start: (words, surroundings) => {
      const command = startCli(words, surroundings);
      cleaners.push(async () => {
        command.signal('SIGKILL');
        await command.ended;
      });
      return command;
    },
    later: (clean) => void cleaners.push(clean),
    clear: async () => {
      for (const clean of cleaners.splice(0).toReversed()) await clean();
    },
  };
}

/** The address that a gateway shows when it is up. */
export async function urlOf(command: RunningCommand): Promise<string> {
  return (await command.until('stdout', /^(http:\S+)\n/m))[1] ?? '';
}
