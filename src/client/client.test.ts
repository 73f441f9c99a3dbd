import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf } from '../../test/fixtures/bodies.ts';
import { type Dialect, DIALECTS } from '../../test/fixtures/client.ts';
import { type Cutting, cuttingLine } from '../../test/fixtures/cutting.ts';
import type { Started } from '../../test/fixtures/gateway.ts';
import { scene } from '../../test/fixtures/scene.ts';
import { refusedPort } from '../drill/sandbox/sandbox.ts';
import { createClient, type Request, type StreamEvent, textOf, Trouble } from './client.ts';

const { sandbox, gateway, provider } = scene({ firstTokenMs: 5, tokenMs: 2 });

const lines: Cutting[] = [];
afterEach(async () => {
  await Promise.all(lines.splice(0).map(({ close }) => close()));
});

/** A gateway in front of one provider of a dialect, at the end of a line that breaks when it is told to. */
async function broken(name: string, dialect: Dialect, more = ''): Promise<{ line: Cutting; started: Started }> {
  const started = await gateway(
    ['providers:', provider(name, dialect), 'routes:', `  - { match: ["*"], ladder: [${name}/*] }`, more].join('\n'),
  );
  const line = await cuttingLine(started.url);
  lines.push(line);
  return { line, started };
}

const MODELS: Readonly<Record<Dialect, string>> = {
  anthropic: 'claude-opus-4-6',
  'openai-chat': 'gpt-5.6',
  'openai-responses': 'gpt-5.6',
  gemini: 'gemini-3.8-flash',
  ollama: 'qwen3.5',
};

/** So few tokens that a test of every event ends soon. */
const BRIEF: Readonly<Record<Dialect, object>> = {
  anthropic: { max_tokens: 12 },
  'openai-chat': { max_completion_tokens: 12 },
  'openai-responses': { max_output_tokens: 16 },
  gemini: { generationConfig: { maxOutputTokens: 12 } },
  ollama: { options: { num_predict: 12 } },
};

/** What ends an event as the providers write them. */
const ENDS: Readonly<Record<Dialect, string>> = {
  anthropic: '}\n\n',
  'openai-chat': '}\n\n',
  'openai-responses': '}\n\n',
  gemini: '}\r\n\r\n',
  ollama: '}\n',
};

function asking(protocol: Dialect, content = 'What is fail-soft?', more: Partial<Request> = {}): Request {
  const model = MODELS[protocol];
  const { stream: _, ...body } = bodyOf(protocol, { model, stream: true, content }) as { stream: boolean };
  if (protocol !== 'gemini') return { protocol, body, ...more };
  const { model: __, ...rest } = body as { model?: string };
  return { protocol, model, body: rest, ...more };
}

const said = (name: string): string => sandbox().seen(name).at(-1)?.answer?.text ?? '';

async function allOf<T>(events: AsyncIterable<T>): Promise<{ readonly got: readonly T[]; readonly error: unknown }> {
  const got: T[] = [];
  try {
    for await (const event of events) got.push(event);
    return { got, error: null };
  } catch (error) {
    return { got, error };
  }
}

const until = async (what: () => boolean | Promise<boolean>): Promise<void> =>
  expect.poll(what, { interval: 10 }).toBe(true);

