import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { at, type Json, numberAt, textAt } from '../../model/json.ts';
import { tell } from '../running/client.ts';
import { runCli, stage, urlOf } from '../testing/commands.ts';

const { place, start, clear } = stage();
afterEach(clear);

const file = (model: string): string => `listen: 127.0.0.1:0
providers:
  spare: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: sk-spare-written-in-place }
routes:
  - match: ["*"]
    ladder: [spare/${model}, notice]
`;
const BROKEN = file('one').replace('ladder', 'laddr');

async function statusAt(url: string): Promise<Json> {
  return (await tell(url, { path: '/admin/status' })).body;
}

describe('a configuration that is read again', () => {
  it('takes effect when the file has changed', async () => {
    const cwd = place({ 'failsoft.yaml': file('one') });
    const command = start([], { cwd });
    const url = await urlOf(command);
    writeFileSync(join(cwd, 'failsoft.yaml'), file('two'));
    await command.until('stderr', /was read again \(number 2\)/);
    expect(textAt(await statusAt(url), 'routes', 0, 'rungs', 0, 'label')).toBe('spare/two');
  });

  it('takes effect on SIGHUP and on failsoft reload', async () => {
    const cwd = place({ 'failsoft.yaml': file('one') });
    const command = start([], { cwd });
    const url = await urlOf(command);
    command.signal('SIGHUP');
    await command.until('stderr', /number 2/);
    const reloaded = await runCli(['reload'], { cwd });
    expect(reloaded).toMatchObject({ code: 0, stderr: '' });
    expect(reloaded.stdout).toContain('number 3');
    await command.until('stderr', /number 3/);
    expect(numberAt(await statusAt(url), 'config', 'generation')).toBe(3);
  });

  it('does not take effect when it has mistakes: the last good one stays, and all who look are told', async () => {
    const cwd = place({ 'failsoft.yaml': file('one') });
    const command = start([], { cwd });
    const url = await urlOf(command);
    writeFileSync(join(cwd, 'failsoft.yaml'), BROKEN);
    const reloaded = await runCli(['reload'], { cwd });
    expect(reloaded.code).toBe(2);
    expect(reloaded.stderr).toContain('failsoft.yaml:6:5  unknown key "laddr"');
    await command.until('stderr', /stays as it is:\nfailsoft\.yaml:6:5/);

    const now = await statusAt(url);
    expect(textAt(now, 'routes', 0, 'rungs', 0, 'label')).toBe('spare/one');
    expect(textAt(now, 'config', 'refused')).toContain('laddr');
    const { code, stdout } = await runCli(['status', '--strict'], { cwd });
    expect(stdout).toContain('Refused');
    expect(code).toBe(3);

    writeFileSync(join(cwd, 'failsoft.yaml'), file('two'));
    expect((await runCli(['reload'], { cwd })).code).toBe(0);
    const healed = await statusAt(url);
    expect(at(healed, 'config', 'refused')).toBe('');
    expect(textAt(healed, 'routes', 0, 'rungs', 0, 'label')).toBe('spare/two');
  });

  it('is not there for a gateway without a file', async () => {
    const cwd = place();
    await urlOf(start(['--port', '0'], { cwd }));
    const { code, stdout, stderr } = await runCli(['reload', '--json'], { cwd });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'failsoft.reload/v1', ok: false });
    expect(stderr).toContain('no configuration file');
  });

  it('needs a gateway', async () => {
    const { code, stderr } = await runCli(['reload', '--url', 'http://127.0.0.1:9'], { cwd: place() });
    expect(stderr).toContain('No gateway answers at http://127.0.0.1:9');
    expect(code).toBe(5);
  });
});
