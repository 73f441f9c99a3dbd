import { expect, it } from 'vitest';
import { codeOwnersIn } from './code-owners.ts';

const owners = codeOwnersIn(`# The last that fits counts.
*            @everybody
*.md         @writers   # and their texts
/src/        @core
apps/        @apps
/src/llm/*   @models
**/secrets   @nobody-else
/src/free
[bad]        @never
${'*'.repeat(50)} @never
`);

it.each([
  ['README.md', '@writers'],
  ['src/index.ts', '@core'],
  ['lib/src/index.ts', '@everybody'],
  ['src/llm/reply.ts', '@models'],
  ['src/llm/deep/reply.ts', '@core'],
  ['web/apps/one/page.ts', '@apps'],
  ['a/secrets/key.ts', '@nobody-else'],
  ['src/free', ''],
])('CODEOWNERS say that %s belongs to %s', (file, owner) => {
  expect(owners(file).join(' ')).toBe(owner);
});
