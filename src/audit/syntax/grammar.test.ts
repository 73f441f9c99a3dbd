import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('has the grammar of Kotlin as it was published', () => {
  const bytes = readFileSync(new URL('./tree-sitter-kotlin.wasm', import.meta.url));
  const note = readFileSync(new URL('./kotlin-grammar.md', import.meta.url), 'utf8');
  expect(note).toContain(createHash('sha256').update(bytes).digest('hex'));
});
