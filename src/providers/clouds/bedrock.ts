import { isObject, textAt, type Json } from '../../model/json.ts';
import { matches } from '../../model/route.ts';
import type { Headers } from '../../protocols/protocol.ts';
import { plainName } from '../models/names.ts';
import type { Need, Provider, Settings, Shape } from '../provider.ts';
import { bodyFor, type CloudRules, headersFor } from './body.ts';

const REGION: Need = {
  env: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  fallback: null,
  pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/,
  about: 'The AWS region, such as us-east-1.',
};

/** What InvokeModel has: `strict` and schemas are refused by 4.7, 4.8 and 5 and later (pydantic-ai's profiles, 2026-11-22). */
const INVOKE: CloudRules = {
  cloud: 'bedrock',
  serverTools: ['tool_search_tool_regex'],
  urls: false,
  files: false,
  schema: (model) => matches(['claude-*-4-5*', 'claude-*-4-6*', 'claude-opus-4-1*'], plainName(model)),
  parallelChoice: false,
  eagerTools: false,
  autoCache: false,
  mismatch: 'mismatch_behavior',
};

const MANTLE: CloudRules = {
  ...INVOKE,
  cloud: 'bedrock-mantle',
  serverTools: ['tool_search_tool_regex', 'web_search_'],
  urls: true,
  schema: () => true,
  parallelChoice: true,
  eagerTools: true,
  autoCache: true,
};

/** The model's name goes into the address, and everything about a stream, too. The version is the one that all models know. */
const invoke: Shape = (asked) => {
  const { body, betas, losses } = bodyFor(INVOKE, asked);
  return {
    path: `/model/${encodeURIComponent(asked.model)}/${asked.stream ? 'invoke-with-response-stream' : 'invoke'}`,
    body: { anthropic_version: 'bedrock-2023-05-31', ...(betas.length > 0 && { anthropic_beta: betas }), ...body },
    headers: {},
    losses,
  };
};

const messages: Shape = (asked) => {
  const { body, betas, losses } = bodyFor(MANTLE, asked);
  return {
    path: '/messages',
    body: { model: asked.model, ...body, ...(asked.stream && { stream: true }) },
    headers: headersFor(asked, betas, true),
    losses,
  };
};

/** What Bedrock puts behind a model's name, for those that have something. The later ones have nothing. */
// oxfmt-ignore
const VERSIONS: readonly (readonly [match: string, name: string])[] = [
  ['claude-haiku-4-5*',  'claude-haiku-4-5-20251001-v1:0'],
  ['claude-sonnet-4-5*', 'claude-sonnet-4-5-20250929-v1:0'],
  ['claude-opus-4-5*',   'claude-opus-4-5-20251101-v1:0'],
  ['claude-opus-4-6*',   'claude-opus-4-6-v1'],
  ['claude-opus-4-1*',   'claude-opus-4-1-20250805-v1:0'],
  ['claude-sonnet-4-2*', 'claude-sonnet-4-20250514-v1:0'],
  ['claude-sonnet-4-0',  'claude-sonnet-4-20250514-v1:0'],
  ['claude-3-7-sonnet*', 'claude-3-7-sonnet-20250219-v1:0'],
];

/** `claude-sonnet-5-5` → `global.anthropic.claude-sonnet-5-5`. What already names a maker, a profile or an ARN stays. */
function nameFor(model: string, { profile }: Settings): string {
  if (!/^(?:anthropic\/)?claude-/i.test(model)) return model;
  const plain = plainName(model);
  const [, name = plain] = VERSIONS.find(([match]) => matches([match], plain)) ?? [];
  return `${profile === undefined || profile === 'none' ? '' : `${profile}.`}anthropic.${name}`;
}

