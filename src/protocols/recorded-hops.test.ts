import { describe, expect, it } from 'vitest';
import { type Recording, skipped } from '../../test/fixtures/anthropic-recordings.ts';
import type { Conversation, Message, Part } from '../model/conversation.ts';
import { gather } from '../model/gather.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Loss } from '../model/loss.ts';
import type { Reply } from '../model/reply.ts';
import { splitFrames } from './frame.ts';
import { PROTOCOLS } from './index.ts';
import type { Protocol } from './protocol.ts';
import { accepted, formOf, happens, heldIn, quirksIn } from './testing/hops.ts';

const DIALECTS = Object.values(PROTOCOLS).map((protocol) => {
  const all = accepted(protocol.id);
  // Every form that any server of the dialect was seen to take.
  const form = new Set(all.flatMap(({ request }) => [...formOf(request)]));
  const held = all.flatMap((one) => {
    const what = heldIn(one, protocol.parseRequest(one.request).conversation);
    return what === null ? [] : [{ one, ...what }];
  });
  return { protocol, all, form, held };
});
const PAIRS = DIALECTS.flatMap((from) =>
  DIALECTS.filter((to) => to !== from).map((to) => [`${from.protocol.id} to ${to.protocol.id}`, from, to] as const),
);

/** With fewer recordings of a dialect, what is not among them says nothing. */
const RECORDINGS_MIN = 100;

/** Forms that are documented, and that no recorded client happened to use. */
// oxfmt-ignore
const DOCUMENTED: Readonly<Record<string, readonly RegExp[]>> = {
  anthropic: [
    /\.cache_control\(ephemeral\)\.(type|ttl): string$/, /\(document\)\.title: string$/, /^\(\)\.top_p: number$/,
    /^\(\)\.thinking\(disabled\)\.type: string$/, /\.disable_parallel_tool_use: boolean$/,
  ],
  'openai-chat': [/^\(\)\.parallel_tool_calls: boolean$/, /\.google\(\)\.thought_signature: string$/],
  'openai-responses': [/^\(\)\.(max_output_tokens|top_p): number$/, /^\(\)\.user: string$/],
  gemini: [
    /^\(\)\.systemInstruction\(\)\.parts\[\]\(\)\.text: string$/, /\.thinkingConfig\(\)\.thinkingBudget: number$/,
    /\.generationConfig\(\)\.(frequency|presence)Penalty: number$/,
  ],
};

/** Things that a client of this dialect would have to fetch, or that lie at the provider or run there, or that no model there reads. */
const OUT_OF_REACH =
  /URLs$|file|^fileData$|^(audio|video)\/|^tools\.|^mcp_servers$|^container|^web_search$|^background$|^cachedContent$|^input\.compaction$|^content\.video_url$|^modelArmorConfig$|^application\/pdf$/;

type Hop = { readonly body: JsonObject; readonly blocking: readonly string[] };

function hop(from: Protocol, to: Protocol, { request }: Recording, path: string): Hop {
  const { conversation } = from.parseRequest(request);
  const rules = { model: 'm', stream: false, maxOutputTokens: 4_096, quirks: quirksIn(path) };
  const { body, losses } = to.renderRequest(conversation, rules);
  const all: readonly Loss[] = [...conversation.unsaid, ...losses];
  return {
    body: JSON.parse(JSON.stringify(body)) as JsonObject,
    blocking: all.filter(({ weight }) => weight === 'blocking').map(({ what }) => what),
  };
}

function newForms(to: (typeof DIALECTS)[number], body: Json): readonly string[] {
  if (to.all.length < RECORDINGS_MIN) return [];
  const documented = DOCUMENTED[to.protocol.id] ?? [];
  return [...formOf(body)].filter((form) => !to.form.has(form) && !documented.some((known) => known.test(form)));
}

function namesOf({ tools }: Conversation, { toolName }: Protocol): readonly string[] {
  return tools.map(({ name }) => toolName(name));
}

describe.skipIf(skipped)('recorded requests of one conversation (skipped without ../shared/data)', () => {
  it('are there, from many providers', () => {
    const held = DIALECTS.flatMap((dialect) => dialect.held);
    expect(new Set(held.map(({ provider }) => provider)).size).toBeGreaterThan(6);
    expect(new Set(held.filter(({ calls }) => calls > 0).map(({ name }) => name)).size).toBeGreaterThan(8);
  });
});

describe.skipIf(skipped).each(PAIRS)('%s (skipped without ../shared/data)', (_, from, to) => {
  it('asks of another provider what was asked of it in the same conversation', () => {
    for (const source of from.held) {
      for (const target of to.held) {
        if (target.name !== source.name || target.calls !== source.calls) continue;
        const { body, blocking } = hop(from.protocol, to.protocol, source.one, target.one.path);
        const said = to.protocol.parseRequest(body).conversation;
        const place = { from: source.one.path, to: target.one.path };
        if (blocking.length > 0)
          expect({ ...place, blocking }).toEqual({ ...place, blocking: [expect.stringMatching(OUT_OF_REACH)] });
        else expect({ ...place, ...happens(said) }).toEqual({ ...place, ...target.happens });
      }
    }
  });

  it('writes in no other form than servers were seen to take, whatever was asked, and keeps every tool', () => {
    for (const one of from.all) {
      const { path } = one;
      const { body, blocking } = hop(from.protocol, to.protocol, one, '');
      if (blocking.length > 0) {
        expect({ path, blocking: blocking.filter((what) => !OUT_OF_REACH.test(what)) }).toEqual({ path, blocking: [] });
        continue;
      }
      expect({ path, forms: newForms(to, body) }).toEqual({ path, forms: [] });
      const wanted = from.protocol.parseRequest(one.request).conversation;
      // Ollama has no word for tools that may not be called.
      if (wanted.toolChoice.kind === 'none' && to.protocol.id === 'ollama') continue;
      const names = namesOf(wanted, from.protocol).map(to.protocol.toolName);
      const found = namesOf(to.protocol.parseRequest(body).conversation, to.protocol);
      // Where tools were called and are no longer offered, some servers want to hear of them all the same.
      if (names.length > 0) expect({ path, tools: found.toSorted() }).toEqual({ path, tools: names.toSorted() });
    }
  });
});

