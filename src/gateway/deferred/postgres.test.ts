import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresFolder, startPostgres, type TestServer } from '../../store/deferred/testing/postgres.ts';
import { call, idOf, later, over, questionIn, STORE_KEY, until, waitingScene } from './testing/waiting.ts';

const { sandbox, gateway } = waitingScene();
const folder = postgresFolder();
if (folder === null) {
  const sentence = 'Gateways with a PostgreSQL are not tried: it is not installed (apt-get install postgresql)';
  if (process.env['FAILSOFT_TEST_ALL'] === '1') throw new Error(sentence);
  console.info(sentence);
}

let server: TestServer | null = null;
beforeAll(async () => {
  if (folder !== null) server = await startPostgres(folder);
});
afterAll(async () => server?.stop());

describe.runIf(folder !== null)('gateways that share a PostgreSQL', () => {
  it('answer each job once, tell of what the other has taken in, and say once that it is gone, and that it is back', async () => {
    const key = `${STORE_KEY}, url: "${server?.url ?? ''}"`;
    const [one, two] = [
      await gateway('shared', 'openai-chat', { key }),
      await gateway('shared', 'openai-chat', { key }),
    ];
    const ids = await Promise.all(
      Array.from({ length: 10 }, async (_, number) =>
        idOf(await later(number % 2 === 0 ? one : two, 'openai-chat', { content: `Number ${number}.` })),
      ),
    );
    for (const [number, id] of ids.entries())
      expect(await over(number % 2 === 0 ? two : one, id)).toMatchObject({ state: 'done' });
    const asked = sandbox()
      .seen('shared')
      .map(({ answer }) => answer?.text ?? '');
    for (let number = 0; number < 10; number += 1)
      expect(asked.filter((text) => text.includes(`“Number ${number}.”`))).toHaveLength(1);

    await server?.pause();
    sandbox().setFault('shared', 'overloaded');
    const { headers } = await call(`${one.url}/v1/chat/completions`, 'POST', { body: questionIn('openai-chat') });
    expect(headers.get('x-failsoft-mode')).toBe('notice');
    await until(async () => (one.said.length > 0 ? true : null));
    expect(one.said).toEqual([
      expect.stringMatching(/^Deferred answers cannot be stored for now, because PostgreSQL /),
    ]);
    expect((await later(one, 'openai-chat')).status).toBe(503);
    await server?.resume();
    await until(async () => ((await later(one, 'openai-chat')).status === 202 ? true : null));
    expect(one.said).toEqual([expect.any(String), 'Deferred answers can be stored again.']);
    sandbox().setFault('shared', null);
  });
});
