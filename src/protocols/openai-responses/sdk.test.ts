import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { Response } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import type { Tool } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import type { Reply, ReplyEvent } from '../../model/reply.ts';
import { renderFrames, splitFrames } from '../frame.ts';
import type { Resumed, StreamOptions } from '../protocol.ts';
import { openaiResponses } from './index.ts';

/** OpenAI's own client on a real socket. It is strict about ids, places and the last event. */
let server: Server;
let client: OpenAI;
let body: Uint8Array = new Uint8Array();

beforeAll(async () => {
  server = createServer((_, response) => {
    const isStream = !Buffer.from(body).toString().startsWith('{');
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
    response.end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'x', maxRetries: 0 });
});

afterAll(() => new Promise((done) => server.close(done)));

const OPTIONS: StreamOptions = { model: 'm', after: null, usage: true };

function written(events: readonly ReplyEvent[], options: Partial<StreamOptions> = {}): Uint8Array {
  const render = openaiResponses.renderStream({ ...OPTIONS, ...options });
  return renderFrames([...events.flatMap(render), ...render(null)], 'sse');
}

/** What the client has put together at the end of a stream. */
async function streamed(bytes: Uint8Array): Promise<Response> {
  body = bytes;
  return client.responses.stream({ model: 'm', input: 'hi' }).finalResponse();
}

const START: ReplyEvent = { type: 'start', id: 'up_1', model: 'm' };
const DONE: ReplyEvent = { type: 'end', stop: 'done', stopSequence: '' };
const usage: ReplyEvent = {
  type: 'usage',
  usage: { inputTokens: 9, cacheReadTokens: 4, cacheWriteTokens: 0, outputTokens: 7, thinkingTokens: 3 },
};

/** What a reply and the client's answer have to agree on. */
function summary({ parts, usage: used }: Reply): unknown {
  return {
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    thoughts: parts.flatMap((part) => (part.type === 'thinking' ? [part.text] : [])),
    calls: parts.flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.name, part.input]] : [])),
    tokens: [used.inputTokens, used.outputTokens, used.thinkingTokens],
  };
}

function assembled({ output, output_text: text, usage: used }: Response): unknown {
  return {
    text,
    thoughts: output.flatMap((item) =>
      item.type === 'reasoning' ? [item.summary.map((part) => part.text).join('')] : [],
    ),
    calls: output.flatMap((item) =>
      item.type === 'function_call' ? [[item.call_id, item.name, JSON.parse(item.arguments) as unknown]] : [],
    ),
    tokens: [used?.input_tokens, used?.output_tokens, used?.output_tokens_details.reasoning_tokens],
  };
}