describe('a client', () => {
  it.each(DIALECTS)('gets whole answers and streams of %s, and who gave them', async (dialect) => {
    const { started } = await broken(`plain-${dialect}`, dialect);
    const client = createClient({ url: `${started.url}/` });
    const whole = await client.ask(asking(dialect, 'Hello', { workflow: 'tests' }));
    expect(whole.served).toMatchObject({
      mode: 'primary',
      servedBy: `plain-${dialect}/${MODELS[dialect]}`,
      attempts: 1,
    });
    expect(JSON.stringify(whole.body)).toContain(JSON.stringify(said(`plain-${dialect}`)).slice(1, -1));
    const [entry] = await started.app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ id: whole.served.request, workflow: 'tests' });

    const stream = await client.stream(asking(dialect));
    expect(stream.served).toMatchObject({ mode: 'primary', servedBy: `plain-${dialect}/${MODELS[dialect]}` });
    const { got, error } = await allOf(textOf(stream));
    expect(error).toBeNull();
    expect(got.length).toBeGreaterThan(3);
    expect(got.join('')).toBe(said(`plain-${dialect}`));
  });

  it.each(DIALECTS)('gets every event of %s once when its line breaks behind each of them', async (dialect) => {
    const name = `cut-${dialect}`;
    const { line, started } = await broken(name, dialect);
    const { body, ...rest } = asking(dialect);
    const brief = { ...rest, body: { ...body, ...BRIEF[dialect] } };
    const whole = await allOf(await createClient({ url: started.url }).stream(brief));
    expect(whole.error).toBeNull();
    const asked = sandbox().seen(name).length;
    // Each connection brings one event and a bit of the next.
    line.breakAt({ behind: ENDS[dialect], times: 1, bytes: 20 });
    const cut = await allOf(await createClient({ url: line.url }).stream(brief));
    expect(cut.error).toBeNull();
    expect(shapes(cut.got)).toEqual(shapes(whole.got));
    expect(line.count()).toBeGreaterThan(10);
    expect(sandbox().seen(name).length).toBe(asked + 1);
    const [entry] = await started.app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ outcome: 'answered' });
  });
});

