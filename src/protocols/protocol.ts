import type { Conversation, Effort, Tool } from '../model/conversation.ts';
import type { Fault } from '../model/fault.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Loss } from '../model/loss.ts';
import type { Reply, ReplyEvent, Usage } from '../model/reply.ts';

export type ProtocolId = 'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini' | 'ollama';

/** What providers may speak: every dialect of callers, and one that no caller speaks. */
export type ProviderProtocolId = ProtocolId | 'm365-copilot';

/**
 * How the events of a stream lie in its bytes. `sse`: server-sent events. `ndjson`: one JSON text per line. `raw`: each event's
 * data as it is; only written, never read.
 */
export type Framing = 'sse' | 'ndjson' | 'raw';

/** Feed it one item at a time and null at the end; it returns what became complete. Never waits, never does I/O. */
export type Feed<In, Out> = (item: In | null) => readonly Out[];

/** One event of a stream. `event` is empty when it has no name. */
export type Frame = { readonly event: string; readonly data: string };

/** Header names are lower case. */
export type Headers = Readonly<Record<string, string>>;

/**
 * A wire dialect, both ways. `parse*` reads the dialect, `render*` writes it.
 * Callers are served with parseRequest + renderResponse/renderStream/renderError,
 * providers are asked with renderRequest + parseResponse/parseStream/parseError.
 * All of it is pure and synchronous. Parsers are tolerant of what they do not know and throw a Fault for what cannot be
 * (`bad-request` for a caller's body, `garbled` for a provider's); renderers are strict.
 */
export type Protocol = {
  readonly id: ProtocolId;
  readonly framing: Framing;
  /** Paths, without a base such as `/v1`, at which callers ask for an answer: `/messages`. Empty where the path names the model. */
  readonly paths: readonly string[];
  /** Where a provider is asked, behind its base address: `/messages`. */
  readonly askPath: (model: string, stream: boolean) => string;
  /** What a body says that asks for a stream; nothing where the path says it. */
  readonly streaming: JsonObject;
  /** Does a body that does not say so ask for a stream? */
  readonly streamsUnlessTold: boolean;
  /** Header names, or beginnings that end in `-`, that are part of the dialect and are passed to a provider that speaks it. */
  readonly requestHeaders: readonly string[];
  /** The same for answers: rate limits, request ids. */
  readonly responseHeaders: readonly string[];
  /** Headers that a provider of this dialect needs although the caller may not have sent them: names and values. */
  readonly defaultHeaders: Headers;

  readonly parseRequest: (body: Json) => Parsed;
  readonly renderRequest: (conversation: Conversation, options: RequestOptions) => Rendered;

  /** The name under which `renderRequest` offers a tool: most as they are, others cut to what the dialect accepts. */
  readonly toolName: (name: string) => string;

  readonly parseResponse: (body: Json) => Reply;
  /** `tools`: those that the caller offered, where what a call looks like depends on the tool. */
  readonly renderResponse: (reply: Reply, tools?: readonly Tool[]) => JsonObject;

  /** At the end (null) of a stream without a terminal event it says a `cut` fault, unless the answer was complete without one. */
  readonly parseStream: () => Feed<Frame, ReplyEvent>;
  readonly renderStream: (options: StreamOptions) => Feed<ReplyEvent, Frame>;
  /** Something that keeps a connection alive and means nothing, as it goes over the wire. It may come before the first event. */
  readonly ping: (model: string) => string;
  /** Reads what a caller of this dialect has got so far: whole events, as they were written. Throws when it cannot be read. */
  readonly shown: (bytes: Uint8Array) => Shown;
  /** What the end of a stream has to fit, by the last events of it. Absent where events have no numbers. */
  readonly toldBy?: (last: Uint8Array) => JsonObject;

  /** Says what a provider's error answer means. `body` is null when it is not JSON. */
  readonly parseError: (status: number, headers: Headers, body: Json) => Fault;
  /** The fault as this dialect says it, whole answer; in a stream the protocol's `renderStream` says it. */
  readonly renderError: (fault: Fault, requestId: string) => JsonObject;
  /** The HTTP status that this dialect uses for the fault, where it differs from the fault table's. */
  readonly statusOf: (fault: Fault) => number;

  /**
   * Looks at one event of a same-protocol stream that is passed on as it is. `after`: it goes on behind a beginning that another
   * attempt wrote. `answers`: how many of them side by side were asked for, looked up only when one of them has ended.
   */
  readonly watch: (after?: Resumed | null, answers?: () => number) => Watch;
  /** How many answers side by side a caller's body asks for, less than two for one. Absent where there is only ever one. */
  readonly answersIn?: (body: Uint8Array) => number;
  /** The same for a whole answer: its weight is `hard`, or `none` for an empty one. Throws `garbled` when it is no answer at all. */
  readonly weigh: (body: Json) => Weighed;
  /** An event's data or a whole answer with another model name, where it names one. */
  readonly rename: (data: JsonObject, model: string) => JsonObject;
  /** A caller's body of this dialect, made fit for a standby that speaks it, too, and has rules of its own. */
  readonly adapt: (body: JsonObject, options: AdaptOptions) => Rendered;
  /** How MINT_MARK looks in a body, where signatures are encoded once more. Absent: as it is. */
  readonly mintMark?: string;
  /** Takes everything out of a caller's body that we minted and that the dialect's own provider would reject. */
  readonly scrub: (body: JsonObject) => JsonObject;
  /**
   * Takes every thought of earlier turns out of a caller's body. Providers refuse those of another model or account (fault
   * `foreign-thought`), and are asked once more without.
   */
  readonly forget: (body: JsonObject) => JsonObject;

  /** How an answer whose line broke is taken up again where its provider has kept it. Absent: no provider of the dialect does. */
  readonly keeping?: Keeping;
};

