import { expect, it } from 'vitest';
import { parseWhole } from './relay.ts';

it.each([
  ['nothing at all', '', 'cut'],
  ['half of it', '{"id":"c1"', 'garbled'],
  ['a web page', '<html>', 'garbled'],
])('takes %s for no answer, and not for one without content', (_, body, kind) => {
  expect(() => parseWhole(Buffer.from(body))).toThrow(expect.objectContaining({ kind }));
});
