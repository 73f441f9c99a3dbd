import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATA, readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { gather } from '../../model/gather.ts';
import { at, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Reply, ReplyEvent } from '../../model/reply.ts';
import { splitFrames } from '../frame.ts';
import { PROTOCOLS } from '../index.ts';
import type { Frame } from '../protocol.ts';
import { eventsIn, same } from '../testing/recorded.ts';
import { ollamaGenerate } from './generate.ts';
import { ollama } from './index.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} } as const;
const chats = recorded ? readRecordings(/^POST \/api\/chat$/, /\/api\/chat$/) : [];
const generations = recorded ? readRecordings(/^POST \/api\/generate$/, /\/api\/generate$/) : [];
const all = [...chats, ...generations];
const isStream = ({ request }: { readonly request: JsonObject }): boolean => request['stream'] !== false;

function frames(text: string): readonly Frame[] {
  const splitter = splitFrames('ndjson');
  const found = splitter.feed(Buffer.from(text));
  const rest = splitter.rest();
  return rest === null ? found : [...found, rest];
}

const eventsOf = (frames: readonly Frame[]): readonly ReplyEvent[] => eventsIn(frames, ollama);

/** What is read by the parser: as a stream or, where it is one, as a whole. */
function replyOf(one: (typeof all)[number]): Reply {
  return isStream(one) ? gather(eventsOf(frames(one.answer))) : ollama.parseResponse(JSON.parse(one.answer) as Json);
}

/** The code under test in few and slow lines: every word of every line, the last line's counts. */
function readSlowly(answer: string): unknown {
  const lines = answer
    .split('\n')
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as Json);
  const word = (line: Json): string => textAt(line, 'message', 'content') + textAt(line, 'response');
  const last = lines.at(-1);
  return {
    text: lines.map(word).join(''),
    usage: [at(last, 'prompt_eval_count') ?? 0, at(last, 'eval_count') ?? 0],
    // Older servers do not say why they ended.
    reason: at(last, 'done_reason') ?? 'stop',
  };
}

function said(reply: Reply): unknown {
  return {
    text: reply.parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    usage: [reply.usage.inputTokens, reply.usage.outputTokens],
    reason: textAt(ollama.renderResponse(reply), 'done_reason'),
  };
}

describe.skipIf(skipped)('recorded answers (skipped without ../shared/data)', () => {
  it('are there, of both endpoints, as streams and whole', () => {
    for (const list of [chats, generations]) {
      expect(list.filter(isStream).length).toBeGreaterThan(5);
      expect(list.filter((one) => !isStream(one)).length).toBeGreaterThan(5);
    }
    expect(all.every(({ status }) => status === 200)).toBe(true);
  });

  it('come out with every word, and with why they ended', () => {
    for (const one of all) same(one.path, said(replyOf(one)), readSlowly(one.answer));
  });

  it('can be written again, to either endpoint, without losing anything', () => {
    for (const one of all) {
      const reply = replyOf(one);
      for (const caller of [ollama, ollamaGenerate]) {
        same(one.path, said(ollama.parseResponse(caller.renderResponse(reply))), said(reply));
        const render = caller.renderStream({ model: 'm', after: null, usage: true });
        const lines = isStream(one) ? eventsOf(frames(one.answer)).flatMap(render) : [];
        if (lines.length > 0) same(one.path, said(gather(eventsOf(lines))), said(reply));
      }
    }
  });

  it('have the fields that ours have, apart from what only Ollama knows', () => {
    const own = new Set(['context']);
    for (const one of all.filter((recording) => !isStream(recording))) {
      const body = JSON.parse(one.answer) as Json;
      const caller = chats.includes(one) ? ollama : ollamaGenerate;
      const ours = Object.keys(caller.renderResponse(replyOf(one)));
      const theirs = Object.keys(isObject(body) ? body : {}).filter((key) => !own.has(key));
      same(
        one.path,
        theirs.filter((key) => !ours.includes(key)),
        [],
      );
    }
  });

  it('are seen by the watch as they are read by the parser', () => {
    for (const { path, answer } of all.filter(isStream)) {
      const watch = ollama.watch();
      const lines = frames(answer);
      const sightings = lines.map(watch.see);
      same(
        path,
        sightings.filter(({ fault }) => fault !== null),
        [],
      );
      same(
        path,
        sightings.map(({ end }) => end),
        lines.map((_, index) => index === lines.length - 1),
      );
      same(path, sightings[0]?.weight, 'hard');
      same(path, watch.close(), '');
      same(path, watch.usage(), gather(eventsOf(lines)).usage);
    }
    for (const one of all.filter((recording) => !isStream(recording)))
      same(one.path, ollama.weigh(JSON.parse(one.answer) as Json), { weight: 'hard', usage: replyOf(one).usage });
  });

  it('are cut wherever the connection breaks before the last line', () => {
    for (const { path, answer } of all.filter(isStream)) {
      const lines = frames(answer);
      for (let count = 0; count < lines.length; count += 1) {
        const end = eventsOf(lines.slice(0, count)).at(-1);
        same(path, end?.type === 'fault' && end.fault.kind, 'cut');
      }
    }
  });
});

