import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Real sockets, threads and processes: a small machine must not be asked for more at once than it has, and a wait that a
// test is about must not be cut short because its neighbours are busy. All of these are far longer than anything takes: they
// end what hangs, and say nothing of how quick it should be.
const limits = {
  expect: { poll: { timeout: 20_000 } },
  testTimeout: 180_000,
  hookTimeout: 240_000,
  teardownTimeout: 30_000,
};
const PACK = 'test/pack.test.ts';

export default defineConfig({
  test: {
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    projects: [
      {
        test: {
          name: 'failsoft',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
          alias: {
            'failsoft/client': fileURLToPath(new URL('src/client/client.ts', import.meta.url)),
            'failsoft/react': fileURLToPath(new URL('src/react/react.ts', import.meta.url)),
          },
          exclude: [PACK],
          sequence: { groupOrder: 0 },
          ...limits,
        },
      },
      // Alone and last: it installs a package, which takes all the machine has.
      { test: { name: 'package', include: [PACK], sequence: { groupOrder: 1 }, ...limits } },
    ],
  },
});
