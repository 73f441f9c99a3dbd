import { Fault, type FaultKind } from '../../model/fault.ts';
import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import {
  parseError as parseChatError,
  parseErrorEvent as parseChatErrorEvent,
  renderError,
} from '../openai-chat/error.ts';
import type { Headers } from '../protocol.ts';

// Statuses, codes and nearly all sentences are those of Chat Completions; only where they stand in a stream differs.
export { renderError, statusOf } from '../openai-chat/error.ts';

/** How thoughts are refused that somebody else had, that belong to another account, or that lost what they led to. */
const FOREIGN_THOUGHT = [
  /encrypted content\b[\s\S]*\b(could not be|did not match|not valid)/i,
  /of type 'reasoning' was provided without|without its required 'reasoning' item/i,
  /item with id 'rs_[^']*' not found/i,
];

/** Says what a provider's error answer means, from its code, its sentence and its status. */
export function parseError(status: number, headers: Headers, body: Json): Fault {
  return orForeign(parseChatError(status, headers, body), at(body, 'error'));
}

function orForeign(fault: Fault, error: Json | undefined): Fault {
  const sentence = textAt(error, 'message');
  const isForeign =
    textAt(error, 'code') === 'invalid_encrypted_content' || FOREIGN_THOUGHT.some((one) => one.test(sentence));
  const { upstreamStatus } = fault;
  if (!isForeign || upstreamStatus === null || upstreamStatus >= 500) return fault;
  return new Fault('foreign-thought', fault.message, { upstreamStatus });
}

/** Codes that a failed answer has and Chat Completions does not, as codes that mean the same there. */
const CODE_THERE: Readonly<Record<string, string>> = {
  bio_policy: 'content_policy_violation',
  cyber_policy: 'content_policy_violation',
  misalignment_policy_violation: 'content_policy_violation',
  image_content_policy_violation: 'content_policy_violation',
  usage_not_included: 'insufficient_quota',
  usage_limit_reached: 'insufficient_quota',
  vector_store_timeout: 'timeout_error',
};

/** What an answer could not be made of; it is the request's fault and would fail anywhere. */
const ABOUT_REQUEST = /^(invalid_|image_|empty_image|unsupported_|failed_to_download|data_residency|previous_response)/;

/**
 * The fault in an `error` event, in a `response.failed` event, in an answer whose status is `failed`, or in an error that came in
 * the place of an answer.
 */
export function parseErrorEvent(data: Json): Fault {
  const inner = [at(data, 'error'), at(data, 'response', 'error')].find((error) => isObject(error));
  const error = isObject(inner) ? inner : isObject(data) ? data : {};
  const code = textAt(error, 'code');
  const type = textAt(error, 'type') === 'error' ? '' : textAt(error, 'type');
  const there = Object.hasOwn(CODE_THERE, code) ? (CODE_THERE[code] ?? code) : code;
  const fault = parseChatErrorEvent({
    error: {
      message: textAt(error, 'message') || sentenceOf(data),
      ...(at(error, 'code') !== undefined && { code: there === '' ? (at(error, 'code') ?? null) : there }),
      ...(at(error, 'status') !== undefined && { status: at(error, 'status') ?? null }),
      type: ABOUT_REQUEST.test(code) ? 'invalid_request_error' : type,
    },
  });
  return orForeign(fault, error);
}

function sentenceOf(data: Json): string {
  const error = at(data, 'error');
  if (typeof error === 'string') return error;
  return textAt(data, 'message') || 'The provider broke off its answer';
}

/** Is this an error in the place of an answer, or an answer that failed? */
export function isFailure(body: Json): boolean {
  const error = at(body, 'error');
  if (isObject(error) || (typeof error === 'string' && error !== '')) return true;
  const status = textAt(body, 'status');
  return status === 'failed' || status === 'cancelled' || textAt(body, 'type') === 'error';
}

/** The words for a failed answer's `error` where OpenAI has one of its own; clients know these by heart. */
const CODE_OF: Readonly<Partial<Record<FaultKind, string>>> = {
  'too-long': 'context_length_exceeded',
  'no-credit': 'insufficient_quota',
  'rate-limited': 'rate_limit_exceeded',
  parked: 'rate_limit_exceeded',
  spent: 'rate_limit_exceeded',
  'too-many': 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
  busy: 'server_is_overloaded',
  away: 'server_is_overloaded',
  full: 'server_is_overloaded',
  'open-circuit': 'server_is_overloaded',
  invalid: 'invalid_prompt',
  'bad-request': 'invalid_prompt',
  refused: 'invalid_prompt',
};

/** The error of a failed answer. */
export function failureOf(fault: Fault): JsonObject {
  return { code: CODE_OF[fault.kind] ?? 'server_error', message: fault.message };
}

/** The `error` event: as it is documented, and again in the field where OpenAI really puts it and its clients look for it. */
export function errorEvent(fault: Fault): JsonObject {
  const said = at(renderError(fault), 'error');
  const { type: _, ...error } = isObject(said) ? said : {};
  return { ...error, error: said ?? null };
}
