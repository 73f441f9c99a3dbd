import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../../test/fixtures/client.ts';
import { at, type Json, textAt } from '../../model/json.ts';
import { call, idOf, jsonOf, KEYS, later, MODELS, over, questionIn, until, waitingScene } from './testing/waiting.ts';

const { sandbox, gateway, newFile } = waitingScene();

const promised = async (response: Response): Promise<string> => {
  await response.text();
  return response.headers.get('x-failsoft-deferred') ?? '';
};

describe('a question for later', () => {
  it.each(DIALECTS)(
    'is taken in at the path of %s behind /v1/deferred, and answered in that dialect',
    async (dialect) => {
      const started = await gateway(`later-${dialect}`, dialect);
      const taken = await later(started, dialect);
      expect(taken.status).toBe(202);
      const id = taken.headers.get('x-failsoft-deferred') ?? '';
      expect(taken.headers.get('location')).toBe(`/v1/deferred/${id}`);
      expect(Number(taken.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await jsonOf(taken)).toMatchObject({
        id,
        object: 'failsoft.deferred',
        state: 'waiting',
        protocol: dialect,
      });
      const job = await over(started, id);
      const said = sandbox().seen(`later-${dialect}`).at(-1)?.answer?.text ?? 'nothing';
      expect(job).toMatchObject({ state: 'done', mode: 'primary', status: 200 });
      expect(JSON.stringify(at(job, 'answer'))).toContain(JSON.stringify(said).slice(1, -1));
      const alone = await call(`${started.url}/v1/deferred/${id}/answer`, 'GET');
      expect(alone.headers.get('x-failsoft-mode')).toBe('primary');
      expect(await jsonOf(alone)).toEqual(at(job, 'answer'));
      const [entry] = await started.app.gateway.requests({ limit: 1, id: textAt(job, 'result') });
      expect(entry).toMatchObject({ outcome: 'answered', workflow: 'deferred', client: 'app', protocol: dialect });
    },
  );
});

describe('what a caller may want of it', () => {
  it('is the same job for the same key and question, and no job for another question', async () => {
    const started = await gateway('keys', 'anthropic');
    sandbox().setFault('keys', 'overloaded');
    const headers = { 'idempotency-key': 'letter-7' };
    const [one, two] = await Promise.all([
      later(started, 'anthropic', { headers }),
      later(started, 'anthropic', { headers }),
    ]);
    expect([one.status, two.status]).toEqual([202, 202]);
    const id = await idOf(one);
    expect(await idOf(two)).toBe(id);
    const other = await later(started, 'anthropic', { headers, content: 'Something else' });
    expect(other.status).toBe(409);
    expect(await jsonOf(other)).toMatchObject({ type: 'error', error: { message: expect.stringContaining(id) } });
    // Another tenant may call its own so, too.
    const theirs = await later(started, 'anthropic', { headers, content: 'Mine', key: KEYS.other });
    expect(theirs.status).toBe(202);
    expect(await idOf(theirs)).not.toBe(id);
    sandbox().setFault('keys', null);
  });

  it.each(['idempotency-key', 'nothing'])('is the same job for a retry of an official client, by %s', async (name) => {
    const file = newFile();
    const started = await gateway('retried', 'anthropic', { file });
    sandbox().setFault('retried', 'overloaded');
    const mine = { [name]: 'letter-8', 'anthropic-beta': 'context-1m-2025-08-07' };
    const retries: readonly Record<string, string>[] = [
      { ...mine, 'x-stainless-retry-count': '0', 'x-stainless-timeout': '600', 'x-app': 'cli' },
      { 'x-stainless-timeout': '599', 'x-stainless-retry-count': '1', ...mine },
    ];
    const ids: string[] = [];
    for (const headers of retries)
      ids.push(
        name === 'nothing'
          ? await promised(await call(`${started.url}/v1/messages`, 'POST', { body: questionIn('anthropic'), headers }))
          : await idOf(await later(started, 'anthropic', { headers })),
      );
    expect(ids[0]).toMatch(/^job_/);
    expect(ids[1]).toBe(ids[0]);
    sandbox().setFault('retried', null);
    await over(started, ids[0] ?? '');
    const headers = sandbox().seen('retried').at(-1)?.headers;
    expect(headers).toMatchObject({ 'anthropic-beta': 'context-1m-2025-08-07' });
    expect(headers).not.toHaveProperty('x-stainless-timeout');
  });

  it('is to be answered by another one than it names, also later', async () => {
    const started = await gateway('unwanted', 'openai-chat');
    const headers = { 'x-failsoft-not': `unwanted/${MODELS['openai-chat']}` };
    const id = await idOf(await later(started, 'openai-chat', { headers, content: 'Not by you' }));
    // There is no other one here.
    expect(await over(started, id)).toMatchObject({ state: 'failed', fault: 'unsayable' });
    expect(
      sandbox()
        .seen('unwanted')
        .filter(({ body }) => body.includes('Not by you')),
    ).toEqual([]);
  });

  it('waits on for another one that is away where the first of the ladder is not to answer, or cannot be asked', async () => {
    const started = await gateway('patient', 'openai-chat', { ladder: `patient/other, defer` });
    sandbox().setFault('patient', 'overloaded');
    const headers = { 'x-failsoft-not': `patient/${MODELS['openai-chat']}` };
    const id = await idOf(await later(started, 'openai-chat', { headers, content: 'By the other' }));
    await until(async () => {
      const job = await jsonOf(await call(`${started.url}/v1/deferred/${id}`, 'GET'));
      return at(job, 'tries') === 1 && textAt(job, 'state') !== 'running' ? true : null;
    });
    expect(await jsonOf(await call(`${started.url}/v1/deferred/${id}`, 'GET'))).toMatchObject({ state: 'waiting' });
    sandbox().setFault('patient', null);
    expect(await over(started, id)).toMatchObject({ state: 'done', servedBy: 'patient/other' });
  });

  it('is nothing of another tenant, who sees, hears, cancels and forgets none of it', async () => {
    const started = await gateway('tenants', 'openai-chat');
    sandbox().setFault('tenants', 'overloaded');
    const id = await idOf(await later(started, 'openai-chat'));
    const theirs = { key: KEYS.other };
    const path = `${started.url}/v1/deferred/${id}`;
    for (const response of [
      await call(path, 'GET', theirs),
      await call(`${path}/answer`, 'GET', theirs),
      await call(path, 'GET', { ...theirs, headers: { accept: 'text/event-stream' } }),
      await call(path, 'DELETE', theirs),
    ]) {
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(id);
    }
    expect(await jsonOf(await call(`${started.url}/v1/deferred`, 'GET', theirs))).toEqual({ jobs: [] });
    expect(await jsonOf(await call(`${started.url}/v1/deferred`, 'GET'))).toMatchObject({ jobs: [{ id }] });
    expect((await fetch(path)).status).toBe(401);
    const cancelled = await call(path, 'DELETE');
    expect(await jsonOf(cancelled)).toMatchObject({ id, state: 'cancelled' });
    expect(await jsonOf(await call(path, 'GET'))).toMatchObject({ state: 'cancelled', answer: null });
    expect((await call(path, 'DELETE')).status).toBe(204);
    expect((await call(path, 'GET')).status).toBe(404);
    sandbox().setFault('tenants', null);
  });

  it('is told as it happens, with the answer last', async () => {
    const started = await gateway('events', 'anthropic');
    sandbox().setFault('events', 'overloaded');
    const id = await idOf(await later(started, 'anthropic'));
    const response = await call(`${started.url}/v1/deferred/${id}`, 'GET', {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    sandbox().setFault('events', null);
    // It ends by itself.
    const jobs = [...(await response.text()).matchAll(/event: job\ndata: (.*)\n/g)].map(([, data = '']): Json =>
      JSON.parse(data),
    );
    expect(jobs[0]).toMatchObject({ id });
    expect(jobs.at(-1)).toMatchObject({ state: 'done', answer: { type: 'message', role: 'assistant' } });
    expect(jobs.slice(0, -1).every((job) => ['waiting', 'running'].includes(textAt(job, 'state')))).toBe(true);
  });

  it.each([
    ['x-failsoft-priority', '8', 'whole number from 0 to 7'],
    ['x-failsoft-expires', 'soon', 'whole number from 1'],
    ['idempotency-key', 'x'.repeat(256), '1 to 255 characters'],
    ['x-failsoft-webhook', 'https://example.com/', 'none that this gateway may tell'],
  ])('is refused where %s is %s', async (name, value, why) => {
    const started = await gateway('wrong', 'openai-chat');
    const response = await later(started, 'openai-chat', { headers: { [name]: value } });
    expect(response.status).toBe(400);
    expect(textAt(await jsonOf(response), 'error', 'message')).toContain(why);
  });

  it('is known by its head or body where the address does not say its dialect', async () => {
    const started = await gateway('bare', 'openai-chat');
    const path = `${started.url}/v1/deferred`;
    const bodies: readonly (readonly [object, Readonly<Record<string, string>>, string])[] = [
      [questionIn('openai-chat'), {}, 'openai-chat'],
      [questionIn('openai-responses'), {}, 'openai-responses'],
      [questionIn('anthropic'), { 'anthropic-version': '2023-06-01' }, 'anthropic'],
      [{ ...questionIn('gemini'), model: 'gemini-3.8-flash' }, {}, 'gemini'],
      [questionIn('ollama'), { 'x-failsoft-protocol': 'ollama' }, 'ollama'],
    ];
    for (const [body, headers, protocol] of bodies) {
      const response = await call(path, 'POST', { body, headers });
      expect([response.status, textAt(await jsonOf(response), 'protocol')]).toEqual([202, protocol]);
    }
    const unknown = await call(path, 'POST', { body: { model: 'm', prompt: 'x' } });
    expect(unknown.status).toBe(400);
    expect((await call(`${path}/v1/embeddings`, 'POST', { body: { model: 'm', input: 'x' } })).status).toBe(404);
  });
});
