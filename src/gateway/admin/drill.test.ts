import { expect, it } from 'vitest';
import { scene } from '../../../test/fixtures/scene.ts';
import { at, type Json, textAt } from '../../model/json.ts';

const { gateway, provider } = scene();

it.each([
  [undefined, null],
  [null, null],
  [1_000, 1_000],
  [999, 'leaseMs: between one second and one hour'],
  [0, 'leaseMs: between one second and one hour'],
  ['10s', 'leaseMs: between one second and one hour'],
])('a drill with a lease of %s ms has that lease, or is refused', async (leaseMs, expected) => {
  const { url } = await gateway(
    ['providers:', provider('one'), 'routes: [{ match: ["*"], ladder: [one/*] }]'].join('\n'),
  );
  const answer = await fetch(`${url}/admin/drill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'one', forMs: 1_000, unproven: true, leaseMs }),
  });
  const body = (await answer.json()) as Json;
  if (typeof expected === 'string') expect([answer.status, textAt(body, 'error', 'message')]).toEqual([400, expected]);
  else expect([answer.status, at(body, 'leaseMs')]).toEqual([200, expected]);
});