describe('a client whose line breaks', () => {
  it('is answered on a line of its own choice also where a key is needed', async () => {
    const { line } = await broken('keyed', 'anthropic', 'clients: [{ id: app, key: key-of-the-app, routes: ["*"] }]');
    line.breakAt({ behind: '}\n\n', times: 30, bytes: 3 });
    const stream = await createClient({ url: line.url, key: 'key-of-the-app' }).stream(asking('anthropic'));
    const { got, error } = await allOf(textOf(stream));
    expect([got.join(''), error]).toEqual([said('keyed'), null]);
    expect(line.count()).toBeGreaterThan(2);
    await expect(createClient({ url: line.url, key: 'another' }).ask(asking('anthropic'))).rejects.toMatchObject({
      kind: 'refused',
      status: 401,
    });
  });

  it('gives up when the gateway has waited long enough, and the answer is noted as left', async () => {
    const { line, started } = await broken('patient', 'anthropic', 'limits: { resumeGrace: 400ms }');
    const client = createClient({ url: line.url });
    const stream = await client.stream(asking('anthropic', 'Tell me more. [long]'));
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    line.refuse(true);
    line.cut();
    const { error } = await allOf({ [Symbol.asyncIterator]: () => events });
    expect(error).toBeInstanceOf(Trouble);
    expect(error).toMatchObject({ kind: 'lost', message: expect.stringContaining('could not be made again in time') });
    await until(async () => (await started.app.gateway.requests({ limit: 1 })).length > 0);
    const [entry] = await started.app.gateway.requests({ limit: 1 });
    expect(entry).toMatchObject({ outcome: 'left' });
    await until(() => sandbox().seen('patient').at(-1)?.completion === 'left');
    expect(sandbox().seen('patient')).toHaveLength(1);
  });

  it('says so when the gateway has nothing of the answer any more, and asks nobody again', async () => {
    const { line } = await broken('merciless', 'openai-chat', 'limits: { resumeGrace: 0s }');
    line.breakAt({ behind: '}\n\n', times: 4, bytes: 0 });
    const { got, error } = await allOf(await createClient({ url: line.url }).stream(asking('openai-chat')));
    expect(got.length).toBeGreaterThan(0);
    expect(error).toMatchObject({ kind: 'lost', status: 404, message: expect.stringContaining('There is no stream') });
    expect(sandbox().seen('merciless')).toHaveLength(1);
  });

  it('before the answer begins hears that nobody knows, and asks nobody again', async () => {
    const { line } = await broken('early', 'anthropic');
    line.breakAt({ behind: 'HTTP/1.1 200', times: 1, bytes: 0 });
    const client = createClient({ url: line.url });
    await expect(client.stream(asking('anthropic'))).rejects.toMatchObject({ kind: 'unreachable', status: null });
    await expect(client.ask(asking('anthropic'))).rejects.toMatchObject({ kind: 'unreachable' });
    expect(sandbox().seen('early')).toHaveLength(2);
    const nobody = createClient({ url: `http://127.0.0.1:${await refusedPort()}` });
    await expect(nobody.ask(asking('anthropic'))).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('an answer', () => {
  it('that its reader leaves ends at the provider, also when the line is well', async () => {
    const { started } = await broken('left', 'anthropic');
    const client = createClient({ url: started.url });
    for (const leave of ['break', 'signal'] as const) {
      const stop = new AbortController();
      const stream = await client.stream(asking('anthropic', 'Tell me more. [long]', { signal: stop.signal }));
      const reading = (async () => {
        for await (const _ of stream) {
          if (leave === 'break') break;
          stop.abort(new Error('Enough'));
        }
      })();
      if (leave === 'break') await reading;
      else await expect(reading).rejects.toThrow('Enough');
      // Long before the grace time is over.
      await until(() => sandbox().seen('left').at(-1)?.completion === 'left');
    }
    await until(async () => (await started.app.gateway.requests({ limit: 2 })).length === 2);
    const entries = await started.app.gateway.requests({ limit: 2 });
    expect(entries.map(({ outcome }) => outcome)).toEqual(['left', 'left']);
  });

  it('that nobody wants any more is not asked for', async () => {
    const { started } = await broken('unwanted', 'anthropic');
    const client = createClient({ url: started.url });
    const signal = AbortSignal.abort(new Error('No'));
    await expect(client.stream(asking('anthropic', 'Hello', { signal }))).rejects.toThrow('No');
    await expect(client.ask(asking('anthropic', 'Hello', { signal }))).rejects.toThrow('No');
    expect(sandbox().seen('unwanted')).toEqual([]);
  });

  it.each(DIALECTS)(
    'of %s that breaks at the provider says what came, why it ended, and that it is not whole',
    async (dialect) => {
      const name = `breaks-${dialect}`;
      const { line } = await broken(name, dialect);
      sandbox().setFault(name, 'clean-cut');
      line.breakAt({ behind: ENDS[dialect], times: 9, bytes: 9 });
      const { got, error } = await allOf(await createClient({ url: line.url }).stream(asking(dialect)));
      expect(got.length).toBeGreaterThan(2);
      expect(error).toMatchObject({ kind: 'broken', message: expect.stringMatching(/stopped before its end|cut/) });
      expect((error as Trouble).body).toEqual(got.at(-1)?.data);
    },
  );

  it.each(DIALECTS)('of %s of which nothing is kept is whole or an error, as the dialect says', async (dialect) => {
    const name = `direct-${dialect}`;
    const client = createClient({ url: `${sandbox().url}/${name}` });
    const whole = await allOf(textOf(await client.stream(asking(dialect, 'Hello', DIRECT))));
    expect([whole.got.join(''), whole.error]).toEqual([said(name), null]);
    sandbox().setFault(name, 'clean-cut');
    const cut = await allOf(await client.stream(asking(dialect, 'Hello', DIRECT)));
    expect(cut.error).toMatchObject({ kind: 'lost' });
  });

  it('that nobody can give is an error in the words of the gateway', async () => {
    const { started } = await broken('down', 'anthropic');
    sandbox().setFault('down', 'overloaded');
    const client = createClient({ url: started.url });
    for (const put of [client.ask, client.stream])
      await expect(put(asking('anthropic'))).rejects.toMatchObject({
        kind: 'refused',
        status: expect.any(Number),
        message: expect.stringMatching(/\w/),
        body: expect.objectContaining({ error: expect.anything() }),
      });
  });
});

/** What a provider wants to be shown. */
const DIRECT = {
  headers: {
    'x-api-key': 'any',
    authorization: 'Bearer any',
    'x-goog-api-key': 'any',
    'anthropic-version': '2023-06-01',
  },
};

/** Events without what is new in each answer. */
function shapes(events: readonly StreamEvent[]): readonly string[] {
  return events.map(({ event, data }) =>
    `${event} ${JSON.stringify(data)}`
      .replaceAll(/"(?:id|item_id|responseId|created|created_at|createTime|obfuscation)":(?:"[^"]*"|\d+)/g, '')
      .replaceAll(/"\w*(?:_duration|cached?\w*|tokens?)":\d+/g, ''),
  );
}
