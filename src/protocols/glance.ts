import type { Doing } from '../model/reply.ts';
import type { Weight } from './protocol.ts';

/** The keys under which the words of an answer stand, in every dialect, up to their first letter. */
const WORDS =
  /"(?:text|content|delta|partial_json|arguments|thinking|reasoning(?:_content)?|response|refusal)"\s*:\s*"/g;
const BACKSLASH = 92;

/**
 * The words in events of a stream, in whatever dialect, without reading them as JSON: rough, and cheap. What JSON writes with a
 * backslash stays as it is, line ends and tabs aside.
 */
export function wordsIn(events: string): string {
  let words = '';
  WORDS.lastIndex = 0;
  while (WORDS.test(events)) {
    const from = WORDS.lastIndex;
    const end = endOfString(events, from);
    if (end < 0) break;
    words += events.slice(from, end);
    WORDS.lastIndex = end + 1;
  }
  return words.includes('\\') ? words.replaceAll(/\\[nrt]/g, (written) => ENDS[written] ?? ' ') : words;
}

const ENDS: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' };

function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

// A quoted word without a backslash cannot stand inside a JSON text, so finding one needs no parser.
const CALL =
  /"(?:input_json_delta|(?:\w+_)?tool_(?:use|calls|result)|\w*[fF]unction_?[cC]all|\w+_call|response\.\w*_call[\w.]*)"/;
const THOUGHT = /"type"\s*:\s*"(?:thinking|redacted_thinking|reasoning)"/;

/** What the model is at as an event of this weight comes, by the words of its data; null when it does not say. */
export function doingIn(data: string, weight: Weight): Doing | null {
  switch (weight) {
    case 'soft':
      return 'thinking';
    case 'hard':
      return isCall(data) ? 'call' : 'text';
    case 'none':
      if (THOUGHT.test(data)) return 'thinking';
      return isCall(data) ? 'call' : null;
  }
}

/** A part of every such word is looked for first, which is cheap: most events have none. */
function isCall(data: string): boolean {
  const may =
    data.includes('tool_') || data.includes('_call') || data.includes('unction') || data.includes('json_delta');
  return may && CALL.test(data);
}

const JSON_WANTED = [
  /"type"\s*:\s*"json_(?:object|schema)"/,
  /"response_?[mM]ime_?[tT]ype"\s*:\s*"application\/json"/,
  // Ollama's: the word, or the schema itself.
  /"format"\s*:\s*(?:"json"|\{\s*"(?:\$schema|properties|type"\s*:\s*"object))/,
]
  .map(({ source }) => source)
  .join('|');
const ASKS_FOR_JSON = new RegExp(JSON_WANTED);

/** Does a body, in whatever dialect, ask for an answer in JSON? A look at the text, not a reading. */
export function asksForJson(body: Uint8Array): boolean {
  return ASKS_FOR_JSON.test(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1'));
}
