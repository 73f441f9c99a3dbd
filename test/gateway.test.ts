import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { refusedPort } from '../src/drill/sandbox/refused-port.ts';
import { ask } from './fixtures/client.ts';
import { post, question } from './fixtures/raw.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway, provider } = scene();

describe('a provider that is down', () => {
  it('loses none of 200 requests at once', async () => {
    const port = await refusedPort();
    const { url, app } = await gateway(
      [
        'providers:',
        `  dead: { protocol: anthropic, baseUrl: "http://127.0.0.1:${port}/v1", apiKey: ${SECRET} }`,
        provider('crowd', 'openai-chat'),
        'routes:',
        '  - { match: ["*"], ladder: [dead/*, crowd/standby-1, notice] }',
      ].join('\n'),
    );
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) =>
        ask(
          url,
          index % 2 === 0 ? 'anthropic' : 'openai-chat',
          question('m', { stream: index % 3 === 0, messages: [{ role: 'user', content: `Question ${index}` }] }),
        ),
      ),
    );
    const said = new Map(
      sandbox()
        .seen('crowd')
        .map(({ body, answer }) => [/Question \d+/.exec(body)?.[0], answer?.text]),
    );
    for (const [index, heard] of answers.entries()) {
      expect(heard).toMatchObject({ status: 200, complete: true, error: '', broke: false });
      expect(heard.headers['x-failsoft-mode']).toBe('standby');
      expect(heard.text).toBe(said.get(`Question ${index}`));
    }
    expect(app.gateway.status().requests).toMatchObject({ total: 200, answered: 200, failed: 0 });
    // Its breaker has opened, so most of them did not even try.
    expect(app.gateway.status().routes[0]?.rungs[0]?.state).toBe('resting');
  });

  it('is asked again when its rest is over, by probes and no request, and serves again when it is well', async () => {
    const { url, app } = await gateway(
      [
        'providers:',
        provider('ill'),
        provider('well'),
        'routes:',
        '  - { match: ["*"], ladder: [ill/*, well/*] }',
      ].join('\n'),
    );
    sandbox().setFault('ill', 'internal-error');
    for (let count = 0; count < 6; count += 1) await ask(url, 'anthropic', question('m'));
    expect(sandbox().seen('ill').length).toBe(3);
    sandbox().setFault('ill', null);
    const breaker = (): string | undefined => app.gateway.status().routes[0]?.rungs[0]?.targets[0]?.breaker;
    expect(breaker()).toBe('open');
    await expect.poll(breaker, { timeout: 60_000, interval: 100 }).toBe('ramping');
    // Three probes, each a small question in its own dialect.
    const probes = sandbox().seen('ill').slice(3);
    expect(probes.map(({ body }) => /"ping"/.test(body))).toEqual([true, true, true]);
    expect(app.gateway.status().routes[0]?.rungs[0]).toMatchObject({ state: 'ready', targets: [{ probes: 3 }] });
    expect(app.gateway.status().requests.total).toBe(6);
  });

  it('uses its other key when one meets a limit, and the limit is not held against the provider', async () => {
    const keys = 'apiKeys: [first-key-of-the-account, second-key-of-the-account]';
    const { url, app } = await gateway(
      [
        'providers:',
        provider('limited', 'openai-chat', keys),
        'routes:',
        '  - { match: ["*"], ladder: [limited/*] }',
      ].join('\n'),
    );
    sandbox().setFault('limited', 'rate-limited-seconds', { times: 1 });
    for (let count = 0; count < 3; count += 1) expect((await ask(url, 'openai-chat', question('m'))).status).toBe(200);
    const used = sandbox()
      .seen('limited')
      .map(({ headers }) => headers['authorization']);
    expect(used).toEqual(['first', 'second', 'second', 'second'].map((name) => `Bearer ${name}-key-of-the-account`));
    expect(app.gateway.status().routes[0]?.rungs[0]?.targets[0]?.breaker).toBe('closed');
  });

  it('is not replaced when the caller forbids standbys, or when the data policy does', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('first'),
        provider('second'),
        'routes:',
        '  - { match: [free-*], ladder: [first/*, second/*] }',
        '  - { match: [kept-*], allow: [first], ladder: [first/*, second/*] }',
      ].join('\n'),
    );
    sandbox().setFault('first', 'overloaded');
    const before = sandbox().seen('second').length;
    expect((await ask(url, 'anthropic', question('free-1'), { 'x-failsoft-standby': 'off' })).status).toBe(529);
    expect((await ask(url, 'anthropic', question('kept-1'))).status).toBe(529);
    expect(sandbox().seen('second')).toHaveLength(before);
    expect((await ask(url, 'anthropic', question('free-1'))).headers['x-failsoft-mode']).toBe('standby');
    sandbox().setFault('first', null);
  });

  it('is another one than the caller names, also where that one is well', async () => {
    const rungs = 'routes: [{ match: ["*"], ladder: [chosen/*, { target: other/standby-model }] }]';
    const { url } = await gateway(['providers:', provider('chosen'), provider('other'), rungs].join('\n'));
    const whoFor = async (not: string) => {
      const { status, headers } = await ask(url, 'anthropic', question('m'), { 'x-failsoft-not': not });
      return [status, headers['x-failsoft-served-by'], headers['x-failsoft-mode']];
    };
    expect(await whoFor('somebody/else')).toEqual([200, 'chosen/m', 'primary']);
    expect(await whoFor('chosen/m')).toEqual([200, 'other/standby-model', 'standby']);
    expect(await whoFor('other/standby-model,chosen/m')).toEqual([400, undefined, undefined]);
    // Nobody is taken for ill who was not asked.
    expect(await whoFor('')).toEqual([200, 'chosen/m', 'primary']);
  });
});

