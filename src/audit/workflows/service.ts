import { providerOf } from '../../providers/index.ts';
import { isHere } from '../../providers/provider.ts';
import { SURFACES, surfaceOf } from '../../providers/surfaces.ts';
import { OWN_NAMES } from '../protection/domains.ts';
import { type ScenarioId, SCENARIOS } from './scenarios.ts';

/** Somebody whose AI is used, with all that can take it away. */
export type Service = {
  /** As people and programs name it: `claude-api`, `claude-app`, or a provider of one's own. */
  readonly id: string;
  readonly name: string;
  /** `provider/model`, as far as that is known; else empty. */
  readonly target: string;
  /** The companies and clouds that it stands on. */
  readonly companies: readonly string[];
  /** The edge networks before it. */
  readonly edges: readonly string[];
  /** Whose models they are: what their maker takes away is gone wherever it runs. */
  readonly maker: string;
  /** It runs on a machine of one's own. */
  readonly isHere: boolean;
};

/** Failure domains that are the way to a company and not the company. */
const EDGES: ReadonlySet<string> = new Set(['cloudflare']);

/** What the audit calls models that run within the program itself. */
const IN_PROCESS: ReadonlySet<string> = new Set(['local-transformers']);

/** Makers by the names of their models. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/claude/i, 'anthropic'],
  [/\bgpt|^o\d|whisper|dall-e|text-embedding-3/i, 'openai'],
  [/gemini|gemma|imagen/i, 'google'],
  [/mistral|mixtral|codestral|ministral/i, 'mistral'],
  [/llama/i, 'meta'],
  [/grok/i, 'xai'],
  [/deepseek/i, 'deepseek'],
  [/command-|embed-(?:english|multilingual)/i, 'cohere'],
];

/** The service that a word means: a surface, a provider, or `provider/model`. A word that nobody knows is a service of its own. */
export function serviceOf(word: string): Service {
  const surface = SURFACES.get(word);
  if (surface !== undefined && surface.providers.length === 0) return appOf(surface);
  const cut = word.indexOf('/');
  const named = cut < 0 ? (surface?.providers[0] ?? word) : word.slice(0, cut);
  const model = cut < 0 ? '' : word.slice(cut + 1);
  const id = OWN_NAMES[named] ?? named;
  const provider = providerOf(id);
  const domains = provider?.failureDomains ?? [id];
  const { id: surfaceId, name } = surfaceOf(id, provider?.name ?? id);
  return {
    id: surfaceId,
    name,
    target: model === '' ? '' : `${id}/${model}`,
    companies: domains.filter((domain) => !EDGES.has(domain)),
    edges: domains.filter((domain) => EDGES.has(domain)),
    maker: makerOf(model) ?? domains[0] ?? id,
    isHere: IN_PROCESS.has(id) || (provider !== null && provider.place === undefined && isHere(provider)),
  };
}

type App = { readonly id: string; readonly name: string; readonly maker: string };

/** What people use in a browser stands on what the API of its maker stands on. */
function appOf({ id, name, maker }: App): Service {
  const sibling = [...SURFACES.values()].find((one) => one.maker === maker && one.providers.length > 0);
  const domains = providerOf(sibling?.providers[0] ?? '')?.failureDomains ?? [maker.toLowerCase()];
  return {
    id,
    name,
    target: '',
    companies: domains.filter((domain) => !EDGES.has(domain)),
    edges: domains.filter((domain) => EDGES.has(domain)),
    maker: domains[0] ?? maker,
    isHere: false,
  };
}

function makerOf(model: string): string | null {
  return MAKERS.find(([pattern]) => pattern.test(model))?.[1] ?? null;
}

/** Can this happen to a service at all? */
export function canHappen(scenario: ScenarioId, first: Service): boolean {
  switch (SCENARIOS[scenario].loses) {
    case 'edge':
      return first.edges.length > 0;
    case 'maker':
    case 'models':
      return !first.isHere;
    case 'provider':
      return true;
  }
}

/** Is another one gone, too, when this happens to the first? Says by what; empty when it is not. */
export function lostWith(scenario: ScenarioId, first: Service, other: Service): readonly string[] {
  switch (SCENARIOS[scenario].loses) {
    case 'provider':
      return first.companies.filter((one) => other.companies.includes(one));
    case 'maker':
      return !other.isHere && first.maker === other.maker ? [`the models of ${first.maker}`] : [];
    case 'edge':
      return first.edges.filter((one) => other.edges.includes(one));
    case 'models':
      return other.isHere ? [] : ['the way to all models'];
  }
}

/** Every failure domain that two have in common, whatever happens. */
export function sharedBy(first: Service, other: Service): readonly string[] {
  const domains = (one: Service): readonly string[] => [...one.companies, ...one.edges];
  const common = domains(first).filter((domain) => domains(other).includes(domain));
  return first.maker === other.maker && !first.companies.includes(first.maker)
    ? [...common, `the models of ${first.maker}`]
    : common;
}
