import type { Api } from '../../model/audit.ts';
import type { CallFact, FileFacts } from '../facts/facts.ts';
import { pathsOf, textOf, type Value, valuesIn } from '../facts/value.ts';
import type { Endpoints } from '../signatures/endpoints.ts';
import { expression } from '../signatures/expression.ts';
import type { Senders } from '../signatures/load.ts';
import { type Address, addressesOf, addressIn, isRelative } from './addresses.ts';
import { isModule } from './families.ts';

/** A request over HTTP that asks a model. `address` null: only what is sent, or what else stands in the file, says so. */
export type Sent = {
  readonly address: Address | null;
  readonly provider: string | null;
  readonly api: Api | null;
  readonly stream: boolean;
  /** It is not this address in sight, but the only one near. */
  readonly isGuess?: true;
};

export type HttpQuestion = {
  readonly call: CallFact;
  readonly callee: Value;
  readonly given: readonly Value[];
  readonly facts: FileFacts;
  readonly senders: Senders;
  readonly endpoints: Endpoints;
  /** Whose it is by the names around it. */
  readonly owner: string | null;
};

/** Whether a call sends a request to AI; `elsewhere` when it sends one to somebody else. */
export function sentBy(question: HttpQuestion): Sent | 'elsewhere' | 'no request' {
  const { call, callee, given, facts, endpoints, owner } = question;
  if (!isSender(question)) return 'no request';
  if (FETCHING.test(call.written)) return 'elsewhere';
  const addresses = [...given.flatMap((value) => addressesOf(value, endpoints)), ...addressesOf(callee, endpoints)];
  const asked = addresses.find(({ found }) => found.asks) ?? null;
  if (asked !== null)
    return { address: asked, provider: asked.found.provider, api: asked.found.api, stream: asked.found.stream };
  if (addresses.length > 0) return 'elsewhere';
  if (facts.language === 'shell' && !looksAsked(given)) return 'elsewhere';
  if (looksAsked(given) || (owner !== null && isForModel(given)))
    return { address: null, provider: null, api: 'chat', stream: false };
  const named = owner === null ? null : askedBy([...given, callee], endpoints);
  if (named !== null)
    return {
      address: { text: named, found: { provider: owner ?? '', api: null, stream: false, asks: true } },
      provider: owner,
      api: null,
      stream: false,
    };
  if (isElsewhere(given, callee) || asksAbout(given[0], endpoints)) return 'elsewhere';
  return nearbyOf(question) ?? 'elsewhere';
}

/** What only gets something asks no model: a list, or how far it is. */
const FETCHING = /(?:^|\.)(?:get|Get|GetAsync|GET)(?:\.|$)/;

/** Where the address is not in sight, the only one in its file is most likely it. */
function nearbyOf({ call, facts, endpoints, owner }: HttpQuestion): Sent | null {
  const leaf = call.written.slice(call.written.lastIndexOf('.') + 1);
  if (/urlopen|retrieve/.test(leaf) || /models$|list/i.test(call.symbol)) return null;
  // Where only the host is known, the names around have to say the same.
  const all = facts.addresses
    .flatMap(({ text }) => addressIn(text, endpoints) ?? [])
    .filter(({ found }) => found.asks && (found.api !== null || owner !== null));
  const known = all.filter(({ found }) => !found.provider.endsWith('-compatible'));
  const [only] = known.length > 0 ? known : all;
  if (only === undefined || new Set(known.map(({ found }) => found.provider)).size > 1) return null;
  return {
    address: only,
    provider: only.found.provider,
    api: only.found.api,
    stream: only.found.stream,
    isGuess: true,
  };
}

/** A path that asks about models and accounts: `getUrl('api/tags')`. */
function asksAbout(value: Value | undefined, { notAsking }: Endpoints): boolean {
  return (
    value !== undefined &&
    valuesIn(value).some(
      (one) => one.is === 'text' && /^[\w/-]+$/.test(one.text) && expression(notAsking).test(`/${one.text}`),
    )
  );
}

/** The path of a question below an address that is not known: `{url}/api/generate`. */
function askedBy(values: readonly Value[], endpoints: Endpoints): string | null {
  const texts = values.flatMap((value) => valuesIn(value)).map((one) => (isText(one) ? textOf(one) : null));
  return (
    texts.find((text) => text !== null && UNKNOWN_HOST.test(text) && expression(endpoints.asking).test(text)) ?? null
  );
}

