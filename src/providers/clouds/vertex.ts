import { isArray, isObject, textAt, type Json } from '../../model/json.ts';
import { matches } from '../../model/route.ts';
import type { Headers } from '../../protocols/protocol.ts';
import { plainName } from '../models/names.ts';
import type { Place, Provider, Shape } from '../provider.ts';
import { bodyFor, type CloudRules, headersFor } from './body.ts';

const RULES: CloudRules = {
  cloud: 'vertex',
  serverTools: ['tool_search_tool_', 'web_search_20250305'],
  urls: true,
  files: false,
  schema: () => true,
  parallelChoice: true,
  eagerTools: true,
  autoCache: true,
  mismatch: 'prefix_mismatch_behavior',
};

/** The model's name and the kind of answer go into the address, the version into the body; betas stay a header. */
const shape: Shape = (asked) => {
  const { body, betas, losses } = bodyFor(RULES, asked);
  return {
    path: `/${encodeURIComponent(asked.model)}:${asked.stream ? 'streamRawPredict' : 'rawPredict'}`,
    body: { anthropic_version: 'vertex-2023-10-16', ...body, ...(asked.stream && { stream: true }) },
    headers: headersFor(asked, betas, false),
    losses,
  };
};

/** Google writes the date of a model behind an `@`, for those that have one. */
// oxfmt-ignore
const DATED: readonly (readonly [match: string, name: string])[] = [
  ['claude-haiku-4-5*',  'claude-haiku-4-5@20251001'],
  ['claude-sonnet-4-5*', 'claude-sonnet-4-5@20250929'],
  ['claude-opus-4-5*',   'claude-opus-4-5@20251101'],
  ['claude-opus-4-1*',   'claude-opus-4-1@20250805'],
  ['claude-opus-4-2*',   'claude-opus-4@20250514'],
  ['claude-sonnet-4-2*', 'claude-sonnet-4@20250514'],
  ['claude-3-5-haiku*',  'claude-3-5-haiku@20241022'],
  ['claude-3-7-sonnet*', 'claude-3-7-sonnet@20250219'],
];

function nameFor(model: string): string {
  if (model.includes('@') || !/^(?:anthropic\/)?claude-/i.test(model)) return model;
  const plain = plainName(model);
  return DATED.find(([match]) => matches([match], plain))?.[1] ?? plain;
}

const TYPES: Readonly<Record<string, string>> = {
  RESOURCE_EXHAUSTED: 'rate_limit_error',
  UNAVAILABLE: 'overloaded_error',
  UNAUTHENTICATED: 'authentication_error',
  PERMISSION_DENIED: 'permission_error',
  NOT_FOUND: 'not_found_error',
  INVALID_ARGUMENT: 'invalid_request_error',
  FAILED_PRECONDITION: 'invalid_request_error',
  DEADLINE_EXCEEDED: 'timeout_error',
};

/** Google wraps Anthropic's error as text into its own, sometimes in a list; or says it in its own words. */
function unwrapError(_: number, __: Headers, body: Json): Json {
  const outer = isArray(body) ? (body[0] ?? null) : body;
  const message = textAt(outer, 'error', 'message');
  const inner = jsonIn(message);
  if (isObject(inner) && isObject(inner['error'])) return inner;
  const status = textAt(outer, 'error', 'status');
  if (!Object.hasOwn(TYPES, status)) return outer;
  return { type: 'error', error: { type: TYPES[status] ?? 'api_error', message } };
}

function jsonIn(text: string): Json {
  if (!text.startsWith('{')) return null;
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    // A sentence that begins with a brace.
    return null;
  }
}

const PLACE: Place = {
  needs: {
    project: {
      env: ['ANTHROPIC_VERTEX_PROJECT_ID', 'GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'],
      fallback: null,
      pattern: /^[a-z](?:[a-z0-9.:-]{2,60})[a-z0-9]$/,
      about: 'The id of the Google Cloud project.',
    },
    location: {
      env: ['CLOUD_ML_REGION', 'GOOGLE_CLOUD_LOCATION'],
      fallback: 'global',
      pattern: /^(?:global|us|eu|[a-z]+-[a-z]+\d+)$/,
      about: 'Where requests may be answered: global, us, eu, or a region such as europe-west1.',
    },
  },
  host: ({ location = 'global' }) =>
    location === 'global'
      ? 'aiplatform.googleapis.com'
      : ['us', 'eu'].includes(location)
        ? `aiplatform.${location}.rep.googleapis.com`
        : `${location}-aiplatform.googleapis.com`,
};

const CLOUD = { kind: 'google', scope: 'https://www.googleapis.com/auth/cloud-platform' } as const;

/** Claude on Google Cloud, with a service account or the credentials of a user. */
export const vertex: Provider = {
  id: 'vertex',
  name: 'Google Vertex AI',
  protocol: 'anthropic',
  baseUrl: 'https://{host}/v1/projects/{project}/locations/{location}/publishers/anthropic/models',
  auth: null,
  statusPage: 'https://status.cloud.google.com',
  failureDomains: ['google', 'google-cloud'],
  local: false,
  quirks: { webSearch: 'asked' },
  standbyModel: 'claude-sonnet-5-5',
  probeCostUsd: null,
  place: PLACE,
  cloud: CLOUD,
  serves: ['anthropic'],
  nameFor,
  shape,
  unwrapError,
};

/** Gemini on Google Cloud: the models that a key of AI Studio opens, too, behind another door. */
export const vertexGemini: Provider = {
  id: 'vertex-gemini',
  name: 'Google Vertex AI (Gemini)',
  protocol: 'gemini',
  baseUrl: 'https://{host}/v1/projects/{project}/locations/{location}/publishers/google',
  auth: null,
  statusPage: 'https://status.cloud.google.com',
  failureDomains: ['google', 'google-cloud'],
  local: false,
  quirks: { webSearch: 'asked' },
  standbyModel: 'gemini-3.8-flash',
  probeCostUsd: null,
  place: PLACE,
  cloud: CLOUD,
  serves: ['gemini'],
  // An error that comes in the place of a stream stands in a list.
  unwrapError: (_, __, body) => (isArray(body) ? (body[0] ?? null) : body),
};
