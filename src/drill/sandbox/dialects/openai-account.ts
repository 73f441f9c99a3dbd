import {
  retryHeaders,
  type Dialect,
  type ResponseHeaders,
  type Sender,
  type Trouble,
  type TroubleKind,
} from './dialect.ts';

/** What the dialects of OpenAI have in common: keys, headers and errors. */
export const OPENAI_KEYLESS = {
  kind: 'unauthorized',
  message:
    'You didn’t provide an API key. You need to provide your API key in an Authorization header using Bearer auth.',
} as const satisfies Trouble;

export function openaiKey({ headers }: Pick<Sender, 'headers'>): string {
  return (headers.authorization ?? '').replace(/^Bearer /, '');
}

export function openaiTrouble(
  cause: Trouble,
): ReturnType<Dialect['trouble']> & { readonly body: { readonly error: OpenaiError } } {
  const { status, type, code, ...row } = TROUBLES[cause.kind];
  const error = { message: cause.message === '' ? row.message : cause.message, type, param: null, code };
  return { status, headers: retryHeaders(cause), body: { error } };
}

export function openaiHeaders(requestId: string): ResponseHeaders {
  return {
    'x-request-id': requestId,
    'openai-organization': 'sandbox',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '5000',
    'x-ratelimit-remaining-requests': '4999',
    'x-ratelimit-reset-requests': '12ms',
    'x-ratelimit-limit-tokens': '800000',
    'x-ratelimit-remaining-tokens': '799000',
    'x-ratelimit-reset-tokens': '75ms',
  };
}

type OpenaiError = {
  readonly message: string;
  readonly type: string;
  readonly param: null;
  readonly code: string | null;
};

type TroubleRow = {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
};

// oxfmt-ignore
const TROUBLES = {
  'rate-limited': { status: 429, type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached for requests. Limit: 3 / min.' },
  'insufficient-quota': { status: 429, type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded your current quota, please check your plan and billing details.' },
  'credit-balance': { status: 400, type: 'billing_limit_user_error', code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' },
  'payment-required': { status: 402, type: 'billing_error', code: 'insufficient_balance', message: 'Insufficient Balance' },
  unauthorized: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided. You can find your API key in your account settings.' },
  'permission-denied': { status: 403, type: 'invalid_request_error', code: 'insufficient_permissions', message: 'You have insufficient permissions for this operation.' },
  'region-blocked': { status: 403, type: 'request_forbidden', code: 'unsupported_country_region_territory', message: 'Country, region, or territory not supported' },
  'no-such-model': { status: 404, type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist or you do not have access to it.' },
  'no-such-path': { status: 404, type: 'invalid_request_error', code: null, message: 'Invalid URL' },
  'too-large': { status: 413, type: 'invalid_request_error', code: null, message: 'Request body is too large' },
  'context-too-long': { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message: 'This model’s maximum context length is 128000 tokens. However, your messages resulted in 208310 tokens.' },
  invalid: { status: 400, type: 'invalid_request_error', code: 'invalid_value', message: 'Invalid value for ‘messages’.' },
  'content-filter': { status: 400, type: 'invalid_request_error', code: 'content_filter', message: 'The response was filtered due to the prompt triggering the content management policy.' },
  internal: { status: 500, type: 'server_error', code: null, message: 'The server had an error while processing your request. Sorry about that!' },
  unavailable: { status: 503, type: 'server_error', code: null, message: 'Service Unavailable.' },
  overloaded: { status: 503, type: 'server_error', code: 'server_is_overloaded', message: 'The engine is currently overloaded, please try again later' },
} as const satisfies Record<TroubleKind, TroubleRow>;
