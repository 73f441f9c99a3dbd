import { expect, it } from 'vitest';
import { startGateway } from '../../../test/fixtures/gateway.ts';
import { BRISK, idOf, KEYS, later, over, STORE_KEY, waitingScene } from './testing/waiting.ts';

const { sandbox, newFile } = waitingScene();

it('a job is answered although a route above its own asks the same model, and nobody waits there', async () => {
  const path = newFile();
  const started = await startGateway(
    `
providers: { same: { protocol: anthropic, baseUrl: "${sandbox().baseUrl('same', 'anthropic')}", apiKey: k } }
routes:
  - { name: idle, match: [nobody-*], ladder: [same/claude-opus-4-6, defer] }
  - { name: busy, match: ["*"], ladder: [same/claude-opus-4-6, defer] }
clients: [{ id: app, key: ${KEYS.app} }]
store: { key: ${STORE_KEY} }
journal: { path: "${path}" }
`,
    { deferred: BRISK },
  );
  const id = await idOf(await later(started, 'anthropic'));
  expect(await over(started, id)).toMatchObject({ state: 'done' });
  await started.stop();
});
