import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { answerOf, chunk, exception } from '../src/providers/clouds/testing/frames.ts';
import { cloudScene, sse, whole } from './fixtures/cloud-scene.ts';
import { type Asked, checkSigV4, type Cloud } from './fixtures/clouds.ts';

/** Official clients ask for Claude, and a Bedrock on loopback answers that checks signatures by itself. */

const KEY = { id: 'ASIAEXAMPLEKEY000001', secret: 'a/secret+access/key-never-to-be-seen', token: 'a//session+token==' };
const WORDS = 'Rivers are roads that move. ≈ 🌊';
const ASK = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Rivers?' }] };

const { cloud, gatewayWith, url, attempts, shown } = cloudScene();

/** A Bedrock that lets in who signs rightly, and answers as it is told. */
async function bedrock(stream: readonly Buffer[], key = KEY): Promise<Cloud> {
  return cloud(checkSigV4(key, 'eu-central-1', 'bedrock'), ({ path, refused }, response) => {
    if (refused !== '') {
      response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'InvalidSignatureException' });
      return response.end(JSON.stringify({ message: refused }));
    }
    if (!path.endsWith('/invoke-with-response-stream')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(whole(WORDS));
    }
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    // In pieces that respect no frame.
    const bytes = Buffer.concat(stream);
    for (let at = 0; at < bytes.length; at += 97) response.write(bytes.subarray(at, at + 97));
    return response.end();
  });
}

const bedrockLine = (url: string, key = KEY): string =>
  `bedrock: { baseUrl: "${url}", region: eu-central-1, profile: eu, accessKeyId: ${key.id}, ` +
  `secretAccessKey: "${key.secret}", sessionToken: "${key.token}" }`;

const jsonOf = ({ body }: Asked): unknown => JSON.parse(body);

describe('Claude on Bedrock', () => {
  it('streams to an official client, out of its binary frames', async () => {
    const there = await bedrock(answerOf(WORDS).map(chunk));
    const client = await gatewayWith([bedrockLine(there.url)], 'bedrock/*');
    const message = await client.messages.stream(ASK).finalMessage();
    expect(message.content).toEqual([{ type: 'text', text: WORDS }]);
    expect(message.stop_reason).toBe('end_turn');
    expect(message.model).toBe('claude-sonnet-5-5');
    expect(there.asked).toHaveLength(1);
    expect(there.asked[0]).toMatchObject({
      refused: '',
      path: '/model/eu.anthropic.claude-sonnet-5-5/invoke-with-response-stream',
    });
    expect(there.asked[0]?.headers).not.toHaveProperty('anthropic-version');
  });

  it('answers as a whole', async () => {
    const there = await bedrock([]);
    const client = await gatewayWith([bedrockLine(there.url)], 'bedrock/*');
    const message = await client.messages.create(ASK);
    expect(message.content).toEqual([{ type: 'text', text: WORDS }]);
    const [asked] = there.asked;
    expect(asked === undefined ? null : jsonOf(asked)).toEqual({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 100,
      messages: ASK.messages,
    });
  });

  it('stands in for a caller of another dialect, too', async () => {
    const there = await bedrock(answerOf(WORDS).map(chunk));
    await gatewayWith([bedrockLine(there.url)], 'bedrock/*');
    const client = new OpenAI({ baseURL: `${url()}/v1`, apiKey: 'caller', maxRetries: 0 });
    let text = '';
    const stream = await client.chat.completions.create({ ...ASK, stream: true });
    for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    expect(text).toBe(WORDS);
  });

  it('that is throttled in the middle of nothing hands over to the next rung', async () => {
    const first = await bedrock([chunk(answerOf(WORDS)[0] ?? {}), exception('throttlingException', 'Slow down')]);
    const second = await cloud(
      () => '',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(sse(answerOf('The other one.')));
      },
    );
    const spare = `spare: { protocol: anthropic, baseUrl: "${second.url}", apiKey: a-key-of-some-length }`;
    const client = await gatewayWith([bedrockLine(first.url), spare], 'bedrock/*, spare/*');
    const message = await client.messages.stream(ASK).finalMessage();
    expect(message.content).toEqual([{ type: 'text', text: 'The other one.' }]);
    expect(await attempts()).toEqual(['bedrock/claude-sonnet-5-5 rate-limited', 'spare/claude-sonnet-5-5 answered']);
  });

  const damaged = (frames: readonly Buffer[]): readonly Buffer[] => {
    const bytes = Buffer.concat(frames);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    return [bytes];
  };

  it.each([
    ['is cut in the middle of a frame', (frames: readonly Buffer[]) => [Buffer.concat(frames).subarray(0, -9)]],
    ['is cut between two frames', (frames: readonly Buffer[]) => frames.slice(0, -2)],
    ['is damaged', damaged],
  ])('never ends well when its stream %s', async (_, spoil) => {
    const there = await bedrock(spoil(answerOf(WORDS).map(chunk)));
    const client = await gatewayWith([bedrockLine(there.url)], 'bedrock/*');
    const stream = client.messages.stream(ASK);
    let text = '';
    stream.on('text', (piece) => (text += piece));
    await expect(stream.finalMessage()).rejects.toThrow();
    expect(WORDS.startsWith(text)).toBe(true);
  });

  it('that does not know the key is passed over, and the key rests', async () => {
    const there = await bedrock([], { ...KEY, secret: 'another' });
    const client = await gatewayWith([bedrockLine(there.url)], 'bedrock/*, notice');
    for (let round = 0; round < 2; round += 1) {
      const message = await client.messages.create(ASK);
      expect(message.content[0]).toMatchObject({ type: 'text' });
    }
    expect(there.asked.map(({ refused }) => refused)).toEqual(['the signature does not match']);
    const journal = await shown();
    for (const secret of [KEY.secret, KEY.token]) expect(journal).not.toContain(secret);
  });
});
