import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder, editorFolder, homeOf, stateFolder } from './home.ts';

describe('where programs keep their settings', () => {
  // oxfmt-ignore
  it.each([
    ['linux',  { HOME: '/home/me' },                             '/home/me/.config/Code/User',                          '/home/me/.local/state/failsoft'],
    ['linux',  { HOME: '/home/me', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' }, '/c/Code/User',                       '/s/failsoft'],
    ['darwin', { HOME: '/Users/me' },                            '/Users/me/Library/Application Support/Code/User',     '/Users/me/.local/state/failsoft'],
    ['win32',  { USERPROFILE: '/me', HOME: '/not-me' },          '/me/AppData/Roaming/Code/User',                       '/me/AppData/Local/failsoft'],
    ['win32',  { USERPROFILE: '/me', APPDATA: '/r', LOCALAPPDATA: '/l' }, '/r/Code/User',                               '/l/failsoft'],
  ] as const)('on %s with %j', (platform, env, editor, state) => {
    const home = homeOf(env, platform);
    expect(editorFolder(home, 'Code')).toBe(editor);
    expect(stateFolder(home)).toBe(state);
    expect(configFolder(home)).toBe('XDG_CONFIG_HOME' in env ? '/c' : join(home.folder, '.config'));
  });
});
