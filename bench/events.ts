import { ask } from '../src/model/conversation.ts';
import type { Json } from '../src/model/json.ts';
import { NO_USAGE, type ReplyEvent } from '../src/model/reply.ts';
import { seal } from '../src/engine/memory/seal.ts';
import { thoughts } from '../src/engine/memory/thoughts.ts';
import { translateStream } from '../src/engine/readers/translate.ts';
import { renderFrames } from '../src/protocols/frame.ts';
import { PROTOCOLS } from '../src/protocols/index.ts';
import type { Protocol } from '../src/protocols/protocol.ts';
import { median } from './measure.ts';
import { renderTable } from './report.ts';

/** What is promised: CPU time per event of a stream that is told in another dialect, µs. */
const PROMISED_US = 3;
const EVENTS = 20_000;
const ROUNDS = 9;
/** Turns of a request, of 1 KB each. From the smallest to the largest, time should grow as the length does: 1 ×. */
const SMALLEST = 64;
const LARGEST = 1_024;

const protocols = Object.values(PROTOCOLS);

/** The pieces of a long answer as the network brings them: one event each, or as many as fit into 16 KB. */
function streamOf(protocol: Protocol, perPiece: number): readonly Uint8Array[] {
  const render = protocol.renderStream({ model: 'm', after: null, usage: true });
  const words = ['lamp', ' of', ' the', ' harbour', ', and', ' “é”', '.\n', ' light', ' 12'];
  const events: readonly (ReplyEvent | null)[] = [
    { type: 'start', id: 'a', model: 'm' },
    ...Array.from({ length: EVENTS }, (_, index): ReplyEvent => ({
      type: 'text',
      part: 0,
      text: words[index % words.length] ?? '',
    })),
    { type: 'usage', usage: { ...NO_USAGE, inputTokens: 10, outputTokens: EVENTS } },
    { type: 'end', stop: 'done', stopSequence: '' },
    null,
  ];
  const frames = events.flatMap(render);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < frames.length; at += perPiece)
    pieces.push(renderFrames(frames.slice(at, at + perPiece), protocol.framing));
  return pieces;
}

function cpuUs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** CPU time per event, µs, with all that the engine does to one on its way. */
function perEvent(from: Protocol, to: Protocol, perPiece: number): number {
  const pieces = streamOf(from, perPiece);
  const book = thoughts(seal(Buffer.from('bench')));
  const run = (): void => {
    const changes = [book.closing({ maker: 'bench/m', whose: () => '' })];
    const reader = translateStream(from, to, { model: 'm', after: null, usage: true, changes });
    let end = false;
    for (const piece of pieces) ({ end } = reader.feed(piece));
    if (!end && !reader.close().end) throw new Error(`${from.id} to ${to.id}: the stream has no end`);
  };
  run();
  return median(Array.from({ length: ROUNDS }, () => cpuUs(run))) / EVENTS;
}

/** CPU time of reading and writing a request, µs, by its number of turns. */
function perRequest(from: Protocol, to: Protocol): readonly number[] {
  const rules = { model: 'm', stream: true, maxOutputTokens: null, quirks: {} };
  return [SMALLEST, LARGEST].map((turns) => {
    const [first] = ask('x'.repeat(1_000)).messages;
    const answer = { role: 'assistant', parts: [{ type: 'text', text: 'y'.repeat(1_000) }] } as const;
    if (first === undefined) throw new Error('nothing was asked');
    const messages = Array.from({ length: turns }, (_, index) => (index % 2 === 0 ? first : answer));
    const { body } = from.renderRequest({ ...ask(''), messages: [...messages, first] }, rules);
    const text = JSON.stringify(body);
    const run = (): void => {
      for (let count = 0; count < 8; count += 1) {
        const json: Json = JSON.parse(text);
        const { conversation } = from.parseRequest(json);
        JSON.stringify(to.renderRequest(conversation, rules).body);
      }
    };
    run();
    return median(Array.from({ length: ROUNDS }, () => cpuUs(run))) / 8;
  });
}

/** What an event costs that is told in another dialect, and a request, for every pair of dialects: a table. */
export function eventPrices(): string {
  const pairs = protocols.flatMap((from) => protocols.filter((to) => to !== from).map((to) => [from, to] as const));
  const rows = pairs.map(([from, to]) => {
    const sizes = perRequest(from, to);
    const [small = 1, large = 0] = [sizes[0], sizes.at(-1)];
    const growth = large / small / (LARGEST / SMALLEST);
    return [
      `${from.id} → ${to.id}`,
      `${perEvent(from, to, 1).toFixed(2)} µs`,
      `${perEvent(from, to, 100).toFixed(2)} µs`,
      `${PROMISED_US} µs`,
      `${(large / 1_000).toFixed(1)} ms`,
      `${growth.toFixed(2)} ×`,
    ];
  });
  const head = ['stream: provider → caller', 'one event a piece', 'a hundred', 'promised', '1 MB request', 'growth'];
  return renderTable(head, rows);
}
