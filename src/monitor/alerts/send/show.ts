import { spawn } from 'node:child_process';
import type { Cancel } from '../../../world/world.ts';
import type { Command } from '../channels/desktop.ts';
import { excerpt, GOT_THROUGH, lost, type Outcome, TRY_MS } from './outcome.ts';

/** What a program may say that is kept, characters. */
const SAID_MAX = 2_000;

/** Runs a program once, without a shell, and calls back once. */
export function show({ file, words, input }: Command, done: (outcome: Outcome) => void): Cancel {
  let over = false;
  let said = '';
  const child = spawn(file, words, { shell: false, stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true });
  const end = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(outcome);
  };
  // Not the world's: no simulated world has programs.
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    end(lost(`${file} takes longer than ${TRY_MS / 1_000} s`));
  }, TRY_MS).unref();
  child.on('error', (error) => {
    const isMissing = 'code' in error && error.code === 'ENOENT';
    end(lost(isMissing ? `there is no ${file} here` : `${file}: ${excerpt(error.message)}`));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, SAID_MAX)));
  child.on('close', (code) =>
    end(code === 0 ? GOT_THROUGH : lost(`${file} failed (${code ?? 'killed'}) ${excerpt(said)}`.trim())),
  );
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return () => {
    over = true;
    clearTimeout(timer);
    child.kill('SIGKILL');
  };
}
