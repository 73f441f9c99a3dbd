import { totalmem } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { at, type Json } from '../../model/json.ts';
import { bytesOf, fitOf, standbyFor } from './advice.ts';
import { type Ran, runCli, stage } from '../testing/commands.ts';
import { type HeldModel, type OllamaServer, startOllama } from '../testing/ollama.ts';
import { hasTerminal, openTerminal } from '../testing/terminal.ts';

const { place, later, clear } = stage();
afterEach(clear);

const GB = 1e9;

async function ollamaWith(models: Readonly<Record<string, HeldModel>> = {}): Promise<OllamaServer> {
  const server = await startOllama(models);
  later(server.close);
  return server;
}

async function local({ host }: OllamaServer, ...words: readonly string[]): Promise<Ran> {
  return runCli(['local', ...words], { cwd: place(), env: { OLLAMA_HOST: host } });
}

const LLAMA: HeldModel = { sizeBytes: 2 * GB };

describe('failsoft local', () => {
  it('shows which models are here, how long a conversation may be, and what is in memory', async () => {
    const ran = await local(
      await ollamaWith({
        'llama3.2:latest': { ...LLAMA, loaded: { context: 4_096, onGpuBytes: 1 * GB, until: '2318-05-01T00:00:00Z' } },
        'mistral:7b': {
          sizeBytes: 4.4 * GB,
          contextMax: 32_768,
          parameters: 'stop "[INST]"\nnum_ctx 8192',
          abilities: ['completion'],
        },
        'nomic-embed-text:latest': { sizeBytes: 0.27 * GB, contextMax: 2_048, abilities: ['embedding'] },
      }),
    );
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/Ollama 0\.33\.1 at http:\/\/127\.0\.0\.1:\d+, [\d.]+ GB of memory/);
    expect(ran.stdout).toMatch(/✓ llama3\.2:latest +2\.0 GB.* 4k of 128k +2\.0 GB, kept\n/);
    expect(ran.stdout).toMatch(/✓ mistral:7b +4\.4 GB.* 8k of 32k +not loaded\n/);
    expect(ran.stdout).toMatch(/– nomic-embed-text:latest +270 MB/);
    const plain = ran.stdout.replaceAll(/\n {2}(?=\S)/g, ' ');
    expect(plain).toContain(
      'llama3.2:latest: Coding agents need 64k tokens of context: start Ollama with OLLAMA_CONTEXT_LENGTH=64000.',
    );
    expect(plain).toContain('llama3.2:latest: Only a part of it fits onto the graphics card');
    expect(plain).toContain('mistral:7b: It cannot use tools');
    expect(plain).toContain('nomic-embed-text:latest: It only turns texts into numbers');
  });

  it('says the same as data', async () => {
    const { stdout, code } = await local(await ollamaWith({ 'llama3.2:latest': LLAMA }), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'failsoft.local/v1',
      ok: true,
      data: {
        version: '0.33.1',
        memoryBytes: totalmem(),
        models: [{ name: 'llama3.2:latest', contextMax: 131_072, contextServed: null, loaded: null, canAnswer: true }],
      },
    });
  });

  it('ends with 1 and a way out where no model is here, or none that answers', async () => {
    const ran = await local(
      await ollamaWith({ 'nomic-embed-text:latest': { sizeBytes: 1, abilities: ['embedding'] } }),
    );
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`failsoft local --pull ${standbyFor(totalmem()).name}`);
  });

  it('says how to get Ollama where it does not run', async () => {
    const ran = await runCli(['local', '--json'], { cwd: place() });
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: false,
      errors: [{ code: 'no_ollama', fix: expect.stringContaining('ollama serve') }],
    });
  });

  it('downloads a model only after a yes, and tells how far it is', async () => {
    const ollama = await ollamaWith();
    const asked = await local(ollama, '--pull', 'llama3.2');
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain('about 2.0 GB');
    expect(ollama.asked('/api/pull')).toEqual([]);

    const ran = await local(ollama, '--pull', 'llama3.2', '--yes');
    expect(ran.code).toBe(0);
    expect(ollama.asked('/api/pull')).toEqual([{ model: 'llama3.2', stream: true }]);
    expect(ran.stderr).toMatch(/pulling manifest\npulling dde5aa3fc5ff\nverifying[^]*✓ llama3\.2 is here/);
    expect((await local(ollama, '--pull', 'llama3.2', '--yes')).stderr).toContain('here already');
    expect(ollama.asked('/api/pull')).toHaveLength(1);
  });

  it('takes a model that fits this machine when none is named', async () => {
    const ollama = await ollamaWith();
    await local(ollama, '--pull', '--yes');
    expect(at(ollama.asked('/api/pull')[0], 'model')).toBe(standbyFor(totalmem()).name);
  });

  it.each([
    [
      'what Ollama says when it fails in the middle',
      { error: 'max retries exceeded: no space left on device' },
      'no space left on device',
    ],
    ['a download that just ends', null, 'stopped at "pulling dde5aa3fc5ff"'],
  ])('tells %s, and does not call it a success', async (_, line, said) => {
    const ollama = await ollamaWith();
    ollama.failPull(line);
    const ran = await local(ollama, '--pull', 'llama3.2', '--yes');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(said);
    expect(ran.stderr).not.toContain('is here');
  });

  it('keeps a model in memory, for ever or for a time, and takes it out again', async () => {
    const ollama = await ollamaWith({ 'llama3.2:latest': LLAMA });
    expect((await local(ollama, '--keep', 'llama3.2')).code).toBe(0);
    expect((await local(ollama, '--keep', 'llama3.2', '--for', '24h')).code).toBe(0);
    expect((await local(ollama, '--release', 'llama3.2')).code).toBe(0);
    const kept = ollama.asked('/api/generate').map((body: Json) => at(body, 'keep_alive'));
    expect(kept).toEqual([-1, '24h', 0]);
    expect((await local(ollama, '--keep', 'llama3.2', '--for', 'long')).code).toBe(2);
    const missing = await local(ollama, '--keep', 'qwen3');
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toContain('failsoft local --pull qwen3');
  });
});

describe('advice about models of this machine', () => {
  it('recommends none that would not fit', () => {
    for (const memory of [8, 16, 32, 64]) expect(fitOf(standbyFor(memory * GB).sizeBytes, memory * GB)).toBe('fits');
    expect([4, 8, 16].map((memory) => standbyFor(memory * GB).name)).toEqual(['llama3.2:1b', 'llama3.2', 'qwen3:8b']);
  });

  it('tells what fits from what does not', () => {
    expect([2, 6, 20].map((size) => fitOf(size * GB, 8 * GB))).toEqual(['fits', 'tight', 'too-big']);
    expect(bytesOf(270_000_000)).toBe('270 MB');
  });
});

describe.skipIf(!hasTerminal)('failsoft local on a terminal', () => {
  it.each([
    ['y', 0, 1],
    ['n', 1, 0],
  ])('offers a model where there is none, and %j is obeyed', async (key, code, pulls) => {
    const ollama = await ollamaWith();
    const terminal = openTerminal(['local'], { cwd: place(), env: { OLLAMA_HOST: ollama.host } });
    later(terminal.close);
    await terminal.until(/Download \S+ \(about [\d.]+ GB\)\?/);
    terminal.press(key);
    expect(await terminal.ended).toBe(code);
    expect(ollama.asked('/api/pull')).toHaveLength(pulls);
    if (pulls > 0) expect(terminal.shown()).toContain('pulling dde5aa3fc5ff 50 % of 2.0 GB');
  });
});
