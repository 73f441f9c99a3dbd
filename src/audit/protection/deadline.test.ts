import { expect, it } from 'vitest';
import { onlySite } from '../testing/tree.ts';

const call = (more: string): string =>
  `from openai import OpenAI\nclient = OpenAI(timeout=20)\nclient.responses.create(model="m", input="x"${more})\n`;

it.each([
  ['is that of its client', '', 20_000],
  ['is its own', ', timeout=5', 5_000],
  ['is switched off by None', ', timeout=None', null],
])('the deadline of a call in Python %s', async (_, more, timeoutMs) => {
  const site = await onlySite({ 'a.py': call(more) });
  expect(site.timeoutMs).toMatchObject({ value: timeoutMs, by: 'code' });
});
