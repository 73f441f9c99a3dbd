import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stage } from '../testing/commands.ts';
import { makeScratch } from './scratch.ts';

const { place, clear } = stage();
afterEach(clear);

describe('a folder for one run', () => {
  it.each(['linux', 'win32'] as const)('is gone afterwards, and what it led to is not: %s', (platform) => {
    const theirs = place({ 'notes.md': 'mine' });
    mkdirSync(join(theirs, 'history'));
    const links = { 'home/notes.md': join(theirs, 'notes.md'), 'home/history': join(theirs, 'history') };
    const { folder, remove } = makeScratch({ files: { 'home/settings.json': '{}' }, links }, platform);
    expect(readFileSync(join(folder, 'home/settings.json'), 'utf8')).toBe('{}');
    expect(readFileSync(join(folder, 'home/notes.md'), 'utf8')).toBe('mine');
    writeFileSync(join(folder, 'home/history/one'), 'kept');
    // Only some people may link files on Windows.
    expect(lstatSync(join(folder, 'home/notes.md')).isSymbolicLink()).toBe(platform === 'linux');
    remove();
    expect(() => lstatSync(folder)).toThrow('ENOENT');
    expect(readFileSync(join(theirs, 'history/one'), 'utf8')).toBe('kept');
    expect(readFileSync(join(theirs, 'notes.md'), 'utf8')).toBe('mine');
  });
});
