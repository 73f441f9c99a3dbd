import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from './commands.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** `script` gives a program a terminal. What macOS calls so takes other arguments. */
export const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
if (!hasTerminal) {
  const sentence =
    'The command line on a terminal is not tested: it takes Linux with `script` (apt-get install bsdutils).';
  if (process.env['FAILSOFT_TEST_ALL'] === '1') throw new Error(sentence);
  process.stderr.write(`${sentence}\n`);
}

/** A command on a terminal of its own. */
export type Terminal = {
  /** Presses keys. */
  readonly press: (keys: string) => void;
  /** Resolves with the match when the text shows up. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** All that was shown until now, control sequences included. */
  readonly shown: () => string;
  readonly ended: Promise<number | null>;
  readonly close: () => Promise<void>;
};

/** Runs the command line on a terminal of its own. */
export function openTerminal(
  words: readonly string[],
  { cwd, env = {}, columns = 100 }: Pick<Surroundings, 'cwd' | 'env'> & { readonly columns?: number },
): Terminal {
  const line = `stty cols ${columns} rows 40; exec ${[process.execPath, MAIN, ...words].join(' ')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', NO_COLOR: '1', OLLAMA_HOST: '127.0.0.1:9', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code]: readonly unknown[]) => (typeof code === 'number' ? code : null));
  return {
    press: (keys) => void child.stdin.write(keys),
    until: async (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      };
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`${pattern} did not show up:\n${text}`)));
      look();
      return promise;
    },
    shown: () => text,
    ended,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
