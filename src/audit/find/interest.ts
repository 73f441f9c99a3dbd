// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Interest } from '../facts/calls.ts';
import type { Family, Signature } from '../signatures/signature.ts';
import type { Knowledge } from '../signatures/load.ts';
import { addressIn, isRelative } from './addresses.ts';
import { isModule } from './families.ts';

/** Looks at the bytes of a file, before anything is parsed: is there anything of AI in it at all? */
export type Sieve = (text: string) => boolean;

/** What is worth keeping of a file. */
export function interestOf({ signatures, senders, endpoints, protectors }: Knowledge): Interest {
  const leaves = new Set<string>();
  for (const { calls, clients } of signatures) {
    for (const { path } of calls) leaves.add(path.slice(path.lastIndexOf('.') + 1));
    // What says whose models are asked everywhere else, such as `AddAzureOpenAIChatCompletion`.
    for (const { name, provider } of clients) if (provider !== undefined) leaves.add(name);
  }
  for (const sender of Object.values(senders)) for (const leaf of sender.leaves) leaves.add(leaf);
  // What commands are given to.
  leaves.add('send');
  const sdks = signatures.flatMap(({ modules }) => Object.values(modules).flat());
  const known = [
    ...sdks,
    ...Object.values(senders).flatMap(({ modules }) => modules),
    ...[...protectors.retries, ...protectors.timeouts, ...protectors.fallbacks]
      .map(({ module }) => module)
      .filter((module) => module !== ''),
    ...DECLARING,
  ];
  const wrappers = [...protectors.retries, ...protectors.timeouts, ...protectors.fallbacks].map(({ name }) => name);
  return {
    leaves,
    isAddress: (text) => addressIn(text, endpoints) !== null || isRelative(text, endpoints),
    isSdk: (module) => sdks.some((meant) => isModule(module, meant)),
    isKnown: (module) => isInHouse(module) || known.some((meant) => isModule(module, meant)),
    protectors: new Set([...wrappers.map((name) => name.slice(name.lastIndexOf('.') + 1)), ...OTHER_WRAPPERS]),
  };
}

/** Modules that only say what a field may hold. */
const DECLARING: readonly string[] = ['pydantic', 'dataclasses', 'attr', 'attrs', 'typing', 'sqlmodel'];

/** Packages of others have a name that is one word, or begin with `@` or a domain; whether Python's are cannot be seen. */
function isInHouse(module: string): boolean {
  return /^(?:[.@~#]|src\/|app\/|lib\/|\$lib\/)|[.\\]/.test(module) || /^[a-z_]\w*$/.test(module);
}

/** What is put around calls besides: see `protection/` and the rules on what a call waits in. */
const OTHER_WRAPPERS: readonly string[] = [
  ...'race timeout WaitAsync orTimeout block catch'.split(' '),
  ...'transaction $transaction with_lock atomic runInTransaction withTransaction transact begin_nested'.split(' '),
];

/** One sieve for each family of languages, and one for everything else. */
export function sieves(knowledge: Knowledge): Readonly<Record<Family | 'settings', Sieve>> {
  const { signatures, endpoints } = knowledge;
  const places = [
    // The longest part of a name that is always the same: an open beginning would make every text a search of its own.
    ...endpoints.hosts
      .filter(({ host }) => !/^(?:localhost|127\.|ollama$|host\.docker)/.test(host))
      .map(({ host }) => escaped(host.split('*').toSorted((a, b) => b.length - a.length)[0] ?? host)),
    ...endpoints.paths.map(({ path }) => escaped(path)),
    ':11434',
  ];
  const names = [
    'OPENAI_',
    'ANTHROPIC_',
    'OLLAMA_',
    'GEMINI_',
    'MISTRAL_',
    'GROQ_',
    'COHERE_',
    'OPENROUTER_',
    '"model"\\s*:',
    'api/generate\\b',
    // A class or type of one's own for a provider.
    '(?:class|module|struct|type)\\s+\\w*(?:OpenA[iI]|Anthropic|Claude|Gemini|HuggingFace|Ollama|Mistral|Cohere|Groq|Stability|Replicate)',
  ];
  const unique = signatures.flatMap(({ calls }) =>
    calls
      .filter(({ anywhere, path }) => anywhere && path.includes('.'))
      .map(({ path }) => escaped(path.split('.').slice(-2).join('.'))),
  );
  const make = (parts: readonly string[]): Sieve => {
    const pattern = new RegExp([...places, ...names, ...parts].join('|'));
    return (text) => pattern.test(text);
  };
  const of = (family: Family): Sieve =>
    make([...signatures.flatMap((one) => importsIn(one, family)), ...unique, ...relatives(family), ...asked(family)]);
  const settings = make([
    ...signatures.flatMap((one) => [
      ...Object.values(one.packages).flat().map(escaped),
      ...Object.keys(one.settings).map((key) => escaped(key.split('.').slice(-2).join('.'))),
    ]),
    ...'openai anthropic ollama bedrock mistral gemini langchain spring.ai claude vertex cohere groq'.split(' '),
  ]);
  return {
    js: of('js'),
    python: of('python'),
    go: of('go'),
    jvm: of('jvm'),
    dotnet: of('dotnet'),
    ruby: of('ruby'),
    php: of('php'),
    rust: of('rust'),
    shell: of('shell'),
    settings,
  };
}

function importsIn(signature: Signature, family: Family): readonly string[] {
  const modules = signature.modules[family] ?? [];
  const roots = (signature.roots[family] ?? []).map((root) =>
    family === 'ruby' ? `\\b${escaped(root.replace('.', '::'))}(?:::|\\.)` : `\\b${escaped(root)}\\b`,
  );
  const interfaces = signature.interfaces.map((name) => `@${name}\\b`);
  return [...modules.map((module) => importOf(module, family)), ...roots, ...interfaces];
}

function importOf(module: string, family: Family): string {
  const name = escaped(module);
  switch (family) {
    case 'js':
      return module.endsWith('/') ? `["'\`]${name}` : `["'\`]${name}["'\`/]`;
    case 'python':
      return module === 'google' ? 'google import genai' : `(?:from|import)\\s+${name}\\b`;
    case 'ruby':
      return `require\\s*\\(?["']${name}`;
    case 'php':
      return `\\b${name}\\\\`;
    case 'dotnet':
      return `using\\s+(?:static\\s+|\\w+\\s*=\\s*)?${name}\\b`;
    default:
      return name;
  }
}

/** Helpers of PHP and JavaScript are given paths without the rest of the address. */
function relatives(family: Family): readonly string[] {
  return family === 'php' || family === 'js' || family === 'ruby' || family === 'python'
    ? ['["\'](?:/?v1/)?(?:chat/completions|embeddings|completions)["\']']
    : [];
}

/** How what is asked is written without any SDK: a model and, near it, what to say to it. */
function asked(family: Family): readonly string[] {
  const near = '[^\\n]{0,160}(?:\\n[^\\n]{0,160}){0,2}?\\b';
  switch (family) {
    case 'js':
      return [`\\bmodel:${near}(?:messages|prompt|input):`];
    case 'ruby':
      return [`\\bmodel:${near}(?:messages|prompt|input):`, 'client\\.(?:public_)?send\\(\\w'];
    case 'dotnet':
      return [`\\bmodel\\s*=${near}(?:messages|prompt|input)\\s*=`];
    case 'php':
      return ['[\'"]model[\'"]\\s*=>'];
    case 'python':
      return ["'model'\\s*:"];
    default:
      return [];
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