/** Answers that a provider makes whether somebody listens or not, and keeps for a while. */
export type Keeping = {
  /** A body that asks for such an answer. */
  readonly kept: (body: JsonObject) => JsonObject;
  /** What an event says of where it stands. */
  readonly placeOf: (frame: Frame) => KeptPlace;
  /** Where the rest of an answer is fetched (GET), and where it is ended (POST). `path`: the question's. */
  readonly restPath: (path: string, id: string, after: number) => string;
  readonly endPath: (path: string, id: string) => string;
};

/** Null: it does not say. `over`: nothing comes behind it. */
export type KeptPlace = { readonly id: string | null; readonly number: number | null; readonly over: boolean };

/** The half of a protocol that providers are asked with. */
export type ProviderProtocol = Pick<
  Protocol,
  | 'framing'
  | 'askPath'
  | 'requestHeaders'
  | 'defaultHeaders'
  | 'renderRequest'
  | 'toolName'
  | 'parseResponse'
  | 'parseStream'
  | 'parseError'
  | 'keeping'
> & {
  readonly id: ProviderProtocolId;
  /** What has to be asked first, where a question needs something that is made for it. */
  readonly opening?: Opening;
};

/** An exchange before the one that asks: it makes something at the provider, whose name then stands in the path of the question. */
export type Opening = {
  /** Where it is asked for, behind the base address. */
  readonly path: string;
  readonly body: JsonObject;
  /** The path of the question, as `askPath` gave it, with the name of what was made; null when the answer does not say it. */
  readonly placed: (path: string, answer: Json) => string | null;
};

/** The half of a protocol that callers are served with. */
export type CallerProtocol = Omit<
  Pick<
    Protocol,
    | 'id'
    | 'framing'
    | 'paths'
    | 'streamsUnlessTold'
    | 'parseRequest'
    | 'renderResponse'
    | 'renderStream'
    | 'ping'
    | 'shown'
    | 'toldBy'
    | 'renderError'
    | 'statusOf'
    | 'responseHeaders'
  >,
  'id'
> & {
  readonly id: ProtocolId | 'ollama-generate' | 'conversation';
  /** Absent where nothing has to be remembered of a beginning for somebody else to go on behind it. */
  readonly watch?: Protocol['watch'];
};

export type Parsed = {
  readonly conversation: Conversation;
  /** Empty where the path names it. */
  readonly model: string;
  /** False where the path says it. */
  readonly stream: boolean;
  /** Did the caller ask for a final usage frame? Goes into StreamOptions.usage; true where the dialect always has one. */
  readonly usage: boolean;
  /** The answer that this goes on from: what was said before it stands at the provider and not in the body. */
  readonly previous?: string;
};

/** What the provider and the model want said otherwise than the dialect's norm. Data, from the provider's row and the model table. */
export type RequestOptions = {
  readonly model: string;
  readonly stream: boolean;
  /** The model's largest answer in tokens; larger wishes are cut to it. Null when unknown. */
  readonly maxOutputTokens: number | null;
  readonly quirks: Quirks;
};

