import { Fault, type FaultKind } from '../../model/fault.ts';
import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { kindOfStatus, plainSentence, retryAfterOf } from '../answers.ts';
import type { Headers } from '../protocol.ts';

/**
 * Ollama has no codes: what went wrong stands in a sentence (server/routes.go, server/sched.go and llm/llama_server.go of 0.33, and
 * what llama.cpp says through it). The first that fits counts; they say more than the status, which is 500 for half of them.
 */
const SENTENCES: readonly { readonly pattern: RegExp; readonly kind: FaultKind }[] = [
  {
    pattern:
      /(exceeds?|longer than|larger than|greater than).{0,40}context (length|size|window)|(input|prompt) is too (long|large)|exceeds the available context/i,
    kind: 'too-long',
  },
  { pattern: /server busy|maximum pending requests/i, kind: 'overloaded' },
  { pattern: /model\b.*\bnot found\b|try pulling it first/i, kind: 'no-such-model' },
  // The model is fine, and cannot do what this one request needs: tools, pictures, thinking.
  {
    pattern:
      /does not support (tools|thinking|vision|images?|audio|chat|generate|completion|insert|embedding)|(image|audio) input is not supported|missing data required for image input|only supports one image/i,
    kind: 'unsayable',
  },
  { pattern: /\b(weekly|monthly) usage limit|upgrade (to|your)|requires a subscription/i, kind: 'no-credit' },
];

/** Says what an error answer means, from its sentence and its status. */
export function parseError(status: number, headers: Headers, body: Json): Fault {
  const said = sentenceOf(body);
  const retryAfterMs = retryAfterOf(headers);
  return new Fault(kindOf(status, said), said === '' ? `The provider answered with status ${status}` : said, {
    upstreamStatus: status,
    ...(retryAfterMs !== null && { retryAfterMs }),
  });
}

function kindOf(status: number, said: string): FaultKind {
  const spoken = SENTENCES.find(({ pattern }) => pattern.test(said))?.kind;
  // Whoever may not ask at all is told so whatever else is said.
  if (spoken !== undefined && status !== 401 && status !== 402) return spoken;
  // Ollama itself was told that nobody waits any more: by whom is unknown, and asking again may do.
  return status === 499 ? 'broken' : kindOfStatus(status);
}

/** The fault that a line in a stream, or an error in the place of an answer, carries. Such a line has no status: it counts as 500. */
export function parseErrorEvent(line: Json): Fault {
  const status = at(line, 'status');
  return parseError(typeof status === 'number' && status >= 400 && status <= 599 ? status : 500, {}, line);
}

/** Is this an error in the place of an answer? */
export function isError(line: Json): boolean {
  const error = at(line, 'error');
  return isObject(error) || (typeof error === 'string' && error !== '');
}

/** Ollama's own sentence; what stands before it may say it in its own way. */
function sentenceOf(body: Json): string {
  const error = at(body, 'error');
  const candidates = [
    typeof error === 'string' ? error : '',
    textAt(error, 'message'),
    textAt(body, 'message'),
    textAt(body, 'detail'),
  ];
  return plainSentence(candidates.find((text) => text !== '') ?? '');
}

/** The fault table's own statuses are what Ollama uses, too. */
export const statusOf = (fault: Fault): number => fault.rule.status;

/** The fault as Ollama says it, whole answer or line. */
export function renderError(fault: Fault): JsonObject {
  return { error: fault.message };
}
