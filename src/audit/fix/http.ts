import { pathsOf } from '../facts/value.ts';
import { FAMILIES, isModule } from '../find/families.ts';
import type { Edit } from './edit.ts';
import { goImport } from './imports.ts';
import { callOf } from './invocations.ts';
import type { Invocation, Layout } from './layout.ts';
import { dotnetLength, goLength, javaLength, numberIn, rustLength, spoken, WHOLE_STREAM } from './lengths.ts';
import { appended, inChain, inRecord } from './places.ts';
import type { Candidate, Question } from './question.ts';

type Wanted = { readonly layout: Layout; readonly ms: number };

/** A deadline for a request that is sent without an SDK. */
export async function httpDeadline(question: Question, ms: number): Promise<readonly Candidate[] | string> {
  const { studied, layout } = question;
  const call = callOf(studied.found, layout);
  if (call === null) return 'Where the call is written cannot be told apart from others on its line.';
  const family = FAMILIES[layout.language];
  const module = moduleOf(question);
  if ((WHOLE.has(family) || module === 'aiohttp') && mayStream(question, call)) return WHOLE_STREAM;
  const found = editsFor({ call, module, layout, ms });
  if (typeof found === 'string') return found;
  return found.map((edits) => ({
    says: `sets a deadline of ${spoken(ms)} for the request`,
    changes: [{ file: studied.site.file, edits }],
  }));
}

/** Where the deadline of a request counts until its last byte. */
const WHOLE: ReadonlySet<string> = new Set(['js', 'go', 'rust', 'dotnet', 'php', 'shell']);
/** Where it is set for all requests of a client. */
const OF_CLIENTS: ReadonlySet<string> = new Set(['go', 'dotnet']);
const STREAMS = /stream|getReader|EventSource|iter_lines|chunk/i;

/** Nobody has said that it streams, but it is written as if it did. */
function mayStream({ studied: { site, found }, layout: { text, language } }: Question, call: Invocation): boolean {
  if (site.streaming.value !== 'unknown') return site.streaming.value;
  if (OF_CLIENTS.has(FAMILIES[language])) return STREAMS.test(text);
  if (language === 'shell') return STREAMS.test(text.slice(call.from, call.to));
  const routine = found.facts.routines.find(({ symbol }) => symbol === site.symbol);
  const lines = text.split('\n').slice((routine?.line ?? site.line) - 1, routine?.end ?? site.end);
  return STREAMS.test(lines.join('\n'));
}

/** What sends the request: the module that it comes from, as far as the file says; `fetch` is everybody's. */
function moduleOf({ studied: { found } }: Question): string | null {
  const [path] = pathsOf(found.call.callee);
  if (path?.root.is === 'import') return path.root.module;
  if (path?.root.is === 'bare' && path.steps.length === 1) return path.steps[0]?.name ?? null;
  // A method of a class of this house says nothing of what it takes.
  return path?.root.is === 'local'
    ? null
    : (found.facts.imports.find(({ module }) => SENDERS.test(module))?.module ?? null);
}

const SENDERS = /^(?:axios|requests|aiohttp|reqwest|java\.net\.http|System\.Net\.Http|GuzzleHttp)\b/;
const OWN = 'It is sent by a function of your own, and what that takes cannot be told from here.';

type Sent = { readonly call: Invocation; readonly module: string | null } & Wanted;

function oneWay(edits: readonly Edit[] | null): readonly (readonly Edit[])[] | string {
  return edits === null ? 'What it is given is put together elsewhere.' : [edits];
}