describe.skipIf(skipped)('recorded streams, written again (skipped without ../shared/data)', () => {
  const recordings = recorded ? readRecordings(/^POST .*\/responses$/, /\/responses(\?|$)/) : [];

  it('are put together by OpenAI’s client as they were said', async () => {
    const streams = recordings.filter((one) => one.streamed);
    expect(streams.length).toBeGreaterThan(25);
    for (const { path, answer } of streams) {
      const parse = openaiResponses.parseStream();
      const frames = splitFrames('sse').feed(Buffer.from(`${answer.trimEnd()}\n\n`));
      const events = [...frames.flatMap(parse), ...parse(null)];
      const final = await streamed(written(events));
      expect([path, assembled(final), final.status]).toEqual([path, summary(gather(events)), 'completed']);
    }
  });

  it('are taken up behind their thoughts by another model, and the client sees one answer', async () => {
    let taken = 0;
    for (const { path, answer } of recordings.filter(
      (one) => one.streamed && /reasoning_(summary_)?text\.delta/.test(one.answer),
    )) {
      const all = splitFrames('sse').feed(Buffer.from(`${answer.trimEnd()}\n\n`));
      const frames = all.filter(({ data }) => data !== '');
      const watch = openaiResponses.watch();
      let count = 0;
      for (const frame of frames) {
        if (watch.see(frame).weight === 'hard') break;
        count += 1;
      }
      // Once in the middle of a thought, and once behind it.
      for (const cut of [Math.floor(count / 2), count]) {
        const seen = openaiResponses.watch();
        for (const frame of frames.slice(0, cut)) seen.see(frame);
        const after = seen.resumed();
        if (after.nextPart === 0) continue;
        taken += 1;
        const rest: readonly ReplyEvent[] = [
          { type: 'start', id: 'another', model: 'x' },
          { type: 'thinking', part: 0, text: 'Anew.' },
          { type: 'text', part: 1, text: 'Hello' },
          { type: 'text', part: 1, text: ' there' },
          usage,
          DONE,
        ];
        const head = renderFrames(frames.slice(0, cut), 'sse');
        const final = await streamed(Buffer.concat([head, written(rest, { after })]));
        expect([path, cut, final.output_text]).toEqual([path, cut, 'Hello there']);
        const kinds = final.output.map(({ type }) => type);
        expect([kinds[0], ...kinds.slice(-2)]).toEqual(['reasoning', 'reasoning', 'message']);
        expect(kinds.length).toBeGreaterThan(2);
        const ids = final.output.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        // Nobody sealed the thought that was broken off; unsealed, OpenAI would refuse it in the next request.
        if (after.openPart < 0 || after.openText === true) continue;
        expect(final.output[after.openPart]).toMatchObject({ encrypted_content: 'failsoft.1.unsigned' });
      }
    }
    expect(taken).toBeGreaterThan(5);
  });
});

