import { FAMILIES } from '../find/families.ts';
import { providerOf } from '../../providers/index.ts';
import type { Provider } from '../../providers/provider.ts';
import { OWN_NAMES } from '../protection/domains.ts';
import type { Edit, Span } from './edit.ts';
import { pythonImport } from './imports.ts';
import { filesOfClient } from './invocations.ts';
import type { Layout } from './layout.ts';
import type { Candidate, Mending, Question } from './question.ts';

/** The address of a provider from the environment, and what stood there where nobody sets it. */
export const fromEnvironment: Mending = async (question) => {
  const { bench, studied } = question;
  const candidates: Candidate[] = [];
  for (const file of filesOfClient(question)) {
    const layout = await bench.layout(file);
    if (layout === null) continue;
    if (!hasEnvironment(layout, { file, isSdk: studied.found.match !== null })) return BROWSER;
    for (const literal of layout.literals) {
      if (literal.is !== 'text') continue;
      const written = layout.text.slice(literal.from, literal.to);
      const [, address = ''] = /^["'`](https?:\/\/[^"'`${}\\]+)["'`]$/.exec(written) ?? [];
      if (address === '' || !URL.canParse(address)) continue;
      const edits = elsewhere(layout, literal, {
        address,
        variable: variableOf(question, address),
        usual: rowOf(question)?.baseUrl ?? '',
      });
      if (edits !== null)
        candidates.push({ says: 'takes the address from the environment', changes: [{ file, edits }] });
    }
  }
  if (candidates.length > 0) return candidates;
  return /^(?:go|rust|shell)$/.test(question.layout.language)
    ? 'This language has no short way to say what counts where a variable is not set.'
    : 'Where the address is written is not in sight.';
};

function rowOf({ studied: { site } }: Question): Provider | null {
  const [provider] = site.providers.value === 'unknown' ? [] : site.providers.value;
  return provider === undefined ? null : providerOf(OWN_NAMES[provider] ?? provider);
}

export const BROWSER = 'It may run in a browser, where there is no environment.';
const SERVERS = /(?:^|\/)(?:api|server|scripts?|functions|lambda|jobs|workers?|backend|bin|cli)\//i;

/** Does this code run where variables are? Code of a browser is JavaScript, too. */
export function hasEnvironment(
  { text, language }: Layout,
  { file, isSdk }: { readonly file: string; readonly isSdk: boolean },
): boolean {
  if (FAMILIES[language] !== 'js') return true;
  if (/dangerouslyAllowBrowser|^\s*["']use client["']/m.test(text)) return false;
  return (
    isSdk || SERVERS.test(file) || /process\.env|\brequire\(|["']node:|["']use server["']|module\.exports/.test(text)
  );
}

/** The variable that the SDK knows where it is the address of its own provider, else one with the name of the provider. */
function variableOf(question: Question, address: string): string {
  const { site, found } = question.studied;
  const provider = site.providers.value === 'unknown' ? undefined : site.providers.value[0];
  const signature = found.match?.signature;
  const [usual] = signature?.environment.addresses ?? [];
  if (usual !== undefined && provider === signature?.provider) return usual;
  const [known] = rowOf(question)?.baseEnv ?? [];
  if (known !== undefined) return known;
  const name =
    provider !== undefined && !provider.endsWith('-compatible')
      ? provider
      : new URL(address).hostname.split('.').at(-2);
  return `${(name ?? 'LLM').replaceAll(/\W/g, '_').toUpperCase()}_BASE_URL`;
}

/** `usual`: what the variable has in it where it leads to the provider itself. */
type Wanted = { readonly address: string; readonly variable: string; readonly usual: string };

function elsewhere(
  { text, language }: Layout,
  literal: Span,
  { address, variable, usual }: Wanted,
): readonly Edit[] | null {
  const quote = text[literal.from] ?? '"';
  const base = WITHOUT_VERSION.has(variable)
    ? new URL(address).origin
    : address.startsWith(usual) && usual !== ''
      ? usual
      : baseOf(address);
  const rest = address.slice(base.length) === '/' ? '' : address.slice(base.length);
  const [whole, path] = [`${quote}${base}${quote}`, rest === '' ? '' : ` + ${quote}${rest}${quote}`];
  const one = (written: string): readonly Edit[] => [
    { ...literal, text: path === '' ? written : `(${written})${path}` },
  ];
  switch (FAMILIES[language]) {
    case 'js':
      return one(`process.env.${variable} ?? ${whole}`);
    case 'python':
      return [
        { ...literal, text: `os.environ.get(${quote}${variable}${quote}, ${whole})${path}` },
        ...pythonImport(text, 'os'),
      ];
    case 'ruby':
      return [{ ...literal, text: `ENV.fetch(${quote}${variable}${quote}, ${whole})${path}` }];
    case 'jvm':
      return language === 'java'
        ? [{ ...literal, text: `System.getenv().getOrDefault("${variable}", ${whole})${path}` }]
        : one(`System.getenv("${variable}") ?: ${whole}`);
    case 'dotnet':
      return one(`System.Environment.GetEnvironmentVariable("${variable}") ?? ${whole}`);
    case 'php':
      return one(`getenv('${variable}') ?: ${whole}`).map((edit) => ({
        ...edit,
        text: edit.text.replace(/\) \+ /, ') . '),
      }));
    case 'go':
    case 'rust':
    case 'shell':
      return null;
  }
}

/** Where the version is a part of the path and not of the address: https://docs.anthropic.com/en/api/client-sdks. */
const WITHOUT_VERSION: ReadonlySet<string> = new Set(['ANTHROPIC_BASE_URL', 'GOOGLE_GEMINI_BASE_URL']);

/** What is the same for every question to a provider: up to the version. */
function baseOf(address: string): string {
  return /^https?:\/\/[^/]+(?:\/(?:api\/)?(?:openai\/)?v\d+(?:beta)?)?(?=\/|$)/.exec(address)?.[0] ?? address;
}
