import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation, Part } from '../model/conversation.ts';
import { Fault } from '../model/fault.ts';
import type { Json } from '../model/json.ts';
import { PROTOCOLS } from './index.ts';
import type { Protocol, ProtocolId, Quirks } from './protocol.ts';
import { json } from './testing/arbitrary.ts';
import { conversation } from './testing/conversations.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} } as const;
const PAIRS = Object.values(PROTOCOLS).flatMap((from) =>
  Object.values(PROTOCOLS).map((to) => [`${from.id} to ${to.id}`, from, to] as const),
);
const FLAGS = [
  'noSampling',
  'noForcedTools',
  'noStop',
  'oldMaxTokens',
  'noStreamOptions',
  'noSchema',
  'developerRole',
  'noEffort',
  'noThinking',
  'noImages',
  'noPdf',
  'noTools',
  'alternates',
  'systemFirst',
  'noPrefill',
  'thoughtsBack',
  'shortIds',
  'noUserAfterResults',
  'freeText',
] as const satisfies readonly (keyof Quirks)[];
const quirks: fc.Arbitrary<Quirks> = fc
  .subarray([...FLAGS])
  .map((chosen) => Object.fromEntries(chosen.map((flag) => [flag, true])));

/** The smallest limit of an answer that a dialect can say, tokens; smaller wishes are rounded to it. */
const LEAST: Readonly<Partial<Record<ProtocolId, number>>> = { 'openai-responses': 16 };

/** Sends a conversation in a dialect, and hears what arrives. */
function sent(protocol: Protocol, said: Conversation): Conversation {
  const { body, losses } = protocol.renderRequest(said, RULES);
  expect(losses.filter(({ weight }) => weight === 'blocking')).toEqual([]);
  const heard = protocol.parseRequest(JSON.parse(JSON.stringify(body)) as Json);
  expect(heard.conversation.unsaid).toEqual([]);
  return heard.conversation;
}

/** Everything that is said, in order; the parts of results in their places. */
function parts({ messages }: Conversation): readonly Part[] {
  return messages
    .flatMap((message) => message.parts)
    .flatMap((part) => (part.type === 'tool-result' ? [part, ...part.parts] : [part]));
}

const texts = (said: Conversation): readonly string[] =>
  parts(said).flatMap((part) => (part.type === 'text' ? [part.text] : []));
const images = (said: Conversation): number => parts(said).filter(({ type }) => type === 'media').length;

/** The calls, and for each what came back. */
function calls(said: Conversation): readonly unknown[] {
  const all = parts(said);
  return all.flatMap((part) => {
    if (part.type !== 'tool-call') return [];
    const result = all.find((other) => other.type === 'tool-result' && other.callId === part.id);
    const inside =
      result?.type === 'tool-result' ? result.parts.flatMap((one) => (one.type === 'text' ? [one.text] : [])) : null;
    // Where a failure cannot be flagged it is said in words.
    return [{ name: part.name, input: part.input, result: inside?.join('').replace('The tool failed: ', '') ?? null }];
  });
}

function keepsAll(before: Conversation, after: Conversation): void {
  const words = texts(after).join('\n');
  for (const text of texts(before)) expect(words).toContain(text.trim());
  expect(calls(after)).toEqual(calls(before));
  expect(images(after)).toBe(images(before));
  expect(after.tools).toEqual(before.tools);
}

describe.each(Object.values(PROTOCOLS).map((protocol) => [protocol.id, protocol] as const))('%s', (_, protocol) => {
  it('hears every word, call, result and picture of a conversation that it wrote', () => {
    fc.assert(
      fc.property(conversation, (said) => {
        const heard = sent(protocol, said);
        keepsAll(said, heard);
        const { maxTokens = 1 } = said.settings;
        expect(heard.settings).toEqual({ ...said.settings, maxTokens: Math.max(maxTokens, LEAST[protocol.id] ?? 1) });
        // Where there is no such switch, it is named as lost.
        const { losses } = protocol.renderRequest(said, RULES);
        const isLost = losses.some(({ what }) => what === 'parallel_tool_calls');
        expect(heard.parallelTools).toBe(said.parallelTools || isLost);
      }),
    );
  });

  it('writes the same again when it writes what it has heard', () => {
    fc.assert(
      fc.property(conversation, (said) => {
        const heard = sent(protocol, said);
        expect(sent(protocol, heard)).toEqual(heard);
      }),
    );
  });

  it('writes plain JSON for any quirks of a server', () => {
    fc.assert(
      fc.property(conversation, quirks, fc.boolean(), (said, odd, stream) => {
        const { body } = protocol.renderRequest(said, { ...RULES, quirks: odd, stream });
        expect(JSON.parse(JSON.stringify(body))).toEqual(body);
        // Where the path names model and stream, the body does not.
        const named = protocol.paths.length === 0 ? { model: '', stream: false } : { model: 'm', stream };
        expect(protocol.parseRequest(body)).toMatchObject(named);
      }),
    );
  });

  it('keeps every word and every call for any quirks of a server that can be asked at all', () => {
    fc.assert(
      fc.property(conversation, quirks, (said, odd) => {
        const { body, losses } = protocol.renderRequest(said, { ...RULES, quirks: odd });
        if (losses.some(({ weight }) => weight === 'blocking')) return;
        const heard = protocol.parseRequest(JSON.parse(JSON.stringify(body)) as Json).conversation;
        const words = texts(heard).join('\n');
        for (const text of texts(said)) expect(words).toContain(text.trim());
        expect(calls(heard)).toEqual(calls(said));
      }),
    );
  });

  it('reads a body with one thing wrong, or refuses it with a Fault', () => {
    fc.assert(
      fc.property(conversation, fc.nat(), json, (said, place, odd) => {
        const { body } = protocol.renderRequest(said, RULES);
        try {
          const { conversation: heard } = protocol.parseRequest(spoiled(body, place, odd));
          for (const other of Object.values(PROTOCOLS)) JSON.stringify(other.renderRequest(heard, RULES).body);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
          expect((error as Fault).kind).toBe('bad-request');
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** The same JSON with another value somewhere in it. */
function spoiled(body: Json, place: number, odd: Json): Json {
  let count = -1;
  const total = JSON.stringify(body).split(/[,:]/).length;
  return JSON.parse(
    JSON.stringify(body, (_, value: Json) => {
      count += 1;
      return count > 0 && count === place % total ? odd : value;
    }),
  ) as Json;
}

describe.each(PAIRS)('%s', (_, from, to) => {
  it('keeps every word, call, result and picture on the way', () => {
    fc.assert(
      fc.property(conversation, (said) => {
        const heard = sent(from, said);
        keepsAll(heard, sent(to, heard));
        keepsAll(said, sent(to, heard));
      }),
    );
  });
});