function editsFor({ call, module, layout, ms }: Sent): readonly (readonly Edit[])[] | string {
  switch (FAMILIES[layout.language]) {
    case 'js':
      if (module === 'fetch')
        return oneWay(inRecord(call, { layout, item: `signal: AbortSignal.timeout(${numberIn(ms, layout)})`, at: 1 }));
      if (module !== null && isModule(module, 'axios')) return oneWay(axios(call, { layout, ms }));
      return OWN;
    case 'python':
      if (call.list === null || module === null) return OWN;
      if (isModule(module, 'requests') || isModule(module, 'httpx'))
        return oneWay(appended(layout, call.list, `timeout=${ms / 1_000}`));
      if (isModule(module, 'aiohttp') && /^import aiohttp\b/m.test(layout.text))
        return oneWay(appended(layout, call.list, `timeout=aiohttp.ClientTimeout(total=${ms / 1_000})`));
      return OWN;
    case 'go':
      return goClients(layout, ms);
    case 'jvm':
      return chains(layout, {
        call: `.timeout(${javaLength(ms)})`,
        begin: /^(?:java\.net\.http\.)?HttpRequest\s*\.\s*newBuilder\b/,
        last: /^build$/,
      });
    case 'rust': {
      const send = layout.invocations.find(
        ({ name, from, to }) => name === 'send' && from <= call.from && to >= call.to,
      );
      return send === undefined
        ? 'The request is not built where it is sent.'
        : oneWay(inChain(send, { layout, call: `.timeout(${rustLength(ms)})` }));
    }
    case 'dotnet':
      return dotnetClients(layout, ms);
    case 'php':
      return oneWay(guzzle(call, layout, ms));
    case 'shell':
      return call.name === 'curl'
        ? [[{ from: call.callee.to, to: call.callee.to, text: ` --max-time ${ms / 1_000}` }]]
        : OWN;
    case 'ruby':
      return OWN;
  }
}

/** `axios.get(url, options)`, `axios.post(url, body, options)`, `axios(options)`. */
function axios(call: Invocation, { layout, ms }: Wanted): readonly Edit[] | null {
  const at = /^(?:post|put|patch)$/.test(call.name) ? 2 : /^(?:get|delete|head|options)$/.test(call.name) ? 1 : 0;
  return inRecord(call, { layout, item: `timeout: ${numberIn(ms, layout)}`, at });
}

function goClients(layout: Layout, ms: number): readonly (readonly Edit[])[] | string {
  const made = layout.invocations.filter(
    (one) => one.isNew && layout.text.slice(one.callee.from, one.callee.to) === 'http.Client' && one.list !== null,
  );
  if (made.length === 0)
    return 'It is sent by the client that the whole program shares, which has no deadline; a client of its own has to be made.';
  return made.map((client) => [
    ...(client.list === null ? [] : appended(layout, client.list, `Timeout: ${goLength(ms)}`)),
    ...goImport(layout.text, 'time'),
  ]);
}

function chains(
  layout: Layout,
  { call, begin, last }: { readonly call: string; readonly begin: RegExp; readonly last: RegExp },
): readonly (readonly Edit[])[] | string {
  const found = layout.invocations
    .filter((one) => last.test(one.name) && begin.test(layout.text.slice(one.callee.from, one.callee.to)))
    .map((one) => inChain(one, { layout, call }))
    .filter((edits) => edits !== null);
  return found.length === 0 ? 'The request is not built in this file.' : found;
}

function dotnetClients(layout: Layout, ms: number): readonly (readonly Edit[])[] | string {
  const item = `Timeout = ${dotnetLength(ms)}`;
  const made = layout.invocations.filter((one) => one.isNew && one.name === 'HttpClient');
  if (made.length === 0) return 'Its client is not made in this file.';
  return made.map((client) =>
    client.initializer === null
      ? [{ from: client.to, to: client.to, text: ` { ${item} }` }]
      : appended(layout, client.initializer, item),
  );
}

/** Options are the second thing that a request of Guzzle is given. */
function guzzle(call: Invocation, layout: Layout, ms: number): readonly Edit[] | null {
  const at = call.name === 'request' || call.name === 'requestAsync' ? 2 : 1;
  const there = call.list?.items[at];
  if (call.list === null || there?.list === null) return null;
  if (there?.list === undefined)
    return call.list.items.length === at ? appended(layout, call.list, `['timeout' => ${ms / 1_000}]`) : null;
  return appended(layout, there.list, `'timeout' => ${ms / 1_000}`);
}