describe('an answer in the eyes of OpenAI’s client', () => {
  const tools: readonly Tool[] = [
    {
      name: 'functions__exec',
      description: '',
      inputSchema: {},
      strict: false,
      freeText: '',
      origin: { namespace: 'functions', name: 'exec' },
    },
    {
      name: 'clock__sleep',
      description: '',
      inputSchema: {},
      strict: false,
      origin: { namespace: 'clock', name: 'sleep' },
    },
  ];
  const calls: readonly ReplyEvent[] = [
    START,
    { type: 'tool-call', part: 0, id: 'call_1', name: 'functions__exec' },
    { type: 'tool-input', part: 0, json: '{"input":"echo \\"h' },
    { type: 'tool-input', part: 0, json: 'i\\"\\n"}' },
    { type: 'tool-call', part: 1, id: 'call_2', name: 'clock__sleep' },
    { type: 'tool-input', part: 1, json: '{"ms":5}' },
    usage,
    { type: 'end', stop: 'tool-call', stopSequence: '' },
  ];

  it('has calls as their tools were offered: free text, and a namespace', async () => {
    const want = [
      { type: 'custom_tool_call', call_id: 'call_1', namespace: 'functions', name: 'exec', input: 'echo "hi"\n' },
      { type: 'function_call', call_id: 'call_2', namespace: 'clock', name: 'sleep', arguments: '{"ms":5}' },
    ];
    expect((await streamed(written(calls, { tools }))).output).toMatchObject(want);
    expect(openaiResponses.renderResponse(gather(calls), tools)['output']).toMatchObject(want);
  });

  it('has the same items in a stream and as a whole', async () => {
    const final = await streamed(written(calls, { tools }));
    const whole = openaiResponses.renderResponse(gather(calls), tools);
    expect(JSON.parse(JSON.stringify(final.output))).toMatchObject(whole['output'] as object[]);
    body = Buffer.from(JSON.stringify(whole));
    expect((await client.responses.create({ model: 'm', input: 'hi' })).output).toEqual(whole['output']);
  });

  it('is one answer, although three attempts were needed for it', async () => {
    const pieces: Uint8Array[] = [];
    let after: Resumed | null = null;
    for (const events of [
      [START, { type: 'thinking', part: 0, text: 'One' }],
      [
        { ...START, id: 'up_2' },
        { type: 'thinking', part: 0, text: 'Two' },
        { type: 'signature', part: 0, signature: 's' },
      ],
      [{ ...START, id: 'up_3' }, { type: 'text', part: 0, text: 'Three' }, usage, DONE],
    ] satisfies readonly (readonly ReplyEvent[])[]) {
      const watch = openaiResponses.watch(after);
      const render = openaiResponses.renderStream({ ...OPTIONS, after });
      const frames = events.flatMap((event) => render(event));
      for (const frame of frames) watch.see(frame);
      pieces.push(renderFrames(frames, 'sse'));
      after = watch.resumed();
    }
    const final = await streamed(Buffer.concat(pieces));
    expect(final).toMatchObject({
      id: 'resp_up_1',
      output: [
        { type: 'reasoning', summary: [{ text: 'One' }], encrypted_content: 'failsoft.1.unsigned' },
        { type: 'reasoning', summary: [{ text: 'Two' }], encrypted_content: 's' },
        { type: 'message', content: [{ text: 'Three' }] },
      ],
    });
    const numbers = [
      ...Buffer.concat(pieces)
        .toString()
        .matchAll(/"sequence_number":(\d+)\}$/gm),
    ].map((one) => Number(one[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('#54 has an empty object for the input of a call without any', async () => {
    const call: ReplyEvent = { type: 'tool-call', part: 0, id: 'call_1', name: 'now' };
    const final = await streamed(written([START, call, usage, { type: 'end', stop: 'tool-call', stopSequence: '' }]));
    expect(final.output).toMatchObject([{ type: 'function_call', arguments: '{}' }]);
  });

  it('has citations, refusals and seals', async () => {
    const citation = { start: 0, end: 5, url: 'https://a.example', title: 'A', quote: 'q' };
    const final = await streamed(
      written([
        START,
        { type: 'thinking', part: 0, text: 'Hm' },
        { type: 'signature', part: 0, signature: 'failsoft.1.sealed' },
        { type: 'sealed-thinking', part: 1, data: 'opaque' },
        { type: 'text', part: 2, text: 'Hello' },
        { type: 'citation', part: 2, citation },
        { type: 'refusal', part: 3, text: 'No.' },
        usage,
        { type: 'end', stop: 'refused', stopSequence: '' },
      ]),
    );
    expect(final.status).toBe('completed');
    expect(final.output).toMatchObject([
      { type: 'reasoning', summary: [{ text: 'Hm' }], encrypted_content: 'failsoft.1.sealed' },
      { type: 'reasoning', summary: [], encrypted_content: 'opaque' },
      {
        content: [
          {
            text: 'Hello',
            annotations: [{ type: 'url_citation', start_index: 0, end_index: 5, url: 'https://a.example', title: 'A' }],
          },
        ],
      },
      { content: [{ type: 'refusal', refusal: 'No.' }] },
    ]);
  });

  it.each([
    ['length', 'max_output_tokens'],
    ['context', 'max_output_tokens'],
    ['refused', 'content_filter'],
  ] as const)('is incomplete when it ended by %s', async (stop, reason) => {
    const final = await streamed(
      written([START, { type: 'text', part: 0, text: 'Half' }, usage, { type: 'end', stop, stopSequence: '' }]),
    );
    expect(final).toMatchObject({ status: 'incomplete', incomplete_details: { reason }, output_text: 'Half' });
    expect(final.output).toMatchObject([{ status: 'incomplete' }]);
  });

  it('is an exception when it broke, and no answer', async () => {
    const broken: readonly ReplyEvent[] = [
      START,
      { type: 'text', part: 0, text: 'Half' },
      { type: 'fault', fault: new Fault('overloaded', 'Too busy') },
    ];
    await expect(streamed(written(broken))).rejects.toThrow('Too busy');
    // Codex does not look at the error, but at the answer that failed.
    const text = Buffer.from(written(broken)).toString();
    expect(text).toMatch(
      /event: response\.failed\ndata: .*"error":\{"code":"server_is_overloaded","message":"Too busy"\}/,
    );
  });
});
