import { complete } from '../engine/complete.ts';
import { type Engine, newId } from '../engine/engine.ts';
import type { Asked } from '../engine/asked.ts';
import type { Conversation } from '../model/conversation.ts';
import { Fault } from '../model/fault.ts';
import type { RequestEntry } from '../model/journal.ts';
import { type ModelRung, type Route, targetKey } from '../model/route.ts';
import { plain, readPlainReply } from '../protocols/plain.ts';
import { scan } from '../protocols/scan.ts';
import { shareOf } from '../resilience/breaker.ts';

/** How the journal calls requests that nobody has asked but us. */
export const WORKFLOW = 'edition';

export type Question = {
  readonly route: Route;
  readonly model: string;
  readonly conversation: Conversation;
  /** When the answer has to be there, monotonic ms. */
  readonly untilMs: number;
};

/** What a model said, and who that was. */
export type Said = { readonly text: string; readonly servedBy: string; readonly request: string };

/** Asks the models of a route, best first: what was answered before, and sentences for outages, are no content. Rejects with a Fault. */
export async function askModels({ route, model, conversation, untilMs }: Question, engine: Engine): Promise<Said> {
  const body = Buffer.from(JSON.stringify({ model, stream: false, conversation }));
  const found = scan(body);
  if (found === null) throw new Fault('bad-request', 'The request names no model');
  const { cache: _, deadlineMs: __, ...rest } = route;
  const asked: Asked = {
    id: newId(engine.world),
    caller: plain,
    embedding: null,
    body,
    scan: found,
    headers: {},
    query: '',
    credential: null,
    route: { ...rest, ladder: modelsOf(route), deadlineMs: Math.max(1, untilMs - engine.world.nowMs()) },
    standby: true,
    client: '',
    workflow: WORKFLOW,
  };
  const { promise, resolve } = Promise.withResolvers<{ readonly entry: RequestEntry; readonly bytes: Buffer }>();
  const chunks: Uint8Array[] = [];
  const record = (entry: RequestEntry): void => {
    engine.journal.record(entry);
    resolve({ entry, bytes: Buffer.concat(chunks) });
  };
  const sink = {
    head: () => {},
    write: (chunk: Uint8Array) => chunks.push(chunk) > 0,
    end: (chunk?: Uint8Array) => {
      if (chunk !== undefined) chunks.push(chunk);
    },
    destroy: () => {},
  };
  complete(asked, sink, { ...engine, journal: { record } });
  const { entry, bytes } = await promise;
  return { text: textIn(bytes, entry), servedBy: entry.servedBy, request: entry.id };
}

function textIn(bytes: Buffer, { outcome, fault, attempts }: RequestEntry): string {
  if (outcome !== 'answered') {
    const tried = attempts.map(({ target, fault: kind }) => `${target}: ${kind ?? 'answered'}`).join(', ');
    throw new Fault(fault ?? 'bug', `No model has answered${tried === '' ? '' : ` (${tried})`}`);
  }
  const { parts, stop } = readPlainReply(JSON.parse(bytes.toString('utf8')));
  if (stop !== 'done' && stop !== 'stop-sequence') throw new Fault('cut', `The answer is not whole (${stop})`);
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  if (text.trim() === '') throw new Fault('empty', 'The answer is empty');
  return text;
}

function modelsOf({ ladder }: Route): readonly ModelRung[] {
  return ladder.filter((rung) => rung.kind === 'model');
}

/**
 * May the models of a route be asked for something that nobody waits for? One of them has to be wholly well: those that are just back get
 * the requests of callers first, and while all rest nothing is tried.
 */
export function mayAsk(route: Route, model: string, { book, world }: Engine): boolean {
  if (book.cutOffMs() !== null) return false;
  const nowMs = world.nowMs();
  return modelsOf(route).some(({ provider, model: own }) => {
    const target = targetKey({ provider, model: own ?? model });
    return shareOf(book.of(target).breaker, nowMs) === 1;
  });
}