describe('a caller', () => {
  it('that goes away ends the call upstream at once, and it counts against nobody', async () => {
    const { url, app } = await gateway(
      ['providers:', provider('patient'), 'routes:', '  - { match: ["*"], ladder: [patient/*] }'].join('\n'),
    );
    for (const fault of [null, 'header-hang', 'pings-only'] as const) {
      sandbox().setFault('patient', fault);
      const body = JSON.stringify(
        question('m', { stream: true, messages: [{ role: 'user', content: '[long]' }], max_tokens: 4_000 }),
      );
      const before = sandbox().seen('patient').length;
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(post('/v1/messages', body)));
      socket.on('error', () => {});
      await expect.poll(() => sandbox().seen('patient').length, { interval: 5 }).toBeGreaterThan(before);
      await sleep(30);
      socket.destroy();
      const completion = () => `${String(fault)}: ${sandbox().seen('patient').at(-1)?.completion}`;
      await expect.poll(completion, { interval: 5 }).toBe(`${String(fault)}: left`);
    }
    sandbox().setFault('patient', null);
    expect(app.gateway.status().requests).toMatchObject({ left: 3, failed: 0 });
    expect(app.gateway.status().routes[0]?.rungs[0]?.targets[0]).toMatchObject({ breaker: 'closed', failed: 0 });
  });

  it('that reads slowly is not taken for a stall of the provider', async () => {
    const { url, app } = await gateway(
      [
        'providers:',
        provider('quick'),
        'routes:',
        '  - { match: ["*"], ladder: [{ target: quick/*, byteIdle: 300ms, contentIdle: 300ms }] }',
      ].join('\n'),
    );
    const body = JSON.stringify(
      question('m', { stream: true, messages: [{ role: 'user', content: '[long]' }], max_tokens: 4_000 }),
    );
    const heard = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(post('/v1/messages', body)));
      socket.on('data', (chunk) => {
        text += chunk.toString();
        socket.pause();
        setTimeout(() => socket.resume(), 20);
      });
      socket.on('close', () => resolve(text));
    });
    expect(heard).toContain('message_stop');
    expect(app.gateway.status().requests.answered).toBe(1);
  });
});

