import { posix } from 'node:path';
import { FAMILIES } from '../find/families.ts';
import type { Signature } from '../signatures/signature.ts';
import { CONTAINERS } from './containers.ts';
import { type Edit, inserted, lineBreak, quoteOf } from './edit.ts';
import { hasEnvironment } from './address.ts';
import { pythonImport } from './imports.ts';
import { clientNames, clientsIn, filesOfClient } from './invocations.ts';
import type { Invocation, Layout } from './layout.ts';
import { appended, inChain, inRecord } from './places.ts';
import type { Candidate, Question } from './question.ts';

/** SDKs that ask for nothing but an address: what the gateway has for them, below its own. See docs/guides/clients.md. */
const BELOW: Readonly<Record<string, string>> = { openai: '/v1', anthropic: '' };
/** Where variables are set for whoever starts the program, and what is copied for that. */
const SETTINGS = ['.env', '.env.example'];

/** The ways to lead a call to a gateway: by the environment where the SDK reads it, else where its client is made. */
export async function leading(question: Question, gateway: string): Promise<readonly Candidate[] | string> {
  const { found } = question.studied;
  const signature = found.match?.signature;
  const below = signature === undefined ? undefined : BELOW[signature.id];
  if (signature === undefined || below === undefined) return 'It cannot be led to a gateway by an address alone.';
  const address = `${gateway.replace(/\/+$/, '')}${below}`;
  const written = found.address.value === 'unknown' ? null : (/^\{(\w+)\}/.exec(found.address.value)?.[1] ?? '');
  if (written === '') return 'Its address is written into the code. Take that from the environment first: AIC409.';
  const readsItself = signature.addressFromEnvironment.includes(FAMILIES[found.facts.language]);
  const variable = written ?? signature.environment.addresses[0] ?? '';
  const bySettings = written !== null || readsItself ? inSettings(question, variable, address) : [];
  if (bySettings.length > 0) return bySettings;
  if (written !== null)
    return `Its address comes from ${written}, and there is no file in which that is set. Set it to ${address}.`;
  const byCode = await whereMade(question, { signature, variable, address });
  return byCode.length === 0
    ? `Where its client is made is not in sight. Set ${variable === '' ? 'its address' : variable} to ${address}.`
    : byCode;
}

/** In the settings that lie nearest to the call. */
function inSettings(
  { bench, gateway, studied: { site } }: Question,
  variable: string,
  address: string,
): readonly Candidate[] {
  for (let folder = posix.dirname(site.file); ; folder = posix.dirname(folder)) {
    const files = SETTINGS.map((name) => posix.join(folder, name)).filter((file) => bench.text(file) !== null);
    if (files.length > 0)
      return [
        {
          says: `leads calls to the gateway by ${variable}`,
          changes: files.map((file) => ({ file, edits: assigned(bench.text(file) ?? '', variable, address) })),
        },
      ];
    // An address of this machine means something else within a container.
    for (const [name, set] of gateway === '' ? [] : CONTAINERS) {
      const file = posix.join(folder, name);
      const edits = set(bench.text(file) ?? '', variable, address);
      if (edits !== null) return [{ says: `leads calls to the gateway by ${variable}`, changes: [{ file, edits }] }];
    }
    if (folder === '.' || folder === '/') return [];
  }
}

/** A line that sets a variable: the one that is there, else one more at the end. */
function assigned(text: string, variable: string, address: string): readonly Edit[] {
  const there = new RegExp(`^([ \\t]*(?:export[ \\t]+)?${variable}[ \\t]*=[ \\t]*)([^\\r\\n]*)`, 'm').exec(text);
  if (there !== null) {
    const from = there.index + (there[1] ?? '').length;
    return [{ from, to: from + (there[2] ?? '').length, text: address }];
  }
  const end = lineBreak(text);
  return [inserted(text.length, `${text === '' || text.endsWith('\n') ? '' : end}${variable}=${address}${end}`)];
}

type Made = { readonly signature: Signature; readonly variable: string; readonly address: string };

async function whereMade(question: Question, made: Made): Promise<readonly Candidate[]> {
  const { bench } = question;
  const candidates: Candidate[] = [];
  for (const file of filesOfClient(question)) {
    const layout = await bench.layout(file);
    if (layout === null || !hasEnvironment(layout, { file, isSdk: true })) continue;
    for (const client of clientsIn(layout, made.signature, clientNames(made.signature, bench.imports(file)))) {
      const edits = atClient(client, layout, made);
      if (edits !== null)
        candidates.push({ says: 'leads calls to the gateway where their client is made', changes: [{ file, edits }] });
    }
  }
  return candidates;
}

/** The variable counts where it is set, so that the address can still be another one elsewhere. */
function atClient(client: Invocation, layout: Layout, { variable, address }: Made): readonly Edit[] | null {
  const quote = quoteOf(layout.text);
  const [name, otherwise] = [`${quote}${variable}${quote}`, `${quote}${address}${quote}`];
  const add = (item: string): readonly Edit[] =>
    client.list === null ? [inserted(client.to, `(${item})`)] : appended(layout, client.list, item);
  switch (FAMILIES[layout.language]) {
    case 'js':
      return inRecord(client, { layout, item: `baseURL: process.env.${variable} ?? ${otherwise}`, at: 0 });
    case 'python':
      return [...add(`base_url=os.environ.get(${name}, ${otherwise})`), ...pythonImport(layout.text, 'os')];
    case 'ruby': {
      const isOlder = layout.text.slice(client.from, client.to).includes('access_token');
      return add(`${isOlder ? 'uri_base' : 'base_url'}: ENV.fetch(${name}, ${otherwise})`);
    }
    case 'jvm':
      return layout.language === 'java'
        ? inChain(client, { layout, call: `.baseUrl(System.getenv().getOrDefault("${variable}", "${address}"))` })
        : inChain(client, { layout, call: `.baseUrl(System.getenv("${variable}") ?: "${address}")` });
    case 'go':
    case 'dotnet':
    case 'php':
    case 'rust':
    case 'shell':
      return null;
  }
}
