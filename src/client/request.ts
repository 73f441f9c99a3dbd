/** The dialects in which a gateway can be asked: each as the provider's own API has it. */
export type Dialect = 'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini' | 'ollama';

/** A question in a dialect. */
export type Request = {
  readonly protocol: Dialect;
  /** The body as the provider's own API takes it. `stream` need not be set in it. */
  readonly body: object;
  /** The model, where the dialect names it in the address and not in the body (`gemini`). */
  readonly model?: string;
  /** Headers of the dialect, such as `anthropic-beta`. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A name of the work that this request is part of, for the journal. */
  readonly workflow?: string;
  /** False: only the first rung of the ladder may answer. */
  readonly standby?: boolean;
  /** Who is not to answer, as `servedBy` names them: `provider/model`. Somebody else of the ladder does, or nobody. */
  readonly not?: readonly string[];
  /** Ends the request when it fires; the gateway ends it at the provider, too. */
  readonly signal?: AbortSignal;
  /**
   * Given, an answer that breaks off in the middle may be given anew by somebody else: what came before counts no more from the place
   * that this is told on, and what comes next is an answer from its beginning. Streams only.
   */
  readonly onRestart?: (restart: Restart) => void;
};

/** An answer begins anew. */
export type Restart = {
  /** The first place in its text, all of it that came, that counts no more; UTF-16 units. */
  readonly from: number;
  /** Who answers now: `provider/model`. */
  readonly servedBy: string;
};

/** What is sent. */
export type Sent = { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };

const PATHS: Readonly<Record<Exclude<Dialect, 'gemini'>, string>> = {
  anthropic: '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  ollama: '/api/chat',
};

/** A request as it goes over the line, without the key. */
export function renderRequest(request: Request, stream: boolean): Sent {
  const { protocol, body, model = '', headers, workflow, standby, not = [], onRestart } = request;
  return {
    path: protocol === 'gemini' ? geminiPath(model, stream) : PATHS[protocol],
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(workflow !== undefined && { 'x-failsoft-workflow': workflow }),
      ...(standby === false && { 'x-failsoft-standby': 'off' }),
      ...(not.length > 0 && { 'x-failsoft-not': not.join(', ') }),
      ...(stream && { 'x-failsoft-resume': '1' }),
      ...(stream && onRestart !== undefined && { 'x-failsoft-restart': 'ok' }),
    },
    body: JSON.stringify(protocol === 'gemini' ? body : { ...body, stream }),
  };
}

function geminiPath(model: string, stream: boolean): string {
  return `/v1beta/models/${encodeURIComponent(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
}
