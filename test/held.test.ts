import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scene, SECRET } from './fixtures/scene.ts';

const { sandbox, gateway } = scene();
const SCHEMA = {
  type: 'object',
  properties: { age: { type: 'integer' } },
  required: ['age'],
  additionalProperties: false,
};

/** A server of the dialect that does not keep to schemas. */
let careless: Server;
let address = '';
beforeAll(async () => {
  careless = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const streamed = (JSON.parse(text) as { stream?: boolean }).stream === true;
      const words = '{"age":"old"}';
      const said = { id: 'c1', object: 'chat.completion', created: 1, model: 'm' };
      if (!streamed) {
        const message = { role: 'assistant', content: words };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ ...said, choices: [{ index: 0, message, finish_reason: 'stop' }] }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const delta of [{ role: 'assistant', content: words }])
        response.write(`data: ${JSON.stringify({ ...said, choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
      response.write(
        `data: ${JSON.stringify({ ...said, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
      );
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(careless.address() as AddressInfo).port}/v1`;
});
afterAll(() => careless.close());

describe('a standby of the caller’s own dialect', () => {
  it.each([false, true])(
    'is held to the caller’s schema, and the next one answers when it does not keep to it: stream %s',
    async (stream) => {
      const { url } = await gateway(
        [
          'providers:',
          `  away: { protocol: openai-chat, baseUrl: "${sandbox().baseUrl('away')}", apiKey: ${SECRET} }`,
          `  careless: { protocol: openai-chat, baseUrl: "${address}", apiKey: ${SECRET} }`,
          `  careful: { protocol: openai-chat, baseUrl: "${sandbox().baseUrl('careful')}", apiKey: ${SECRET} }`,
          'routes:',
          '  - { match: ["*"], ladder: [away/*, careless/*, careful/*] }',
        ].join('\n'),
      );
      sandbox().setFault('away', 'overloaded');
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'm',
          stream,
          messages: [{ role: 'user', content: 'How old is it?' }],
          response_format: { type: 'json_schema', json_schema: { name: 'age', strict: true, schema: SCHEMA } },
        }),
      });
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(text).not.toContain('old');
      const said = sandbox().seen('careful').at(-1)?.answer?.text ?? '';
      expect(JSON.parse(said)).toEqual({ age: expect.any(Number) });
      if (!stream) {
        expect(answer.headers.get('x-failsoft-served-by')).toBe('careful/m');
        expect((JSON.parse(text) as { choices: { message: { content: string } }[] }).choices[0]?.message.content).toBe(
          said,
        );
      } else expect(text).toContain('[DONE]');
    },
  );
});
