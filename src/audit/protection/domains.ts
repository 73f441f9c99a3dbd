import { providerOf } from '../../providers/index.ts';

/** What the audit calls a provider, and what Failsoft calls it where it calls it otherwise. */
export const OWN_NAMES: Readonly<Record<string, string>> = {
  'azure-openai': 'azure',
  'azure-foundry': 'foundry',
  google: 'gemini',
  'google-vertex': 'vertex-gemini',
  'aws-bedrock': 'bedrock',
};

/** Whose rules the models of a house are under, besides its own: what a maker withdraws is gone everywhere. */
const MAKERS: Readonly<Record<string, string>> = { 'azure-openai': 'openai', 'google-vertex': 'google' };

/**
 * What two providers have in common. `whole`: with it both are gone, as with the same company or cloud. `part`: an edge network or the
 * maker of the models, whose outages take both along but are rarer.
 */
export function sharedDomains(
  one: string,
  other: string,
): { readonly whole: readonly string[]; readonly part: readonly string[] } {
  if (one === other) return { whole: [one], part: [] };
  const [mine, theirs] = [domainsOf(one), domainsOf(other)];
  const common = mine.filter((domain) => theirs.includes(domain));
  const maker = makerOf(one) === makerOf(other) ? [`the models of ${makerOf(one)}`] : [];
  return {
    whole: common.filter((domain) => !EDGES.has(domain)),
    part: [...common.filter((domain) => EDGES.has(domain)), ...maker],
  };
}

const EDGES: ReadonlySet<string> = new Set(['cloudflare']);

function domainsOf(name: string): readonly string[] {
  return providerOf(OWN_NAMES[name] ?? name)?.failureDomains ?? [name];
}

function makerOf(name: string): string {
  return MAKERS[name] ?? name;
}

/** Services that only pass requests on: whoever stands behind them, they are one of their own. */
export const GATEWAYS: ReadonlySet<string> = new Set([
  'openrouter',
  'vercel-ai-gateway',
  'litellm',
  'portkey',
  'cloudflare-ai-gateway',
  'aimlapi',
]);
