import type { RequestEntry } from '../../model/journal.ts';
import { listAt, textAt, type Json } from '../../model/json.ts';
import { LIMITS, type ModelRung, type Rung } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { openai } from '../../providers/openai.ts';
import { type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import type { WireHandlers, WireHeaders } from '../../world/world.ts';
import { complete } from '../complete.ts';
import { createEngine, type Engine } from '../engine.ts';
import { accountOf, askedOf, routeOf, setupOf } from './parts.ts';

export const FIRST = 'The café on the corner opens at nine, and whoever comes early ';
export const REST = 'gets the table by the window.';

/** What a simulated provider says to a request: pieces of text, and how it ends. */
type Said = {
  readonly pieces: readonly string[];
  readonly end?: 'done' | 'cut' | 'stalls' | 'reset';
  /** Chunks of its own, before its end. */
  readonly more?: readonly object[];
  /** Bytes as they come, in the place of all that. */
  readonly raw?: readonly string[];
};
export type Model = (body: Json) => Said;

export const breaksOff =
  (text: string = FIRST, end: Said['end'] = 'cut'): Model =>
  () => ({ pieces: text.match(/.{1,7}/gsu) ?? [], end });

/** The words that the last turn asks to begin with; null when it asks for no such thing. */
function asked(body: Json): string | null {
  return /⟦\w+⟧[^]*⟦\/\w+⟧[^]*?(?=\n\nThen go)/.exec(textAt(listAt(body, 'messages').at(-1), 'content'))?.[0] ?? null;
}

export const obeys =
  (rest: string = REST, end: Said['end'] = 'done'): Model =>
  (body) => ({ pieces: `${asked(body) ?? 'nobody asked: '}${rest}`.match(/.{1,5}/gsu) ?? [], end });
/** Says the place twice. */
export const stammers: Model = (body) => obeys(`${asked(body) ?? ''}${REST}`)(body);
export const ignores: Model = () => ({ pieces: ['Sure! The café opens at nine.'] });
export const thinks: Model = (body) => ({
  ...obeys()(body),
  pieces: ['<think>Where was I?</think>', ...obeys()(body).pieces],
});

export const USAGE = { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 };

function answer(
  on: WireHandlers,
  world: SimulatedWorld,
  { pieces, end = 'done', more = [], raw }: Said,
  id: string,
): void {
  let ms = 5;
  const then = (what: () => void): void => void world.arrive((ms += 5), what);
  const chunk = (delta: object, reason: string | null = null): void =>
    then(() => {
      const choices = [{ index: 0, delta, finish_reason: reason }];
      const data = { id, object: 'chat.completion.chunk', created: 7, model: 'm', choices };
      on.bytes(Buffer.from(`data: ${JSON.stringify(data)}\n\n`));
    });
  world.arrive(1, on.sent);
  world.arrive(4, () => on.head(200, { 'content-type': 'text/event-stream' }));
  if (raw !== undefined) {
    for (const bytes of raw) then(() => on.bytes(Buffer.from(bytes)));
    return then(on.end);
  }
  chunk({ role: 'assistant', content: '' });
  for (const content of pieces) chunk({ content });
  for (const delta of more) chunk(delta);
  if (end === 'done') {
    chunk({}, more.length > 0 ? 'tool_calls' : 'stop');
    then(() =>
      on.bytes(
        Buffer.from(`data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage: USAGE })}\n\n`),
      ),
    );
    then(() => on.bytes(Buffer.from('data: [DONE]\n\n')));
  }
  if (end === 'reset') then(() => on.broke('ECONNRESET', ''));
  else if (end !== 'stalls') then(on.end);
}

type Heard = { readonly text: string; readonly raw: string; readonly state: string; readonly comment: string };

/** Providers `a`, `b`, … in a ladder, which do what their models say. */
export function stage(
  models: readonly Model[],
  rungs: readonly Partial<ModelRung>[] = [{}, { continue: true }, { continue: true }],
) {
  const seen: Json[][] = models.map(() => []);
  const world = simulatedWorld(3, (request, on) => {
    const which = Number(new URL(request.origin).port) - 1_000;
    const body: Json = JSON.parse(Buffer.from(request.body ?? []).toString('utf8'));
    seen[which]?.push(body);
    let over = false;
    const until = (what: () => void) => () => (over ? undefined : what());
    const guarded: WireHandlers = {
      sent: until(on.sent),
      head: (status, headers) => until(() => on.head(status, headers))(),
      bytes: (chunk) => until(() => on.bytes(chunk))(),
      end: until(on.end),
      broke: (code, message) => until(() => on.broke(code, message))(),
    };
    answer(guarded, world, models[which]?.(body) ?? { pieces: [] }, `chatcmpl-${which}`);
    return { pause: () => {}, resume: () => {}, abort: () => void (over = true) };
  });
  const ids = models.map((_, index) => String.fromCharCode(97 + index));
  const accounts = ids.map((id, index) => {
    const provider = { ...openai, id, baseUrl: `http://127.0.0.1:${1_000 + index}/v1`, failureDomains: [id] };
    return accountOf(id, { provider, keys: { kind: 'none' } });
  });
  const entries: RequestEntry[] = [];
  const engine = createEngine(world, { record: (entry) => void entries.push(entry) }, setupOf(accounts));
  const ladder: readonly Rung[] = ids.map((provider, index) => ({
    kind: 'model',
    provider,
    model: null,
    tries: 1,
    limits: LIMITS,
    ...rungs[index],
  }));
  return {
    world,
    engine,
    entries,
    seen,
    ask: (more: object = {}, caller: ProtocolId = 'openai-chat', headers: WireHeaders = {}): Heard =>
      heard(engine, ladder, { more, caller, headers }, world),
  };
}

type Asking = { readonly more: object; readonly caller: ProtocolId; readonly headers: WireHeaders };

function heard(
  engine: Engine,
  ladder: readonly Rung[],
  { more, caller, headers }: Asking,
  world: SimulatedWorld,
): Heard {
  const question = { model: 'm', stream: true, max_tokens: 900, messages: [{ role: 'user', content: 'Tell me' }] };
  const body = Buffer.from(JSON.stringify({ ...question, stream_options: { include_usage: true }, ...more }));
  let raw = '';
  let state = 'open';
  complete(
    askedOf(body, { caller: PROTOCOLS[caller], headers, route: routeOf(ladder) }),
    {
      head: () => {},
      write: (bytes) => ((raw += Buffer.from(bytes).toString('utf8')), true),
      end: (bytes) => void ((raw += Buffer.from(bytes ?? []).toString('utf8')), (state = 'ended')),
      destroy: () => void (state = 'destroyed'),
    },
    engine,
  );
  world.pass(500_000);
  const text = [...raw.matchAll(/^data: (\{.*\})$/gm)].map(([, data = '{}']) => wordsIn(data)).join('');
  return { text, raw, state, comment: /^: (.*served-by.*)$/m.exec(raw)?.[1] ?? '' };
}

function wordsIn(data: string): string {
  const chunk: Json = JSON.parse(data);
  return textAt(chunk, 'choices', 0, 'delta', 'content');
}
