import type { Api, Known } from '../../model/audit.ts';
import type { CallFact, FileFacts } from '../facts/facts.ts';
import { type Given, type Path, pathsOf, textOf, type Value } from '../facts/value.ts';
import type { Knowledge, Senders } from '../signatures/load.ts';
import { callersOf, type Fill } from './callers.ts';
import { FAMILIES } from './families.ts';
import { namesIn } from './dynamic.ts';
import { askedOf, relativeIn, type Sent, sentBy } from './http.ts';
import { linker, type Resolve } from './link.ts';
import { importedBy, type Imports, isOwn, matchesOf, type Match, type Tree } from './match.ts';
import { interfacesOf } from './interfaces.ts';
import { ownerOfPlace } from './owner.ts';
import { oncePerPlace, whereSent } from './places.ts';
import { calledIn, type Hints, named, providersOf } from './provider.ts';
import { withUsings } from './usings.ts';

/** A call that asks a model, with what is needed to find out more about it. */
export type Found = {
  readonly file: string;
  readonly facts: FileFacts;
  readonly call: CallFact;
  readonly given: readonly Given[];
  /** Null: a request over HTTP without an SDK. */
  readonly match: Match | null;
  readonly api: Api;
  readonly providers: Known<readonly string[]>;
  readonly model: Known<string>;
  readonly address: Known<string>;
  readonly streaming: Known<boolean>;
};

export type Surroundings = { readonly knowledge: Knowledge; readonly tree: Tree; readonly hints: Hints };

/** Every call of every file that asks a model. */
export function findCalls(
  read: ReadonlyMap<string, FileFacts>,
  surroundings: Surroundings,
): { readonly found: readonly Found[]; readonly resolve: Resolve } {
  const files = withUsings(read);
  const resolve = linker(files);
  const fill = callersOf(files, resolve);
  const namedBy = namesIn(files);
  const found: Found[] = [];
  const passing: Passing[] = [];
  for (const [file, facts] of files) {
    const imports = importedBy(facts, surroundings.knowledge.signatures);
    for (const call of facts.calls) {
      const look: Look = { file, facts, imports, resolve, fill, surroundings, passing };
      const one = lookAt(call, look) ?? lookAtAll(namedBy(call), look);
      if (one !== null) found.push(one);
    }
    found.push(...interfacesOf(file, facts, surroundings));
  }
  found.push(...callsOfHelpers(files, passing, { resolve, surroundings }));
  return { found: oncePerPlace(found.map(whereSent)), resolve };
}

/** A function that sends a request to wherever its caller says. */
type Passing = { readonly file: string; readonly symbol: string; readonly at: number };

type Look = {
  readonly file: string;
  readonly facts: FileFacts;
  readonly imports: Imports;
  readonly resolve: Resolve;
  readonly fill: Fill;
  readonly surroundings: Surroundings;
  readonly passing: Passing[];
};

function lookAt(call: CallFact, look: Look): Found | null {
  const { file, facts, imports, resolve, fill, surroundings } = look;
  const { signatures, endpoints } = surroundings.knowledge;
  const callee = fill(resolve(call.callee, file), file);
  const [match, ...others] = matchesOf({ call, callee, facts, imports, signatures, tree: surroundings.tree });
  if (match !== undefined)
    return throughAll(
      bySdk(call, match, look),
      others.map((other) => bySdk(call, other, look)),
    );
  const senders: Senders | undefined = surroundings.knowledge.senders[FAMILIES[facts.language]];
  if (senders === undefined) return null;
  const given = call.given.map(({ value }) => resolve(value, file));
  const owner = ownerOfPlace(file, call.symbol, endpoints);
  const sent = sentBy({ call, callee, given, facts, senders, endpoints, owner });
  if (sent === 'elsewhere' || (sent !== 'no request' && sent.address === null)) notePassing(call, look);
  if (typeof sent === 'object') return byHttp(call, sent, { file, facts, owner });
  const handed =
    sent === 'no request' && isFetcher(call, callee, surroundings.tree) ? askedOf(given[0], endpoints) : null;
  if (handed !== null) return byHttp(call, handed, { file, facts, owner });
  const isSent = sent === 'no request' && isHelper(callee) && !NAMING.test(call.written);
  const relative = isSent ? relativeIn(given, endpoints) : null;
  if (relative === null) return null;
  const path = endpoints.paths.find((one) => one.path.includes(relative.replace(/^\/?(?:v1\/)?/, '')));
  const provider = path?.provider ?? 'openai-compatible';
  return byHttp(
    call,
    {
      address: { text: relative, found: { provider, api: path?.api ?? 'chat', stream: false, asks: true } },
      provider,
      api: path?.api ?? 'chat',
      stream: false,
    },
    { file, facts, owner },
  );
}

