import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
/** All of `failsoft/client`, minified and compressed, bytes. */
const ALL_BYTES_MAX = 8_000;

type Bundle = { readonly bytes: number; readonly foreign: readonly string[] };

/** What a page gets that has this program. */
async function bundleOf(program: string): Promise<Bundle> {
  const own = '\0program';
  const made = await build({
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: { 'failsoft/client': join(SRC, 'client/client.ts'), 'failsoft/react': join(SRC, 'react/react.ts') },
    },
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? own : null),
        load: (id) => (id === own ? program : null),
      },
    ],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: 'program',
        external: ['react'],
        output: { minify: true },
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const chunks = (made as Rolldown.RolldownOutput).output.filter((one) => one.type === 'chunk');
  const ids = chunks.flatMap(({ modules, imports }) => [...Object.keys(modules), ...imports]);
  return {
    bytes: chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0),
    foreign: ids.filter((id) => id !== own && !id.startsWith(SRC)),
  };
}

describe('the client in a page', () => {
  it('is small as a whole, and brings nobody else along', async () => {
    const { bytes, foreign } = await bundleOf("export * from 'failsoft/client';");
    expect(foreign).toEqual([]);
    expect(bytes).toBeLessThan(ALL_BYTES_MAX);
    expect(bytes).toBeGreaterThan(ALL_BYTES_MAX / 2);
  });

  it('is smaller for those who use a part of it', async () => {
    const streams = await bundleOf(
      "import { createClient, textOf } from 'failsoft/client'; console.log(createClient, textOf);",
    );
    expect(streams.bytes).toBeLessThan(ALL_BYTES_MAX * 0.7);
    const help = await bundleOf("import { helpIn } from 'failsoft/client'; console.log(helpIn);");
    expect(help.bytes).toBeLessThan(600);
  });

  it('has hooks that bring React along, and nothing else', async () => {
    const { bytes, foreign } = await bundleOf("export * from 'failsoft/react'; export * from 'failsoft/client';");
    expect(foreign).toEqual(['react']);
    expect(bytes).toBeLessThan(ALL_BYTES_MAX + 1_000);
  });
});