/** The messages as they mean: without ids and names that only pair calls with results, and without what is empty. */
function meaning(body: JsonObject): unknown {
  return listAt(body, 'messages').map((message) => ({
    role: textAt(message, 'role'),
    content: textAt(message, 'content'),
    images: listAt(message, 'images'),
    calls: listAt(message, 'tool_calls').map((call) => [
      at(call, 'function', 'name'),
      at(call, 'function', 'arguments'),
    ]),
  }));
}

describe.skipIf(skipped)('recorded requests (skipped without ../shared/data)', () => {
  it('to chat are heard as they were meant, and written as they were accepted', () => {
    for (const { path, request } of chats) {
      const { conversation, model, stream } = ollama.parseRequest(request);
      same(path, [model, stream, conversation.unsaid], [request['model'], request['stream'], []]);
      const { body, losses } = ollama.renderRequest(conversation, { ...RULES, model, stream });
      same(path, losses, []);
      same(path, meaning(body), meaning(request));
    }
  });

  it('to generate become one question', () => {
    for (const { path, request } of generations) {
      const { conversation, model, stream } = ollamaGenerate.parseRequest(request);
      same(path, [model, stream, conversation.unsaid], [request['model'], request['stream'], []]);
      const { body } = ollama.renderRequest(conversation, { ...RULES, model, stream });
      same(path, listAt(body, 'messages'), [{ role: 'user', content: request['prompt'] }]);
    }
  });

  it('can be asked of every other model', () => {
    for (const { path, request } of chats) {
      const { conversation } = ollama.parseRequest(request);
      for (const other of Object.values(PROTOCOLS))
        same(
          path,
          other.renderRequest(conversation, RULES).losses.filter(({ weight }) => weight === 'blocking'),
          [],
        );
    }
  });
});

describe.skipIf(skipped)('requests of real clients (skipped without ../shared/data)', () => {
  const bodies = (name: RegExp): readonly { readonly file: string; readonly body: JsonObject }[] =>
    readdirSync(new URL('clients/', DATA), { recursive: true, encoding: 'utf8' })
      .filter((file) => name.test(file))
      .map((file) => ({
        file,
        body: at(JSON.parse(readFileSync(new URL(`clients/${file}`, DATA), 'utf8')) as Json, 'body') as JsonObject,
      }));

  it('of Ollama are read without a loss', () => {
    const found = bodies(/_POST__api_chat\.json$/);
    expect(found.length).toBeGreaterThan(1);
    for (const { file, body } of found) {
      const { conversation, model, stream } = ollama.parseRequest(body);
      same(file, [model, stream, conversation.unsaid], ['llama3.2', true, []]);
      same(file, meaning(ollama.renderRequest(conversation, RULES).body), meaning(body));
    }
  });

  it('of agents reach a local model with all their tools, calls and results, in a window that holds them', () => {
    for (const [from, name] of [
      [PROTOCOLS.anthropic, /claude-code.*_POST__v1_messages[^c]*\.json$/],
      [PROTOCOLS['openai-chat'], /opencode.*_POST__v1_chat_completions\.json$/],
    ] as const) {
      const found = bodies(name);
      expect(found.length).toBeGreaterThan(3);
      for (const { file, body } of found) {
        const { conversation } = from.parseRequest(body);
        const rendered = ollama.renderRequest(conversation, RULES);
        // Their PDF cannot be read by a local model, and that is said.
        const isBlocked = /application\/pdf/.test(JSON.stringify(body));
        same(
          file,
          rendered.losses.some(({ weight }) => weight === 'blocking'),
          isBlocked,
        );
        same(file, listAt(rendered.body, 'tools').length, conversation.tools.length);
        const parts = conversation.messages.flatMap((message) => message.parts);
        const calls = parts.filter(({ type }) => type === 'tool-call').length;
        const messages = listAt(rendered.body, 'messages');
        same(file, messages.flatMap((message) => listAt(message, 'tool_calls')).length, calls);
        same(file, messages.filter((message) => textAt(message, 'role') === 'tool').length, calls);
        same(file, messages.findLastIndex((message) => textAt(message, 'role') === 'system') <= 0, true);
        if (conversation.tools.length > 5) expect(at(rendered.body, 'options', 'num_ctx')).toBeGreaterThan(16_000);
      }
    }
  });
});
