import { randomUUID } from 'node:crypto';
import { Agent, request as send } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CanonicalCall } from '../../src/drill/sandbox/answer/answer.ts';
import { FAULT_CATALOGUE } from '../../src/drill/sandbox/faults.ts';
import { bodyOf } from '../fixtures/bodies.ts';
import { dialectOf, DIALECTS, type Heard, PATHS, type Way, WAYS } from '../fixtures/client.ts';
import { hear } from '../fixtures/hear.ts';
import type { Stage } from './stage.ts';

/** How a client behaves: it reads all of it, reads slowly, sends slowly, goes away at some moment, or says what is no request. */
export const MANNERS = [
  'plain',
  'plain',
  'plain',
  'plain',
  'reads slowly',
  'sends slowly',
  'leaves',
  'leaves',
  'babbles',
] as const;
export type Manner = (typeof MANNERS)[number];

/** `told`: an explicit error. `left`: the client went away itself. Anything else than these and `whole` is `wrong`. */
export type Outcome = {
  readonly kind: 'whole' | 'told' | 'left' | 'wrong';
  readonly manner: Manner;
  readonly why: string;
};

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** Lets go of the connections that are kept. */
export const hangUp = (): void => agent.destroy();

const pick = <T>(all: readonly T[]): T =>
  all
    .slice(Math.floor(Math.random() * all.length))
    .slice(0, 1)
    .reduce((one) => one);

/** One client with one question, and what it has come to. */
export async function oneClient(stage: Stage, manner: Manner): Promise<Outcome> {
  if (manner === 'babbles') return babble(stage);
  const way = pick(WAYS);
  const streamed = way === 'gemini-list' || Math.random() < 0.7;
  const marker = randomUUID();
  const [size, tools, thinking] = [pick(['', '', '[long]']), Math.random() < 0.2, Math.random() < 0.1];
  const content = `Say something about ${marker} ${size} ${tools ? '[tool]' : ''}`;
  // What it keeps for those who go on from an answer may grow up to its limit, and here it should not.
  const model = pick(DIALECTS);
  const body = {
    ...bodyOf(way, { model, stream: streamed, content, tools, thinking }),
    ...(way === 'openai-responses' && { store: false }),
  };
  const leaveMs = manner === 'leaves' ? Math.random() ** 2 * 400 : null;
  const heard = await converse(stage.url, { way, body, streamed, manner, leaveMs });
  if (heard === null) return { kind: 'left', manner, why: '' };
  return judged(stage, heard, { marker, manner, way });
}

type Talk = {
  readonly way: Way;
  readonly body: object;
  readonly streamed: boolean;
  readonly manner: Manner;
  readonly leaveMs: number | null;
};

/** Null when the client went away before the end. */
async function converse(url: string, { way, body, streamed, manner, leaveMs }: Talk): Promise<Heard | null> {
  const { model = '', stream, ...rest }: { readonly model?: string; readonly stream?: boolean } = { ...body };
  const text = JSON.stringify(dialectOf(way) === 'gemini' ? rest : { model, stream, ...rest });
  return new Promise((resolve) => {
    let over = false;
    const settle = (heard: Heard | null): void => {
      if (over) return;
      over = true;
      resolve(heard);
    };
    const failed = (error: Error): void => settle({ ...NOTHING, error: error.message, broke: true });
    const sent = send(url + PATHS[way](model, streamed), {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
    });
    sent.on('error', failed);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      const finish = (broke: boolean): void => {
        const raw = Buffer.concat(chunks).toString('utf8');
        settle({
          status: response.statusCode ?? 0,
          headers: response.headers,
          broke,
          raw,
          ...hear(way, response.headers['content-type'] ?? '', raw),
        });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (manner !== 'reads slowly' || Math.random() > 0.1) return;
        response.pause();
        setTimeout(() => response.resume(), Math.random() * 150);
      });
      response.on('end', () => finish(!response.complete));
      response.on('aborted', () => finish(true));
      response.on('error', () => finish(true));
    });
    if (leaveMs !== null)
      setTimeout(() => {
        settle(null);
        sent.destroy();
      }, leaveMs);
    if (manner === 'sends slowly') void sendSlowly(text, (piece) => sent.write(piece)).then(() => sent.end());
    else sent.end(text);
  });
}

const NOTHING: Heard = {
  status: 0,
  headers: {},
  text: '',
  thinking: '',
  tools: [],
  stop: '',
  output: 0,
  complete: false,
  error: '',
  broke: false,
  raw: '',
};

async function sendSlowly(text: string, write: (piece: string) => void): Promise<void> {
  const size = Math.ceil(text.length / 5);
  for (let at = 0; at < text.length; at += size) {
    write(text.slice(at, at + size));
    await sleep(Math.random() * 60);
  }
}

type About = { readonly marker: string; readonly manner: Manner; readonly way: Way };

/** What was heard is what somebody said to this very question, once and as a whole; or it is an error. */
function judged(stage: Stage, heard: Heard, { marker, manner, way }: About): Outcome {
  const wrong = (why: string): Outcome => ({
    kind: 'wrong',
    manner,
    why: `${way}: ${why}; status ${heard.status}: ${heard.raw.slice(0, 200)} … ${heard.raw.slice(-200)}`,
  });
  if (!heard.complete)
    return heard.error !== '' || heard.broke || heard.status >= 400
      ? { kind: 'told', manner, why: heard.error }
      : wrong('neither complete nor an error');
  if (heard.error !== '' || heard.broke) return wrong('complete, and an error');
  const spoken = (text: string, tools: readonly { readonly name: string; readonly input: string }[]): string =>
    JSON.stringify([
      text,
      tools.map(({ name, input }) => [name, JSON.stringify(JSON.parse(input === '' ? '{}' : input))]),
    ]);
  const got = spoken(heard.text, heard.tools);
  const seen = stage
    .all()
    .flatMap((sandbox) => PROVIDERS.flatMap((name) => sandbox.seen(name)))
    .filter(({ body }) => body.includes(marker));
  const said = seen.flatMap(({ answer }) =>
    answer === null ? [] : [spoken(answer.text, answer.toolCalls.map(asHeard))],
  );
  if (said.includes(got)) return { kind: 'whole', manner, why: '' };
  // At Gemini a filter is a success that says no, and so it is passed on.
  const refused = seen.some(({ fault }) => fault !== null && FAULT_CATALOGUE[fault].expects === 'refused');
  if (refused && heard.tools.length === 0 && REFUSAL.test(heard.text)) return { kind: 'told', manner, why: 'refused' };
  return wrong(`nobody said this: ${got.slice(0, 300)}, but ${said.length} answers: ${(said[0] ?? '').slice(0, 300)}`);
}

const PROVIDERS = DIALECTS.flatMap((dialect) => [`first-${dialect}`, `second-${dialect}`]);
const REFUSAL = /^(?:The provider declined to answer this\.)?$/;
const asHeard = ({ name, input }: CanonicalCall): { readonly name: string; readonly input: string } => ({
  name,
  input: JSON.stringify(input),
});

/** Bytes that are no request, or the beginning of one. */
async function babble({ url }: Stage): Promise<Outcome> {
  const words = pick([
    'hello\r\n\r\n',
    'POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10000\r\n\r\n{',
    'GET / HTTP/1.1\r\n',
    'POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nnull',
    '\0\0\0\0',
  ]);
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(words));
    const late = setTimeout(() => socket.destroy(), 300 + Math.random() * 1_000);
    socket.on('data', () => {});
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      resolve({ kind: 'left', manner: 'babbles', why: '' });
    });
  });
}