/** What AWS calls a failure, and what Anthropic would. In streams the names begin in small letters. */
const TYPES: Readonly<Record<string, string>> = {
  throttlingexception: 'rate_limit_error',
  toomanyrequestsexception: 'rate_limit_error',
  servicequotaexceededexception: 'rate_limit_error',
  modelnotreadyexception: 'overloaded_error',
  serviceunavailableexception: 'overloaded_error',
  modeltimeoutexception: 'timeout_error',
  // Its status is 424, by which it would count as the caller's mistake.
  modelerrorexception: 'overloaded_error',
  modelstreamerrorexception: 'api_error',
  internalserverexception: 'api_error',
  internalfailure: 'api_error',
  validationexception: 'invalid_request_error',
  accessdeniedexception: 'permission_error',
  unrecognizedclientexception: 'authentication_error',
  invalidsignatureexception: 'authentication_error',
  incompletesignatureexception: 'authentication_error',
  missingauthenticationtokenexception: 'authentication_error',
  expiredtokenexception: 'authentication_error',
  resourcenotfoundexception: 'not_found_error',
};

/** The type of error that an exception of AWS is at Anthropic. `api_error` for one that nobody here knows. */
export function typeOfException(exception: string): string {
  // `ThrottlingException:http://…`, `com.amazon.coral.service#UnrecognizedClientException`
  const name = (exception.split(':')[0] ?? '').replace(/^.*#/, '').toLowerCase();
  return (Object.hasOwn(TYPES, name) ? TYPES[name] : undefined) ?? 'api_error';
}

function unwrapError(_: number, headers: Headers, body: Json): Json {
  // A signature that does not fit is answered with all that it was made of, a session's token included.
  const [message = ''] = (textAt(body, 'message') || textAt(body, 'Message')).split(/\s*The Canonical String/);
  const exception = headers['x-amzn-errortype'] ?? textAt(body, '__type');
  if (exception === '' || (isObject(body) && isObject(body['error']))) return body;
  return { type: 'error', error: { type: typeOfException(exception), message } };
}

const AUTH = { header: 'authorization', prefix: 'Bearer ', env: ['AWS_BEARER_TOKEN_BEDROCK'] } as const;

const ROW = {
  protocol: 'anthropic',
  statusPage: 'https://health.aws.amazon.com/health/status',
  failureDomains: ['aws'],
  local: false,
  standbyModel: 'claude-sonnet-5-5',
  probeCostUsd: null,
  serves: ['anthropic'],
  unwrapError,
} as const;

/**
 * Claude on Amazon Bedrock, by InvokeModel: SigV4 with a key pair, or a Bedrock API key. Models of one's own, profiles and ARNs
 * are asked for by their names. Which betas and fields it has: `betas.ts`, `body.ts`.
 */
export const bedrock: Provider = {
  ...ROW,
  id: 'bedrock',
  name: 'Amazon Bedrock',
  baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
  auth: AUTH,
  quirks: { noImageUrls: true },
  place: {
    needs: {
      region: REGION,
      profile: {
        env: [],
        fallback: 'global',
        pattern: /^(?:global|us|eu|apac|jp|au|us-gov|none)$/,
        about:
          'Where requests may be answered: global, us, eu, apac, jp, au, us-gov, or none for models without a profile.',
      },
    },
  },
  cloud: { kind: 'aws', service: 'bedrock' },
  nameFor,
  shape: invoke,
  envelope: 'aws-event-stream',
};

/** The same by the Messages endpoint, which speaks server-sent events and has more of Anthropic's API. */
export const bedrockMantle: Provider = {
  ...ROW,
  id: 'bedrock-mantle',
  name: 'Amazon Bedrock (Messages)',
  baseUrl: 'https://bedrock-mantle.{region}.api.aws/anthropic/v1',
  auth: { ...AUTH, env: [] },
  quirks: { webSearch: 'asked' },
  onlyByName: 'Bedrock is found as bedrock',
  place: { needs: { region: REGION } },
  cloud: { kind: 'aws', service: 'bedrock-mantle' },
  nameFor: (model) => nameFor(model, {}),
  shape: messages,
};
