import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../config/environment.ts';

/** Where programs of this person keep their settings. */
export type Home = {
  readonly env: Variables;
  readonly platform: NodeJS.Platform;
  /** The person's own folder. */
  readonly folder: string;
};

export function homeOf(env: Variables, platform = process.platform): Home {
  const set = platform === 'win32' ? env['USERPROFILE'] : env['HOME'];
  return { env, platform, folder: set === undefined || set === '' ? homedir() : set };
}

/** The folder that a variable names, else one below the person's own. */
export function folderOf({ env, folder }: Home, variable: string, ...usual: readonly string[]): string {
  const set = env[variable];
  return set === undefined || set === '' ? join(folder, ...usual) : set;
}

/** `~/.config`, or what takes its place. On Windows, programs that come from Linux have it, too. */
export function configFolder(home: Home): string {
  return folderOf(home, 'XDG_CONFIG_HOME', '.config');
}

/** Where editors made of VS Code keep what belongs to the person. */
export function editorFolder(home: Home, name: string): string {
  const { platform, folder } = home;
  if (platform === 'darwin') return join(folder, 'Library', 'Application Support', name, 'User');
  if (platform === 'win32') return join(folderOf(home, 'APPDATA', 'AppData', 'Roaming'), name, 'User');
  return join(configFolder(home), name, 'User');
}

/** Where we keep what we have to remember about this person's programs. */
export function stateFolder(home: Home): string {
  const folder =
    home.platform === 'win32'
      ? folderOf(home, 'LOCALAPPDATA', 'AppData', 'Local')
      : folderOf(home, 'XDG_STATE_HOME', '.local', 'state');
  return join(folder, 'failsoft');
}
