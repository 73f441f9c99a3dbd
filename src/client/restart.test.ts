import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf } from '../../test/fixtures/bodies.ts';
import { ask, type Dialect, DIALECTS } from '../../test/fixtures/client.ts';
import { type Cutting, cuttingLine } from '../../test/fixtures/cutting.ts';
import { scene } from '../../test/fixtures/scene.ts';
import { createClient, type Request, type Restart, textOf, Trouble } from './client.ts';

const { sandbox, gateway, provider } = scene({ firstTokenMs: 1, tokenMs: 1 });

const lines: Cutting[] = [];
afterEach(async () => {
  await Promise.all(lines.splice(0).map(({ close }) => close()));
});

/** A gateway whose first rung breaks off in the middle of its words, and whose second says nothing of going on with them. */
async function breaking(name: string, dialect: Dialect, next: Dialect): Promise<string> {
  const { url } = await gateway(
    [
      'providers:',
      provider(`${name}-a`, dialect),
      provider(`${name}-b`, next),
      `routes: [{ match: ["*"], ladder: [${name}-a/m, ${name}-b/m] }]`,
    ].join('\n'),
  );
  sandbox().setFault(`${name}-a`, 'clean-cut');
  return url;
}

function asking(protocol: Dialect, more: Partial<Request> = {}): Request {
  const {
    stream: _,
    model,
    ...body
  } = bodyOf(protocol, { model: 'm', stream: true, content: 'Tell me.' }) as {
    stream: boolean;
    model: string;
  };
  return { protocol, model, body: protocol === 'gemini' ? body : { ...body, model }, ...more };
}

const said = (name: string): string => sandbox().seen(name).at(-1)?.answer?.text ?? '';

/** Reads as a program does that shows words as they come. */
async function read(url: string, request: Request) {
  let text = '';
  const restarts: (Restart & { readonly before: string })[] = [];
  const onRestart = (restart: Restart): void => {
    restarts.push({ ...restart, before: text });
    text = text.slice(0, restart.from);
  };
  const stream = await createClient({ url }).stream({ ...request, onRestart });
  for await (const words of textOf(stream)) text += words;
  return { text, restarts, served: stream.served };
}

describe('a client that lets an answer begin anew', () => {
  it.each(DIALECTS)('is told where, and ends up with one whole answer: %s', async (dialect) => {
    const name = `anew-${dialect}`;
    const next = DIALECTS[(DIALECTS.indexOf(dialect) + 1) % DIALECTS.length] ?? dialect;
    const { text, restarts, served } = await read(await breaking(name, dialect, next), asking(dialect));
    expect(text).toBe(said(`${name}-b`));
    expect(restarts).toMatchObject([{ from: 0, servedBy: `${name}-b/m` }]);
    expect(restarts[0]?.before).not.toBe('');
    expect(said(`${name}-a`).startsWith(restarts[0]?.before ?? '')).toBe(true);
    expect(served.servedBy).toBe(`${name}-a/m`);
  });

  it.each(['anthropic', 'ollama'] as const)('is told once, wherever its line breaks: %s', async (dialect) => {
    const name = `lines-${dialect}`;
    const line = await cuttingLine(await breaking(name, dialect, 'openai-chat'));
    lines.push(line);
    line.breakAt({ behind: dialect === 'ollama' ? '}\n' : '}\n\n', times: 3, bytes: 20 });
    const { text, restarts } = await read(line.url, asking(dialect));
    expect(text).toBe(said(`${name}-b`));
    expect(restarts).toHaveLength(1);
    expect(line.count()).toBeGreaterThan(10);
  });

  it('gets events of the dialect and no others', async () => {
    const url = await breaking('events', 'openai-responses', 'anthropic');
    const names: string[] = [];
    const stream = await createClient({ url }).stream(
      asking('openai-responses', { onRestart: () => void names.push('anew') }),
    );
    for await (const { event } of stream) names.push(event);
    const at = names.indexOf('anew');
    expect(names.slice(0, at)).toContain('response.output_text.delta');
    expect([names[at + 1], names.at(-1)]).toEqual(['response.created', 'response.completed']);
    expect(names).not.toContain('failsoft.restart');
  });

  it('hears of an answer that broke off when nobody else has one', async () => {
    const url = await breaking('nobody', 'anthropic', 'anthropic');
    sandbox().setFault('nobody-b', 'overloaded');
    const restarts: Restart[] = [];
    const stream = await createClient({ url }).stream(asking('anthropic', { onRestart: (one) => restarts.push(one) }));
    let text = '';
    const all = (async () => {
      for await (const words of textOf(stream)) text += words;
    })();
    await expect(all).rejects.toMatchObject({ kind: 'broken' });
    await expect(all).rejects.toBeInstanceOf(Trouble);
    expect([restarts, said('nobody-a').startsWith(text)]).toEqual([[], true]);
  });
});

describe('whoever says nothing of it', () => {
  it.each([
    ['one that sends no such header', 'quiet', {}],
    ['a list, which has no room for the word', 'list', { 'x-failsoft-restart': 'ok' }],
  ] as const)('has nothing taken back: %s', async (_, name, headers) => {
    const dialect = name === 'list' ? 'gemini' : 'anthropic';
    const url = await breaking(name, dialect, 'anthropic');
    const way = name === 'list' ? 'gemini-list' : 'anthropic';
    const heard = await ask(url, way, bodyOf(way, { model: 'm', stream: true, content: 'Tell me.' }), headers);
    expect(heard.complete).toBe(false);
    expect(said(`${name}-a`).startsWith(heard.text)).toBe(true);
    expect(sandbox().seen(`${name}-b`)).toEqual([]);
  });
});
