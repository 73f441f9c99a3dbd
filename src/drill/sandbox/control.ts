import { at, type Json, type JsonObject } from '../../model/json.ts';
import { FAULT_CATALOGUE, FAULT_NAMES, isFaultName } from './faults.ts';
import type { ProviderState } from './provider-state.ts';
import { describePage, type PageRack, turnPage } from './status-pages/switches.ts';

/** What the switches of a sandbox need to see of it. */
export type Switchboard = {
  readonly url: string;
  readonly providers: () => ReadonlyMap<string, ProviderState>;
  /** The provider with this name, new if need be; null when the name cannot be one or there are too many. */
  readonly provider: (name: string) => ProviderState | null;
  readonly pages: PageRack;
};

export type ControlRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
};

export type ControlAnswer = { readonly status: number; readonly type: string; readonly body: string };

/** Answers people who look at a sandbox or throw its switches. Web pages from elsewhere are kept out. */
export function control(request: ControlRequest, board: Switchboard): ControlAnswer {
  const stranger = complaintAboutCaller(request, board.url);
  if (stranger !== null) return json(403, { error: stranger });
  const { method, path } = request;
  if (path === '/' && isRead(method))
    return { status: 200, type: 'text/plain; charset=utf-8', body: welcome(board.url) };
  if (path === '/_sandbox/faults' && isRead(method)) return json(200, { faults: faultRows() });
  if (path === '/_sandbox/providers' && isRead(method)) {
    return json(200, { providers: [...board.providers()].map(([name, state]) => describe(board.url, name, state)) });
  }
  if (path === '/_sandbox/pages' && isRead(method)) {
    return json(200, { pages: [...board.pages.all()].map(([name, page]) => describePage(board.url, name, page)) });
  }
  const [, kind, name] = /^\/_sandbox\/(providers|pages)\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined) return json(404, { error: 'There is nothing here; GET / says what there is.' });
  if (method !== 'PUT') return json(405, { error: 'Only PUT is understood here.' });
  // A form on a web page can send any other content type without asking first.
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return json(415, { error: 'The content type has to be application/json.' });
  }
  return kind === 'pages' ? setPage(name, request, board) : setSwitch(name, request, board);
}

function setPage(name: string, { body }: ControlRequest, { pages, url }: Switchboard): ControlAnswer {
  const complaint = turnPage(pages, name, body);
  const page = pages.all().get(name);
  if (complaint !== null || page === undefined) return json(400, { error: complaint ?? 'There is no such page.' });
  return json(200, describePage(url, name, page));
}

function setSwitch(name: string, { body }: ControlRequest, board: Switchboard): ControlAnswer {
  const fault = at(body, 'fault');
  const times = at(body, 'times');
  if (fault !== null && (typeof fault !== 'string' || !isFaultName(fault))) {
    return json(400, { error: '`fault` has to be null or a name from GET /_sandbox/faults.' });
  }
  if (times !== undefined && (typeof times !== 'number' || !Number.isInteger(times) || times < 1)) {
    return json(400, { error: '`times` has to be a whole number above 0, or absent.' });
  }
  const provider = board.provider(name);
  if (provider === null) return json(404, { error: `${JSON.stringify(name)} cannot be a provider here.` });
  provider.setFault(fault, times === undefined ? {} : { times });
  return json(200, describe(board.url, name, provider));
}

function complaintAboutCaller({ headers }: ControlRequest, url: string): string | null {
  const { port } = new URL(url);
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
  if (!hosts.includes(headers.host ?? '')) return 'This host name does not belong to the sandbox.';
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return 'Not from another web page.';
  return null;
}

function describe(url: string, name: string, state: ProviderState): JsonObject {
  const seen = state.seen();
  const count = (completion: string): number => seen.filter((request) => request.completion === completion).length;
  return {
    name,
    baseUrl: `${url}/${name}/v1`,
    fault: state.fault(),
    timesLeft: state.left(),
    requests: {
      seen: seen.length,
      open: count('open'),
      answered: count('answered'),
      faulted: count('faulted'),
      left: count('left'),
    },
  };
}

function faultRows(): readonly JsonObject[] {
  return FAULT_NAMES.map((name) => ({ name, ...FAULT_CATALOGUE[name] }));
}

function welcome(url: string): string {
  return [
    'This is a Failsoft sandbox: simulated AI providers that fail on command. No model is behind it and it costs nothing.',
    '',
    'Any name is a provider of its own. It speaks Anthropic Messages, OpenAI Chat Completions and Responses, Gemini and',
    'Ollama; any key will do.',
    `  Anthropic SDK   ANTHROPIC_BASE_URL=${url}/anthropic`,
    `  OpenAI SDK      OPENAI_BASE_URL=${url}/openai/v1`,
    `  Google SDK      GOOGLE_GEMINI_BASE_URL=${url}/gemini`,
    `  Ollama          OLLAMA_HOST=${url}/ollama`,
    '',
    'Switches',
    `  curl ${url}/_sandbox/faults`,
    `  curl ${url}/_sandbox/providers`,
    `  curl ${url}/_sandbox/pages`,
    `  curl -X PUT ${url}/_sandbox/providers/anthropic -H 'content-type: application/json' -d '{"fault":"overloaded"}'`,
    `  curl -X PUT ${url}/_sandbox/providers/anthropic -H 'content-type: application/json' -d '{"fault":null}'`,
    '',
  ].join('\n');
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function json(status: number, body: JsonObject): ControlAnswer {
  return { status, type: 'application/json', body: `${JSON.stringify(body, null, 2)}\n` };
}

/** JSON from outside; null when it is none. */
export function parseJson(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
