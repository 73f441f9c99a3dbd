import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const COMPILER = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc');
const BROWSER = [
  '--ignoreConfig --noEmit --strict --target es2024 --lib es2024,dom,dom.asynciterable --types',
  '',
  '--module nodenext --allowImportingTsExtensions',
].flatMap((words) => (words === '' ? [''] : words.split(' ')));

describe('the client', () => {
  it('uses nothing that browsers do not have', async () => {
    const run = promisify(execFile)(process.execPath, [COMPILER, ...BROWSER, join(import.meta.dirname, 'client.ts')]);
    expect(await run).toEqual({ stdout: '', stderr: '' });
  });
});