/**
 * `foreign`: the body was meant for another vendor, so what only that one may know or can read is left out. `kin`: it is a cloud that
 * runs that vendor's own models, so what those can do they can do there, too. `alike`: what one of the two knows besides the core of the
 * dialect the other may know, too: they have the same maker, or both are somebody's own.
 */
export type AdaptOptions = RequestOptions & {
  readonly foreign: boolean;
  readonly kin?: boolean;
  readonly alike?: boolean;
};

/**
 * How a model can be made to think. `adaptive`: it decides itself how much. `budget`: within a number of tokens. `always`: it
 * thinks whatever it is told, beside any of the other two.
 */
export type ThinkingKind = 'adaptive' | 'budget' | 'always';

/** Deviations of providers and models. Every one is off unless a row turns it on. */
export type Quirks = {
  /** Sampling settings are refused (`temperature`, `top_p`, `top_k`, penalties). */
  readonly noSampling?: boolean;
  /** `tool_choice` may not force a tool. */
  readonly noForcedTools?: boolean;
  /** `stop` is refused. */
  readonly noStop?: boolean;
  /** The limit is called `max_tokens` instead of `max_completion_tokens`. */
  readonly oldMaxTokens?: boolean;
  /** Settings of the dialect's core that are refused, under the names of their losses. */
  readonly refused?: readonly Refused[];
  /** The seed is called `random_seed` (Mistral). */
  readonly randomSeed?: boolean;
  /** `stream_options` is refused. */
  readonly noStreamOptions?: boolean;
  /** JSON schemas as `response_format` are not understood. */
  readonly noSchema?: boolean;
  /** Instructions are `developer` messages. */
  readonly developerRole?: boolean;
  /** `reasoning_effort` is not understood. */
  readonly noEffort?: boolean;
  /** Images are not understood. */
  readonly noImages?: boolean;
  /** Image URLs are not understood, only base64. */
  readonly noImageUrls?: boolean;
  /** Thinking can not be switched on or off. */
  readonly noThinking?: boolean;
  /** In which forms a model of a dialect that has several can be asked to think. Absent: not known. */
  readonly thinks?: readonly ThinkingKind[];
  /** The most effort that is taken while thinking is switched off. Absent: every one. */
  readonly silentEffort?: Effort;
  /** It may not be asked to think when it is made to call a tool. */
  readonly noForcedThinking?: boolean;
  /** The smallest and the largest budget of thinking that is taken, tokens. Absent: not known. */
  readonly budgets?: readonly [least: number, most: number];
  /** Thinking is switched off as DeepSeek does it, `thinking: {type: 'disabled'}`, and while it is on no tool may be forced. */
  readonly thinkingSwitch?: boolean;
  /** PDF files are not understood. */
  readonly noPdf?: boolean;
  /** Tools are not understood at all. */
  readonly noTools?: boolean;
  /** Tools are taken only where no effort is written (`unsaid`), or only beside the effort `none` (OpenAI's Chat Completions). */
  readonly toolsEffort?: 'unsaid' | 'none';
  /** Turns of user and assistant have to alternate, beginning and ending with the user's; `system` may only stand first. */
  readonly alternates?: boolean;
  /** `system` may only stand first. */
  readonly systemFirst?: boolean;
  /** A turn of the assistant may not stand last. */
  readonly noPrefill?: boolean;
  /** The web can be searched: as the dialect says it, or always and without a word. Absent: it cannot. */
  readonly webSearch?: 'asked' | 'always';
  /** Thoughts of earlier turns have to be sent back, as text. */
  readonly thoughtsBack?: boolean;
  /** Ids of tool calls are at most nine letters and digits (Mistral). */
  readonly shortIds?: boolean;
  /** The user may not speak directly behind results of tools: a word of the assistant has to stand between (Mistral). */
  readonly noUserAfterResults?: boolean;
  /** Tools whose input is free text are understood as such (OpenAI's `custom`). */
  readonly freeText?: boolean;
  /** Hints about what to keep are understood: as `cache_control`, or as OpenAI's `prompt_cache_breakpoint`. */
  readonly cacheHints?: 'control' | 'breakpoint';
  /** The effort levels that are known, in the words of EFFORTS; absent: all of the dialect. */
  readonly efforts?: readonly Effort[];
  /** Results of tools may hold pictures and documents themselves (Gemini 3). */
  readonly mediaInResults?: boolean;
  /** The context window that a local server is asked to provide, tokens. */
  readonly contextTokens?: number;
};

