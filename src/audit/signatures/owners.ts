import type { Api } from '../../model/audit.ts';
import type { Endpoints } from './endpoints.ts';
import { expression } from './expression.ts';

// Apart from the form of endpoints: the threads that read files ask for owners, and check no forms.

/** What an address says: whose it is, what it is asked for. `asks`: an answer of a model, and not a list of models or a bill. */
export type Addressed = {
  readonly provider: string;
  readonly api: Api | null;
  readonly stream: boolean;
  readonly asks: boolean;
};

/** Whose address this is; null when it is none of AI. Parts that are not known are written `{}`. */
export function addressed(text: string, endpoints: Endpoints): Addressed | null {
  const host = hostOf(text);
  const path = endpoints.paths.find((one) => text.includes(one.path));
  const owner = host === null ? undefined : endpoints.hosts.find((one) => fits(one, host, text));
  if (owner === undefined && (path === undefined || isPlace(text))) return null;
  const provider = owner?.provider ?? path?.provider ?? '';
  const isList = expression(endpoints.notAsking).test(text.replace(/:\w*[cC]ontents?\b.*$/, ''));
  const asks = path !== undefined || !isList || expression(endpoints.asking).test(text);
  return { provider, api: path?.api ?? null, stream: path?.stream ?? false, asks };
}

/** Documentation, consoles and pages for people live beside the endpoints. */
function isPlace(text: string): boolean {
  return /^https?:\/\/(?:docs|console|platform|www|help|status|blog|github)\./.test(text) || /\s/.test(text.trim());
}

type Host = { readonly name: string; readonly port: number | null };

function hostOf(text: string): Host | null {
  const found =
    /^[^\s"']*?(?:https?:)?\/\/([^/\s:"'?]+)(?::(\d+))?/.exec(text) ??
    /^([\w.{}-]+\.[a-z]{2,})(?::(\d+))?(?:\/|$)/.exec(text) ??
    /^(localhost|127\.0\.0\.1):(\d+)/.exec(text);
  if (found === null) return null;
  return { name: (found[1] ?? '').toLowerCase(), port: found[2] === undefined ? null : Number(found[2]) };
}

function fits(row: Endpoints['hosts'][number], host: Host, text: string): boolean {
  if (row.port !== undefined && row.port !== host.port) return false;
  if (row.path !== undefined && !text.includes(row.path)) return false;
  if (!row.host.includes('*')) return row.host === host.name;
  const [before = '', after = ''] = row.host.split('*');
  return host.name.startsWith(before) && host.name.endsWith(after) && host.name.length >= row.host.length - 1;
}

/** Whose a variable or setting is, by its name. */
export function ownerOfName(name: string, endpoints: Endpoints): string | null {
  const upper = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll('OPEN_AI', 'OPENAI');
  return endpoints.names.find(({ match }) => expression(match).test(upper))?.provider ?? null;
}

/** Whose a model is, by its name. `prefix`: what stands between a vendor and its model. */
export function ownerOfModel(model: string, endpoints: Endpoints, prefix: string | null): string | null {
  const cut = prefix === null ? -1 : model.indexOf(prefix);
  const vendor = cut > 0 ? endpoints.vendors[model.slice(0, cut)] : undefined;
  if (vendor !== undefined) return vendor;
  return endpoints.models.find(({ match }) => expression(match, 'i').test(model))?.provider ?? null;
}