/** A function of this house, maybe one that was not read, with a name like one that sends requests. */
function isFetcher({ written }: CallFact, callee: Value, tree: Tree): boolean {
  const leaf = written.slice(written.lastIndexOf('.') + 1);
  const isOurs = ({ root }: Path): boolean => root.is === 'local' || (root.is === 'import' && isOwn(root.module, tree));
  return FETCHING.test(leaf) && pathsOf(callee).some(isOurs);
}

/** What puts an address together, and sends nothing. */
const NAMING = /(?:url|uri|path|endpoint|address|route)\w*$/i;

const FETCHING = /fetch|request|post|sse|stream|http|send/i;

/** One of several calls. */
function lookAtAll(calls: readonly CallFact[], look: Look): Found | null {
  const [first, ...others] = calls.flatMap((call) => lookAt(call, look) ?? []);
  return first === undefined ? null : throughAll(first, others);
}

/** One call, going wherever any of them goes. */
function throughAll(first: Found, others: readonly Found[]): Found {
  if (others.length === 0) return first;
  const known = [first, ...others].flatMap(({ providers }) => (providers.value === 'unknown' ? [] : providers.value));
  const providers = known.length === 0 ? first.providers : { ...first.providers, value: [...new Set(known)] };
  return { ...first, providers };
}

/** A function or method of this house. */
function isHelper(callee: Value): boolean {
  return callee.is === 'local' || (callee.is === 'member' && callee.of.is === 'local');
}

function notePassing(call: CallFact, { file, facts, passing }: Look): void {
  const routine = facts.routines.find(({ symbol }) => symbol === call.symbol);
  for (const { value } of call.given.slice(0, 2)) {
    if (value.is !== 'parameter' || routine === undefined) continue;
    const at = routine.parameters.indexOf(value.name);
    if (at >= 0) passing.push({ file, symbol: call.symbol, at });
  }
}

function bySdk(call: CallFact, match: Match, { file, facts, resolve, surroundings }: Look): Found {
  const { signatures, endpoints } = surroundings.knowledge;
  const given = call.given.map(({ name, value }) => ({ name, value: resolve(value, file) }));
  const names = match.signature.arguments;
  const made = [...match.path.steps.slice(0, -1).flatMap((step) => step.given ?? []), ...toldAbove(call, facts)];
  const [first] = given;
  const byPlace =
    first?.value.is === 'text' && match.path.steps.length === 1 && match.signature.prefix !== undefined
      ? [first.value]
      : [];
  const models = [
    ...named(given, names.model),
    ...calledIn(match.path.steps, names.model),
    ...named(made, names.model),
    ...byPlace,
    ...madeTexts(match),
  ];
  const model = models[0] ?? null;
  const at = { file, line: call.line };
  const [address] = [...named([...made, ...given], names.address), ...calledIn(match.path.steps, names.address)];
  return {
    file,
    facts,
    call,
    given,
    match,
    api: match.pattern.api,
    providers: providersOf(
      { match, given: [...given, ...toldAbove(call, facts)], model, at },
      { signatures, endpoints, hints: surroundings.hints, owner: ownerOfPlace(file, call.symbol, endpoints) },
    ),
    model: said(model === null ? null : textOf(model), at, 'the model that is named'),
    address: said(address === undefined ? null : textOf(address), at, 'the address that the client is made with'),
    streaming: streamingOf(match, given, at),
  };
}

/** What the class of a call tells the class that it is made from: `super({ baseURL: … })`. */
function toldAbove(call: CallFact, facts: FileFacts): readonly Given[] {
  const [type = ''] = call.symbol.split('.');
  if (type === '' || facts.classes[type] === undefined) return [];
  return facts.calls
    .filter((one) => /(?:^|\.)(?:super|__init__)$/.test(one.written) && one.symbol.startsWith(`${type}.`))
    .flatMap((one) => one.given);
}

/** `init_chat_model("anthropic:claude-…")`: the model is the first thing that a client is told. */
function madeTexts(match: Match): readonly Value[] {
  if (match.signature.prefix === undefined) return [];
  return match.path.steps
    .slice(0, -1)
    .flatMap((step) =>
      step.given?.[0]?.name === null && step.given[0].value.is === 'text' ? [step.given[0].value] : [],
    );
}

function said(text: string | null, at: Known<string>['at'], because: string): Known<string> {
  return text === null
    ? { value: 'unknown', by: 'nothing', at, because: 'it is not in the code' }
    : { value: text, by: 'code', at, because };
}