export type Refused =
  | 'logprobs'
  | 'top_logprobs'
  | 'logit_bias'
  | 'frequency_penalty'
  | 'presence_penalty'
  | 'messages.name';

/** `losses` names what this dialect cannot say. A `blocking` one makes the rung unusable for this request. */
export type Rendered = {
  readonly body: JsonObject;
  readonly losses: readonly Loss[];
  /** Set by `adapt`: tools are offered in another form than the caller's, so that the answer has to be translated, not passed on. */
  readonly reshaped?: boolean;
};

export type StreamOptions = {
  /** The model name that the caller asked for; it stands in the answer. */
  readonly model: string;
  /**
   * Set when an earlier attempt already wrote the beginning of this stream (thinking only): the rendering goes on behind it
   * and does not begin anew. `nextPart` is the first free part number, `openPart` the one that is still open, or -1.
   */
  readonly after: Resumed | null;
  /** Did the caller ask for a final usage frame? (OpenAI's `stream_options.include_usage`; always true elsewhere.) */
  readonly usage: boolean;
  /** The tools that the caller offered, where what a call looks like depends on the tool. */
  readonly tools?: readonly Tool[];
};

/**
 * Where a stream goes on that another attempt has begun. `nextPart` is `openPart` where it goes on in the middle of that part, which
 * is a text then.
 */
export type Resumed = {
  readonly nextPart: number;
  readonly openPart: number;
  /** The open part is something else than thinking, a text without a word yet; it may not be signed. Absent: it is thinking. */
  readonly openText?: boolean;
  /** Nothing was written at all, so that what marks the beginning of a stream is still to come. */
  readonly unbegun?: boolean;
  /** What else was written that the rest has to fit: ids, numbers, items. Only the dialect's own watch and renderer know what it means. */
  readonly told?: JsonObject;
};

/** What a caller has got of a stream that broke. */
export type Shown = {
  /** All words of the answer, without thoughts. */
  readonly text: string;
  /** Where somebody else may go on; null when nobody can, because more than words and thoughts was shown, or its end. */
  readonly resumed: Resumed | null;
};

/**
 * `none`: lifecycle and pings. `soft`: thinking, still restartable. `hard`: text, tool calls or a refusal, cannot be taken
 * back. An end for any other reason than `done` is `hard`, too: it is an answer although it may have no words.
 */
export type Weight = 'none' | 'soft' | 'hard';

export type Sighting = {
  readonly weight: Weight;
  /** The terminal event of a success. */
  readonly end: boolean;
  readonly fault: Fault | null;
  /**
   * Of a call that the caller would run, and that is not whole yet. `open`: hold this event until it is. `next`: those before are
   * whole, this one begins another. `dropped`: what was held stays half for a reason that this event tells, so it is never shown.
   */
  readonly call?: 'open' | 'next' | 'dropped';
  /** Nothing has come but that it is at its end, which some servers say with every piece: there may be more. */
  readonly early?: boolean;
  /** With `dropped`: what has to be passed on in the place of the event's data, where half a call stands in it, too. */
  readonly data?: string;
};

export type Watch = {
  /**
   * How far whole events, as text, are nothing but words of an answer that is already under way, each closed at its braces: so far
   * they need no look one by one. 0 whenever in doubt.
   */
  readonly calmUntil: (events: string) => number;
  /**
   * Looks at an event without changing it, cheaply: after the first content most events need no `JSON.parse`, only a check
   * that their data is closed JSON at its braces; what is not is a `garbled` fault. Throws nothing.
   */
  readonly see: (frame: Frame) => Sighting;
  /**
   * The connection has ended in good order. Null when the answer is not complete. Else what has to be added for the caller:
   * nothing, or the terminal event that some servers leave out after they have said why they stopped.
   */
  readonly close: () => string | null;
  /** What the stream has said about tokens so far. */
  readonly usage: () => Usage | null;
  /** Where a restart would go on; see StreamOptions. */
  readonly resumed: () => Resumed;
};

export type Weighed = { readonly weight: Weight; readonly usage: Usage };

/**
 * The mark on everything that we mint into an answer (signatures of foreign thinking). A body without it needs no
 * translation on the way back to its own provider; a body with it does (`scrub`). In a Conversation such a signature is kept as
 * it came: the engine knows whose thought is behind it, and gives it back to its maker or takes it out.
 */
export const MINT_MARK = 'failsoft.1.';
