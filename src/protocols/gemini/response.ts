import type { Part } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import { type Cited, renderGrounding } from './citations.ts';
import { readChunks } from './read-chunks.ts';
import { NO_SIGNATURE, renderStop, renderUsage, writeSignature } from './terms.ts';

/** Reads a whole answer, which is a stream of one piece; a list of pieces is one, too. */
export function parseResponse(body: Json): Reply {
  const pieces = isArray(body) ? body : [body];
  if (pieces.length === 0) throw new Fault('garbled', 'The answer has no content');
  const chunks = readChunks();
  const events = pieces.flatMap(chunks.read);
  return gather([...events, ...chunks.end()]);
}

export function renderResponse(reply: Reply): JsonObject {
  const first = reply.parts.find(({ type }) => type === 'tool-call');
  const parts = reply.parts.flatMap((part) => renderPart(part, part === first));
  const grounding = renderGrounding(wordsOf(reply.parts));
  return {
    candidates: [
      {
        content: { parts: parts.length === 0 ? [{ text: '' }] : parts, role: 'model' },
        finishReason: renderStop(reply.stop),
        index: 0,
        ...(grounding !== null && { groundingMetadata: grounding }),
      },
    ],
    usageMetadata: renderUsage(reply.usage),
    modelVersion: reply.model,
    ...(reply.id !== '' && { responseId: reply.id }),
  };
}

/** The texts of an answer, each with what was said before it. */
function wordsOf(parts: readonly Part[]): readonly Cited[] {
  let before = '';
  return parts.flatMap((part) => {
    if (part.type !== 'text' && part.type !== 'refusal') return [];
    const words = { before, text: part.text, citations: part.type === 'text' ? (part.citations ?? []) : [] };
    before += part.text;
    return [words];
  });
}

function renderPart(part: Part, isFirstCall: boolean): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'thinking':
      return [
        ...(part.text === '' ? [] : [{ text: part.text, thought: true }]),
        ...(part.signature === '' ? [] : [carrier(part.signature)]),
      ];
    case 'sealed-thinking':
      return [carrier(part.data)];
    case 'tool-call': {
      const call = { id: part.id, name: part.name, args: part.input };
      // Of the calls of one answer the first has to be signed, even if by nobody.
      return [{ functionCall: call, ...writeSignature(part.signature ?? (isFirstCall ? NO_SIGNATURE : '')) }];
    }
    case 'media':
    case 'tool-result':
      // No answer is read that holds these.
      return [];
  }
}

/** A signature in a part of its own, which clients keep even where they drop thoughts, as Gemini CLI does. */
export function carrier(signature: string): JsonObject {
  return { text: '', ...writeSignature(signature) };
}