describe('what is said of an answer', () => {
  it('stands in its head: who answered, how, after how many attempts, and what was lost', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('top'),
        provider('below', 'openai-chat'),
        'routes:',
        '  - { match: ["*"], ladder: [top/*, below/gpt-5.6] }',
      ].join('\n'),
    );
    const well = await ask(url, 'anthropic', question('claude-x'));
    expect(well.headers).toMatchObject({
      'x-failsoft-mode': 'primary',
      'x-failsoft-served-by': 'top/claude-x',
      'x-failsoft-attempts': '1',
    });
    expect(well.headers['request-id']).toBeTruthy();
    expect(Object.keys(well.headers).some((name) => name.startsWith('anthropic-ratelimit-'))).toBe(true);
    sandbox().setFault('top', 'unavailable');
    const standby = await ask(url, 'anthropic', question('claude-x', { top_k: 5, temperature: 0.5 }));
    sandbox().setFault('top', null);
    expect(standby.headers).toMatchObject({
      'x-failsoft-mode': 'standby',
      'x-failsoft-served-by': 'below/gpt-5.6',
      'x-failsoft-attempts': '2',
    });
    expect(standby.headers['x-failsoft-lost']).toBe('top_k, temperature');
    expect(standby.raw).toContain('"model":"claude-x"');
  });

  it('is never a key of ours, even when a provider repeats it', async () => {
    const { url, app } = await gateway(
      ['providers:', provider('chatty'), 'routes:', '  - { match: ["*"], ladder: [chatty/*] }'].join('\n'),
    );
    sandbox().setFault('chatty', 'echoed-key');
    const heard = await ask(url, 'anthropic', question('m'));
    expect(heard.status).toBe(502);
    expect(heard.raw + JSON.stringify(heard.headers)).not.toContain(SECRET);
    expect(JSON.stringify(await app.gateway.requests({ limit: 10 }))).not.toContain(SECRET);
    expect(JSON.stringify(app.gateway.status())).not.toContain(SECRET);
    const config = await fetch(`${url}/admin/config`);
    expect(await config.text()).not.toContain(SECRET);
  });

  it('is a notice in the caller’s own protocol when no model can answer', async () => {
    const { url } = await gateway(
      [
        'providers:',
        provider('gone'),
        'routes:',
        '  - { match: ["*"], ladder: [gone/*, { notice: "AI is away. Your work is saved." }] }',
      ].join('\n'),
    );
    sandbox().setFault('gone', 'overloaded');
    for (const dialect of ['anthropic', 'openai-chat'] as const) {
      for (const streamed of [true, false]) {
        const heard = await ask(url, dialect, question('m', { stream: streamed }));
        expect(heard).toMatchObject({ status: 200, complete: true, text: 'AI is away. Your work is saved.' });
        expect(heard.headers['x-failsoft-mode']).toBe('notice');
      }
    }
  });
});

describe('other paths of a provider’s API', () => {
  it('go to the first provider of the route as they are, and come back as they are', async () => {
    const { url } = await gateway(
      ['providers:', provider('claude'), 'routes:', '  - { match: ["*"], ladder: [claude/*] }'].join('\n'),
    );
    const models = await fetch(`${url}/v1/models?limit=2`, { headers: { 'anthropic-version': '2023-06-01' } });
    expect(models.status).toBe(200);
    expect(await models.json()).toHaveProperty('data');
    const counted = await fetch(`${url}/v1/messages/count_tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(await counted.json()).toHaveProperty('input_tokens');
    // Nobody here speaks the other protocol.
    expect((await fetch(`${url}/v1/files`)).status).toBe(404);
  });

  it('never tell the key that a provider repeats when it refuses it', async () => {
    const words = JSON.stringify({
      error: { message: `Incorrect API key provided: ${SECRET}. Find yours elsewhere.` },
    });
    const server = createServer((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json', 'content-length': words.length });
      response.end(words);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : null;
    const { url } = await gateway(
      [
        'providers:',
        `  rude: { protocol: openai-chat, baseUrl: "http://127.0.0.1:${port}/v1", apiKey: ${SECRET} }`,
        'routes:',
        '  - { match: ["*"], ladder: [rude/*] }',
      ].join('\n'),
    );
    const answer = await fetch(`${url}/v1/files`);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe(words.replace(SECRET, '[secret]'));
    server.close();
  });
});

describe('a tool whose name the standby refuses', () => {
  it('is called by the name that the caller gave it all the same', async () => {
    const { url } = await gateway(
      ['providers:', provider('named', 'openai-chat'), 'routes:', '  - { match: ["*"], ladder: [named/*] }'].join('\n'),
    );
    const name = `mcp__${'server_'.repeat(10)}_search`;
    const tools = [{ name, description: 'Search', input_schema: { type: 'object', properties: {} } }];
    for (const streamed of [true, false]) {
      const body = { tools, stream: streamed, messages: [{ role: 'user', content: 'Look it up. [tool]' }] };
      const heard = await ask(url, 'anthropic', question('m', body));
      expect(heard.tools.map((tool) => tool.name)).toEqual([name]);
      expect(sandbox().seen('named').at(-1)?.body).not.toContain(name);
    }
  });
});
