import type { JsonObject } from '../../../model/json.ts';
import { retryHeaders, type Dialect, type Trouble, type TroubleKind } from './dialect.ts';

/** What Gemini says when it refuses or fails. */
export function geminiTrouble(cause: Trouble): ReturnType<Dialect['trouble']> {
  const { kind, retryAfter } = cause;
  if (kind === 'content-filter') return { status: 200, headers: {}, body: BLOCKED };
  const row: TroubleRow = TROUBLES[kind];
  const seconds = /^\d+$/.test(retryAfter ?? '') ? retryAfter : undefined;
  const message = cause.message === '' ? row.message : cause.message;
  const details = [...(row.details ?? []), ...(seconds === undefined ? [] : waiting(seconds))];
  const error = {
    code: row.status,
    message: seconds === undefined ? message : `${message}\nPlease retry in ${seconds}s.`,
    status: row.name,
    ...(details.length > 0 && { details }),
  };
  // How long to wait stands in the body; a header comes only from a proxy.
  return { status: row.status, headers: seconds === undefined ? retryHeaders(cause) : {}, body: { error } };
}

/** A blocked prompt is a success without an answer. */
const BLOCKED = {
  promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
  usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
  modelVersion: 'sandbox',
  responseId: 'blocked',
};

function waiting(seconds: string): readonly JsonObject[] {
  const violation = {
    quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
    quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
    quotaDimensions: { location: 'global', model: 'sandbox-1' },
    quotaValue: '10',
  };
  return [
    { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` },
  ];
}

function because(reason: string): readonly JsonObject[] {
  return [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason,
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
  ];
}

type TroubleRow = {
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly details?: readonly JsonObject[];
};

// oxfmt-ignore
const TROUBLES = {
  'rate-limited': { status: 429, name: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted (e.g. check quota).' },
  'insufficient-quota': { status: 429, name: 'RESOURCE_EXHAUSTED', message: 'Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.' },
  'credit-balance': { status: 403, name: 'PERMISSION_DENIED', message: 'This API method requires billing to be enabled. Please enable billing on your project.', details: because('BILLING_DISABLED') },
  'payment-required': { status: 402, name: 'FAILED_PRECONDITION', message: 'Payment required.' },
  unauthorized: { status: 400, name: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.', details: because('API_KEY_INVALID') },
  'permission-denied': { status: 403, name: 'PERMISSION_DENIED', message: 'You do not have permission to access this model.' },
  'region-blocked': { status: 400, name: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' },
  'no-such-model': { status: 404, name: 'NOT_FOUND', message: 'The model is not found for API version v1beta, or is not supported for generateContent. Call ModelService.ListModels to see the list of available models and their supported methods.' },
  'no-such-path': { status: 404, name: 'NOT_FOUND', message: 'Requested entity was not found.' },
  'too-large': { status: 400, name: 'INVALID_ARGUMENT', message: 'Request payload size exceeds the limit: 20971520 bytes.' },
  'context-too-long': { status: 400, name: 'INVALID_ARGUMENT', message: 'The input token count (1208310) exceeds the maximum number of tokens allowed (1048576).' },
  invalid: { status: 400, name: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' },
  'content-filter': { status: 400, name: 'INVALID_ARGUMENT', message: 'The prompt was blocked.' },
  internal: { status: 500, name: 'INTERNAL', message: 'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting' },
  unavailable: { status: 503, name: 'UNAVAILABLE', message: 'The service is currently unavailable.' },
  overloaded: { status: 503, name: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
} as const satisfies Record<TroubleKind, TroubleRow>;
