import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { isTried } from './collect-less.ts';

/** Bodies of a megabyte come and go, 16 of them at a time. */
const BODIES = `
  const bodies = [];
  for (let index = 0; index < 1_500; index += 1) bodies[index % 16] = Buffer.allocUnsafeSlow(1024 * 1024);
`;

const collections = (version: string): number => {
  const file = JSON.stringify(new URL('collect-less.ts', import.meta.url).href);
  const script = `import { collectLess } from ${file}; collectLess('${version}'); ${BODIES}`;
  const { stdout, status } = spawnSync(process.execPath, ['--trace-gc', '--input-type=module', '-e', script]);
  expect(status).toBe(0);
  return [...stdout.toString().matchAll(/Mark-Compact/g)].length;
};

it.runIf(isTried(process.versions.node))('has V8 collect all of its heap less often where bodies are large', () => {
  const before = collections('22.19.0');
  expect(before).toBeGreaterThan(5);
  expect(collections(process.versions.node)).toBeLessThan(before / 2);
});