/** The answer to a recorded request, in nobody's dialect. */
function replyTo({ answer, streamed }: Recording, protocol: Protocol): Reply {
  if (!streamed) return protocol.parseResponse(JSON.parse(answer) as Json);
  const parse = protocol.parseStream();
  const frames = splitFrames(protocol.framing).feed(Buffer.from(`${answer}\n\n`));
  return gather([...frames.flatMap(parse), ...parse(null)]);
}

/** What another maker may be told: what is signed stays with who has signed it. */
function forAnother(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part): readonly Part[] => {
    if (part.type === 'sealed-thinking' || (part.type === 'thinking' && part.signature !== '')) return [];
    if (part.type !== 'tool-call') return [part];
    const { signature: _, ...call } = part;
    return [call];
  });
}

const fileOf = ({ path }: Recording): string => path.replace(/#\d+$/, '');

describe.skipIf(skipped)(
  'a conversation that clients took to another provider (skipped without ../shared/data)',
  () => {
    const taken = DIALECTS.flatMap((from) =>
      DIALECTS.filter((to) => to !== from).flatMap((to) =>
        from.all.flatMap((first) =>
          to.all
            .filter((next) => fileOf(next) === fileOf(first))
            .map(
              (next) => [`${from.protocol.id} to ${to.protocol.id}: ${fileOf(next)}`, from, to, first, next] as const,
            ),
        ),
      ),
    );

    it('is there, in several', () => {
      expect(new Set(taken.map(([, from, to]) => `${from.protocol.id} ${to.protocol.id}`)).size).toBeGreaterThan(2);
    });

    it.each(taken)('goes on there with its history: %s', (_, from, to, first, next) => {
      const asked = from.protocol.parseRequest(first.request).conversation;
      const said = to.protocol.parseRequest(next.request).conversation;
      const reply = replyTo(first, from.protocol);
      const last = said.messages.at(-1);
      const history: readonly Message[] = [
        ...asked.messages,
        { role: 'assistant', parts: forAnother(reply.parts) },
        ...(last === undefined ? [] : [last]),
      ];
      const rules = { model: 'm', stream: false, maxOutputTokens: 4_096, quirks: quirksIn('') };
      const { body, losses } = to.protocol.renderRequest({ ...asked, messages: history, unsaid: [] }, rules);
      const printed = JSON.parse(JSON.stringify(body)) as JsonObject;
      expect(losses.filter(({ weight, what }) => weight === 'blocking' && !OUT_OF_REACH.test(what))).toEqual([]);
      expect(newForms(to, printed)).toEqual([]);
      const words = reply.parts.flatMap((part) => (part.type === 'text' ? [part.text.trim()] : []));
      const heard = JSON.stringify(to.protocol.parseRequest(printed).conversation.messages);
      for (const text of words) expect(heard).toContain(JSON.stringify(text).slice(1, -1));
    });
  },
);

describe.skipIf(skipped)('what the system says between the turns (skipped without ../shared/data)', () => {
  const between = DIALECTS.flatMap(({ protocol, all }) =>
    all.flatMap((one) => {
      const { conversation } = protocol.parseRequest(one.request);
      const first = conversation.messages.findIndex(({ role }) => role !== 'system');
      const later = conversation.messages.filter(({ role }, index) => role === 'system' && first >= 0 && index > first);
      return later.length === 0 ? [] : [{ one, conversation, later }];
    }),
  );

  it.each(DIALECTS.map(({ protocol }) => [protocol.id, protocol] as const))(
    'is said there or not at all in %s',
    (_, to) => {
      expect(between.length).toBeGreaterThan(10);
      for (const { one, conversation, later } of between) {
        for (const quirks of [{}, { systemFirst: true }]) {
          const rules = { model: 'm', stream: false, maxOutputTokens: 4_096, quirks };
          const { messages } = to.parseRequest(to.renderRequest(conversation, rules).body).conversation;
          const front = messages.findIndex(({ role }) => role !== 'system');
          const words = (all: readonly Message[]): string => JSON.stringify(all.map(({ parts }) => parts));
          for (const text of later.flatMap(({ parts }) =>
            parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
          )) {
            const found = JSON.stringify(text).slice(1, -1);
            const place = { path: one.path, text };
            expect({ ...place, front: words(messages.slice(0, front)).includes(found) }).toEqual({
              ...place,
              front: false,
            });
            expect({ ...place, later: words(messages.slice(front)).includes(found) }).toEqual({
              ...place,
              later: true,
            });
          }
        }
      }
    },
  );
});
