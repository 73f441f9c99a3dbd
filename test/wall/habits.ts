import { request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { dialectOf, type Heard, PATHS } from '../fixtures/client.ts';
import { hear } from '../fixtures/hear.ts';
import type { Cell } from './cells.ts';
import type { HabitName } from './plays.ts';
import type { Scene } from './raise.ts';
import { type Judgement, judged, type Sent } from './verdict.ts';

type Asking = Scene & { readonly cell: Cell; readonly body: object; readonly sent: () => Sent };

/** How long a caller stops reading, ms: for longer than the silence that the wall bears. */
const STALL_MS = 1_600;
/** How often a caller that waits for an answer in one piece looks whether it is in the making, so that it can leave, ms. */
const LOOK_MS = 5;
/** How long it may take until the provider is let go of, ms: it talks for seconds, and the machine may be busy. */
const LET_GO_MS = 20_000;

/** Asks as callers do that make it hard to answer them, and judges what came of it. */
export async function askWith(habit: HabitName, asking: Asking): Promise<Judgement> {
  switch (habit) {
    case 'caller-leaves':
      return leave(asking);
    case 'caller-stalls':
      return judged(asking.cell, await read(asking, { stallMs: STALL_MS, leaveAtBytes: null }), asking.sent());
  }
}

/** Goes away behind some bytes, each cell behind others. Then the provider is let go of, and nobody is blamed. */
async function leave(asking: Asking): Promise<Judgement> {
  const { sandbox, gateway, name, sent } = asking;
  const heard = await read(asking, { stallMs: 0, leaveAtBytes: (hashOf(asking.model) % 40) * 100 + 1 });
  const primary = sent().primary;
  if (primary === undefined) return wrong('the provider was never asked');
  if (!primary.text.startsWith(heard.text)) return wrong(`the caller heard ${heard.text.slice(0, 200)}`);
  for (let waitedMs = 0; waitedMs < LET_GO_MS; waitedMs += 20) {
    if (sandbox.seen(name).at(-1)?.completion === 'left') {
      const state = gateway.app.gateway.live().engine.book.of(`${name}/${asking.model}`).breaker.state;
      return state === 'closed' ? { outcome: 'saved', why: 'the provider was let go of' } : wrong(`it is ${state}`);
    }
    // eslint-disable-next-line no-await-in-loop -- It looks again.
    await sleep(20);
  }
  return wrong(`the provider still talks: ${String(sandbox.seen(name).at(-1)?.completion)}`);
}

const wrong = (why: string): Judgement => ({ outcome: 'wrong', why });

type Manner = { readonly stallMs: number; readonly leaveAtBytes: number | null };

async function read({ gateway, cell, body, sent: told }: Asking, { stallMs, leaveAtBytes }: Manner): Promise<Heard> {
  const { way } = cell;
  const { model = '', stream, ...rest }: { readonly model?: string; readonly stream?: boolean } = { ...body };
  const text = JSON.stringify(dialectOf(way) === 'gemini' ? rest : body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const url = gateway.url + PATHS[way](model, stream === true);
    const sent = send(url, { method: 'POST', agent: false, headers });
    let looking: NodeJS.Timeout | undefined;
    const done = (type: string, status: number, received: Heard['headers'], broke: boolean): void => {
      clearInterval(looking);
      const raw = Buffer.concat(chunks).toString('utf8');
      resolve({ status, headers: received, broke, raw, ...hear(way, type, raw) });
    };
    sent.on('error', () => done('', 0, {}, true));
    if (leaveAtBytes !== null && stream !== true)
      looking = setInterval(() => {
        if (told().primary !== undefined) sent.destroy();
      }, LOOK_MS);
    sent.on('response', (response) => {
      const { headers: received, statusCode: status = 0 } = response;
      const end = (broke: boolean): void => done(received['content-type'] ?? '', status, received, broke);
      let stalls = stallMs > 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (leaveAtBytes !== null && Buffer.concat(chunks).length >= leaveAtBytes) {
          sent.destroy();
          end(true);
        }
        if (!stalls) return;
        stalls = false;
        response.pause();
        setTimeout(() => response.resume(), stallMs);
      });
      response.on('end', () => end(!response.complete));
      response.on('error', () => end(true));
    });
    sent.end(text);
  });
}

/** A number that follows from a text, so that every cell is cut somewhere else and always there. */
function hashOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash;
}