const UNKNOWN_HOST = /^\{[^}]*\}\/?[\w./{}:-]*$/;

function isText({ is }: Value): boolean {
  return is === 'text' || is === 'joined' || is === 'made';
}

/** Where a route is declared, the path is what is answered, not what is asked. */
function isDeclared({ given }: HttpQuestion): boolean {
  return given.slice(1).some(({ is }) => is === 'function' || is === 'local');
}

function isSender(question: HttpQuestion): boolean {
  const { call, callee, facts, senders } = question;
  const leaf = call.written.slice(call.written.lastIndexOf('.') + 1);
  if (isDeclared(question) && !['fetch'].includes(leaf)) return false;
  const paths = pathsOf(callee);
  if (senders.globals.includes(call.written) || senders.globals.includes(leaf)) {
    return paths.some(
      ({ root }) => root.is === 'bare' || root.is === 'unknown' || root.is === 'variable' || root.is === 'import',
    );
  }
  if (!senders.leaves.includes(leaf)) return false;
  const isFrom = paths.some(({ root, steps }) => {
    if (root.is === 'import') return senders.modules.some((module) => isModule(root.module, module));
    return root.is === 'bare' && senders.roots.includes(steps[0]?.name ?? '');
  });
  if (isFrom) return true;
  const receiver = call.written.split('.').at(-2) ?? '';
  const isOpen = paths.some(
    ({ root }) =>
      ['bare', 'unknown', 'parameter', 'field'].includes(root.is) || (root.is === 'member' && root.of.is === 'local'),
  );
  const isOwnRoot = paths.every(({ root }) => root.is === 'local');
  const usesHttp = facts.imports.some(({ module }) => senders.modules.some((meant) => isModule(module, meant)));
  return (isOpen || (isOwnRoot && usesHttp)) && usesHttp && expression(senders.receivers).test(receiver);
}

/** A model and what to say to it: nobody else is sent this. */
function looksAsked(given: readonly Value[]): boolean {
  return given.some((value) =>
    valuesIn(value).some((one) => {
      if (one.is === 'record') {
        const keys = new Set(one.entries.map(({ key }) => key));
        return (
          (keys.has('model') && (keys.has('messages') || keys.has('prompt') || keys.has('input'))) ||
          (keys.has('contents') && keys.has('generationConfig'))
        );
      }
      return one.is === 'text' && /"model"\s*:/.test(one.text) && /"(?:messages|prompt|input)"\s*:/.test(one.text);
    }),
  );
}

/** What models are sent, where the names around already say whose they are. */
function isForModel(given: readonly Value[]): boolean {
  return given.some((value) =>
    valuesIn(value).some(
      (one) => one.is === 'record' && one.entries.some(({ key }) => key !== null && ASKED_KEYS.has(key)),
    ),
  );
}

const ASKED_KEYS: ReadonlySet<string> = new Set(
  'messages prompt inputs contents text_prompts texts instances negative_prompt'.split(' '),
);

/** A place that is plainly somebody else's: a path of one's own, or another host. */
function isElsewhere(given: readonly Value[], callee: Value): boolean {
  const known = [...given, callee]
    .flatMap((value) => valuesIn(value))
    .map((one) => (one.is === 'text' || one.is === 'joined' ? textOf(one) : null));
  return known.some((text) => text !== null && (/^(?:\{\w*\})?https?:\/\/[^{]/.test(text) || /^\/[\w/-]/.test(text)));
}

/** What a whole address asks that is given to a helper: `fetchSSE(`${base}/v1/chat/completions`, …)`. */
export function askedOf(value: Value | undefined, endpoints: Endpoints): Sent | null {
  const address = value === undefined ? undefined : addressesOf(value, endpoints).find(({ found }) => found.asks);
  const api = address?.found.api ?? null;
  return address === undefined || api === null
    ? null
    : { address, provider: address.found.provider, api, stream: address.found.stream };
}

/** A path below an AI service that is given to a helper: `this.request('chat/completions', …)`. */
export function relativeIn(given: readonly Value[], endpoints: Endpoints): string | null {
  for (const value of given.slice(0, 4)) {
    const text = textOf(value);
    if (text !== null && isRelative(text, endpoints)) return text;
  }
  return null;
}
