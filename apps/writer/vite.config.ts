import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The grammar checker is so large that only those get it who ask for it. */
const ON_DEMAND = /grammar|harper/;

/**
 * Tells the service worker what there is to keep, and gives it a name that stays the same. Instead of `vite-plugin-pwa`, which brings 338
 * packages for this.
 */
function filesForWorker(): Plugin {
  return {
    name: 'files-for-service-worker',
    generateBundle: (_, bundle) => {
      const worker = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === 'service-worker');
      if (worker?.type !== 'chunk') throw new Error('There is no service worker');
      const names = Object.keys(bundle).filter((name) => name.startsWith('assets/') && !ON_DEMAND.test(name));
      const files = ['./', 'manifest.webmanifest', 'icon.svg', ...names.toSorted()];
      worker.code = worker.code.replace('WRITER_FILES', JSON.stringify(files));
    },
  };
}

export default defineConfig({
  root: at('.'),
  base: '/writer/',
  resolve: {
    alias: { 'failsoft/client': at('../../src/client/client.ts'), 'failsoft/react': at('../../src/react/react.ts') },
  },
  plugins: [filesForWorker()],
  worker: { format: 'es' },
  build: {
    outDir: at('../../dist/writer'),
    emptyOutDir: true,
    target: 'es2023',
    license: { fileName: 'licenses.txt' },
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: at('index.html'), 'service-worker': at('src/service-worker.ts') },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
