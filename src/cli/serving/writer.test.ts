import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
afterEach(clear);

describe('failsoft writer', () => {
  it('starts what it needs, says where documents are, and finds itself when it is called again', async () => {
    const cwd = place();
    const env = { HOME: cwd };
    const command = start(['writer', '--sandbox', '--no-open'], { cwd, env });
    const url = (await urlOf(command)).replace(/\/writer\/$/, '');
    expect(command.stdout()).toBe(`${url}/writer/\n`);
    expect(command.stderr()).toContain(`Documents are kept in ${join(cwd, 'Documents', 'Failsoft')}`);
    // By a look at it, no folder is made.
    expect(existsSync(join(cwd, 'Documents'))).toBe(false);
    const listed = await fetch(`${url}/writer/api/documents`);
    expect([listed.status, await listed.json()]).toMatchObject([200, { documents: [], unwritable: null }]);
    const again = await runCli(['writer', '--no-open'], { cwd, env });
    expect([again.code, again.stdout]).toEqual([0, `${url}/writer/\n`]);
    const elsewhere = await runCli(['writer', '--url', 'http://127.0.0.1:9'], { cwd, env });
    expect([elsewhere.code, elsewhere.stdout]).toEqual([5, '']);
  });
});
