import { describe, expect, it } from 'vitest';
import { at, textAt } from '../../model/json.ts';
import { call, idOf, jsonOf, later, over, questionIn, until, waitingScene } from './testing/waiting.ts';

const { sandbox, gateway, newFile } = waitingScene();

const stateOf = async (url: string, id: string): Promise<string> =>
  textAt(await jsonOf(await call(`${url}/v1/deferred/${id}`, 'GET')), 'state');

describe('a queue that is worked off', () => {
  it('ends with the error where the question itself is wrong, in the dialect of the question', async () => {
    const started = await gateway('wrong', 'anthropic');
    const body = { ...questionIn('anthropic'), messages: 'none' };
    const id = await idOf(await later(started, 'anthropic', { body }));
    const job = await over(started, id);
    expect(job).toMatchObject({ state: 'failed', fault: 'bad-request', status: 400, answer: { type: 'error' } });
    const alone = await call(`${started.url}/v1/deferred/${id}/answer`, 'GET');
    expect(alone.status).toBe(400);
    expect(at(await jsonOf(alone), 'type')).toBe('error');
  });

  it('asks nobody while nobody can be asked, and loses nothing by a restart in the meantime', async () => {
    const file = newFile();
    const started = await gateway('restart', 'anthropic', { file });
    sandbox().setFault('restart', 'overloaded');
    await call(`${started.url}/v1/messages`, 'POST', { body: questionIn('anthropic') });
    const id = await idOf(await later(started, 'anthropic', { content: 'After the restart' }));
    const before = sandbox().seen('restart').length;
    await until(async () => (started.app.gateway.deferred?.queue.isWaiting() === true ? true : null));
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    const asked = sandbox().seen('restart').slice(before);
    expect(asked.filter(({ body }) => body.includes('After the restart')).length).toBeLessThanOrEqual(3);
    await started.stop();
    sandbox().setFault('restart', null);
    const again = await gateway('restart', 'anthropic', { file });
    expect(await over(again, id)).toMatchObject({ state: 'done' });
  });

  it('has two gateways on one file answer each job once', async () => {
    const file = newFile();
    const [one, two] = [
      await gateway('twins', 'openai-chat', { file }),
      await gateway('twins', 'openai-chat', { file }),
    ];
    const ids = await Promise.all(
      Array.from({ length: 12 }, async (_, number) =>
        idOf(await later(number % 2 === 0 ? one : two, 'openai-chat', { content: `Number ${number}.` })),
      ),
    );
    // Each of both tells of all.
    for (const [number, id] of ids.entries())
      expect(await over(number % 2 === 0 ? two : one, id)).toMatchObject({ state: 'done' });
    const asked = sandbox()
      .seen('twins')
      .map(({ answer }) => answer?.text ?? '');
    for (let number = 0; number < 12; number += 1)
      expect(asked.filter((text) => text.includes(`“Number ${number}.”`))).toHaveLength(1);
  });

  it('stops asking for a job that is cancelled, and takes no answer to it', async () => {
    const started = await gateway('slow', 'anthropic');
    sandbox().setFault('slow', 'header-hang');
    const id = await idOf(await later(started, 'anthropic'));
    await until(async () => ((await stateOf(started.url, id)) === 'running' ? true : null));
    expect(textAt(await jsonOf(await call(`${started.url}/v1/deferred/${id}`, 'DELETE')), 'state')).toBe('cancelled');
    await until(async () => {
      const [entry] = await started.app.gateway.requests({ limit: 1 });
      return entry?.outcome === 'left' ? true : null;
    });
    expect(await stateOf(started.url, id)).toBe('cancelled');
    sandbox().setFault('slow', null);
  });

  it('opens what was sealed with a key of before', async () => {
    const file = newFile();
    const [before, now] = [
      'the-old-key-of-more-than-thirty-two-letters',
      'the-new-key-of-more-than-thirty-two-letters',
    ];
    const first = await gateway('turned', 'anthropic', { file, key: before });
    sandbox().setFault('turned', 'overloaded');
    const id = await idOf(await later(first, 'anthropic'));
    await first.stop();
    sandbox().setFault('turned', null);
    const second = await gateway('turned', 'anthropic', { file, key: `${now}, oldKeys: [${before}]` });
    expect(await over(second, id)).toMatchObject({ state: 'done' });
  });

  it('keeps what was sealed with a key that is not there, and says so once', async () => {
    const file = newFile();
    const first = await gateway('lost', 'anthropic', { file });
    sandbox().setFault('lost', 'overloaded');
    const ids = [await idOf(await later(first, 'anthropic')), await idOf(await later(first, 'anthropic'))];
    await first.stop();
    sandbox().setFault('lost', null);
    const { said, url } = await gateway('lost', 'anthropic', {
      file,
      key: 'another-key-of-more-than-thirty-two-letters',
    });
    await until(async () => (said.some((sentence) => sentence.includes('which is not known here')) ? true : null));
    await until(async () => {
      const states = await Promise.all(ids.map((id) => stateOf(url, id)));
      return states.every((state) => state === 'waiting') ? true : null;
    });
    expect(said.filter((sentence) => sentence.startsWith('Deferred jobs wait that cannot be opened'))).toHaveLength(1);
  });
});
