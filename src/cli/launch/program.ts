import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Variables } from '../../config/environment.ts';

/** How a program is started: a file that the system can run, and what stands before the arguments. */
export type Program = { readonly file: string; readonly first: readonly string[] };

/** Looks a program up on the PATH, as a shell would. Null when it is not there. */
export function findProgram(name: string, env: Variables, platform = process.platform): Program | null {
  const windows = platform === 'win32';
  // On Windows the variable is called `Path` as often as `PATH`.
  const path = Object.entries(env).find(([key]) => key === 'PATH' || (windows && key.toUpperCase() === 'PATH'))?.[1];
  for (const folder of (path ?? '').split(windows ? ';' : delimiter).filter((one) => one !== '')) {
    for (const ending of windows ? ['.exe', '.cmd'] : ['']) {
      const file = join(folder, name + ending);
      const program = isProgram(file) ? (ending === '.cmd' ? behindShim(file) : { file, first: [] }) : null;
      if (program !== null) return program;
    }
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not to be run by us.
    return false;
  }
}

/**
 * What npm installs on Windows is a batch file that starts a script or a program. A batch file needs a command interpreter,
 * which reads arguments so that they can become commands (CVE-2024-27980); so what is behind it is started instead.
 */
export function behindShim(file: string): Program | null {
  const [, inner] = /"%~?dp0%?\\([^"%]+)"\s+%\*/i.exec(readFileSync(file, 'utf8')) ?? [];
  if (inner === undefined) return null;
  const target = join(dirname(file), ...inner.split('\\'));
  return /\.exe$/i.test(target) ? { file: target, first: [] } : { file: process.execPath, first: [target] };
}

const ignore = (): void => {};

/** Runs a program on this terminal until it ends, and gives its exit code. Signals reach it, and not us. */
export async function runProgram(
  { file, first }: Program,
  { words, env, cwd }: { readonly words: readonly string[]; readonly env: Variables; readonly cwd: string },
): Promise<number> {
  const child = spawn(file, [...first, ...words], { cwd, env: { ...env }, stdio: 'inherit' });
  // The terminal sends an interrupt to both; what it means is the program's business. Other signals come to us alone.
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', ignore);
  process.on('SIGTERM', passOn);
  process.on('SIGHUP', passOn);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : system.signals[signal])));
    return await promise;
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', passOn);
    process.off('SIGHUP', passOn);
  }
}