function streamingOf(match: Match, given: readonly Given[], at: Known<string>['at']): Known<boolean> {
  if (match.pattern.stream) return { value: true, by: 'code', at, because: 'this call always streams' };
  const [stream] = namedOrFlag(given, match.signature.arguments.stream);
  if (stream === undefined) {
    const isOpen = given.some(({ name, value }) => name === '**' || value.is === 'parameter');
    return isOpen
      ? { value: false, by: 'inferred', at, because: 'nothing in sight asks for a stream' }
      : { value: false, by: 'default', at, because: 'nobody asks for a stream' };
  }
  if (stream.is === 'constant') return { value: stream.value === true, by: 'code', at, because: 'it is said' };
  if (stream.is === 'function' || stream.is === 'made')
    return { value: true, by: 'code', at, because: 'somebody takes the pieces' };
  return { value: 'unknown', by: 'nothing', at, because: 'it is decided elsewhere' };
}

function namedOrFlag(given: readonly Given[], names: readonly string[]): readonly Value[] {
  const found: Value[] = [];
  for (const { name, value } of given) {
    if (name !== null && names.includes(name)) found.push(value);
    const entries = value.is === 'record' ? value.entries : [];
    for (const entry of entries) {
      if (entry.key !== null && names.includes(entry.key)) found.push(entry.value);
      if (entry.value.is === 'record')
        found.push(
          ...entry.value.entries.filter(({ key }) => key !== null && names.includes(key)).map((one) => one.value),
        );
    }
  }
  return found;
}

/** Who answers at an address; what the names around say counts where the address does not. */
function addressed({ provider, isGuess }: Sent, owner: string | null, at: Known<string>['at']): Found['providers'] {
  if (provider === null && owner === null)
    return { value: 'unknown', by: 'nothing', at, because: 'the address is not in sight' };
  if (provider !== null && (owner === null || !(provider.endsWith('-compatible') || isGuess === true)))
    return { value: [provider], by: 'code', at, because: 'the address that it is sent to' };
  const all = [owner, provider].filter((one) => one !== null);
  return { value: [...new Set(all)], by: 'inferred', at, because: 'the names of what it stands in' };
}

function byHttp(
  call: CallFact,
  sent: Sent,
  { file, facts, owner }: { readonly file: string; readonly facts: FileFacts; readonly owner: string | null },
): Found {
  const at = { file, line: call.line };
  const providers = addressed(sent, owner, at);
  const stream = namedOrFlag(
    call.given.flatMap(({ value }) =>
      value.is === 'record'
        ? value.entries.map((one) => ({ name: one.key, value: one.value }))
        : [{ name: null, value }],
    ),
    ['stream'],
  );
  const [model] = named(call.given, ['model']);
  return {
    file,
    facts,
    call,
    given: call.given,
    match: null,
    api: sent.api ?? 'chat',
    providers,
    model: said(model === undefined ? null : textOf(model), at, 'the model that is named'),
    address: said(sent.address?.text ?? null, at, 'the address that it is sent to'),
    streaming:
      sent.stream || stream.some((one) => one.is === 'constant' && one.value === true)
        ? { value: true, by: 'code', at, because: 'it is said' }
        : { value: 'unknown', by: 'nothing', at, because: 'what is sent is not in sight' },
  };
}

/** Calls of functions that pass an address on, with an address of AI. */
function callsOfHelpers(
  files: ReadonlyMap<string, FileFacts>,
  passing: readonly Passing[],
  { resolve, surroundings }: { readonly resolve: Resolve; readonly surroundings: Surroundings },
): readonly Found[] {
  if (passing.length === 0) return [];
  const helpers = new Map(passing.map((one) => [`${one.file}#${one.symbol}`, one]));
  const found: Found[] = [];
  for (const [file, facts] of files) {
    const senders = surroundings.knowledge.senders[FAMILIES[facts.language]];
    if (senders === undefined) continue;
    for (const call of facts.calls) {
      const callee = resolve(call.callee, file);
      const name =
        callee.is === 'local'
          ? callee.name
          : callee.is === 'member' && callee.of.is === 'local'
            ? `${callee.of.name}.${callee.name}`
            : null;
      const helper = name === null ? undefined : helpers.get(name);
      const value = helper === undefined ? undefined : call.given[helper.at]?.value;
      if (value === undefined) continue;
      const sent = sentBy({
        call: { ...call, written: 'fetch' },
        callee: { is: 'bare', name: 'fetch' },
        given: [resolve(value, file)],
        facts,
        senders: { ...senders, globals: ['fetch'] },
        endpoints: surroundings.knowledge.endpoints,
        owner: null,
      });
      if (typeof sent === 'object' && sent.address !== null)
        found.push(byHttp(call, sent, { file, facts, owner: null }));
    }
  }
  return found;
}
