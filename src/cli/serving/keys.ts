import { readFileSync } from 'node:fs';

/** What a key on the terminal does. `key` is the character. */
export type KeyTable = Readonly<Record<string, { readonly summary: string; readonly act: () => void }>>;

const INTERRUPT = '\u0003';
const SUSPEND = '\u001A';

/** Listens for single keys on the terminal. Gives the way to stop it; does nothing where there is no terminal. */
export function listenForKeys(keys: KeyTable, interrupt: () => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY || !process.stderr.isTTY || isInBackground()) return () => {};
  const pressed = (data: Buffer): void => {
    for (const character of data.toString('utf8')) {
      if (character === INTERRUPT) interrupt();
      else if (character === SUSPEND) suspend();
      else keys[character.toLowerCase()]?.act();
    }
  };
  stdin.setRawMode(true);
  stdin.on('data', pressed);
  stdin.resume();
  return () => {
    stdin.off('data', pressed);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

function suspend(): void {
  if (process.platform === 'win32') return;
  process.stdin.setRawMode(false);
  process.once('SIGCONT', () => process.stdin.setRawMode(true));
  process.kill(process.pid, 'SIGTSTP');
}

/** A background job that touches the terminal is stopped by the system. Only Linux tells in a file. */
function isInBackground(): boolean {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [group, foreground] = [fields[2], fields[5]];
    return group !== foreground;
  } catch {
    // No such file: not Linux.
    return false;
  }
}
