import { isArray, isObject, listAt, type Json, type JsonObject } from '../../model/json.ts';
import type { AdaptOptions } from '../protocol.ts';
import type { Losses } from '../fields.ts';
import { SEARCHES } from './parse-tools.ts';
import { camel, camelKey, spelled } from './spelling.ts';

/** The body without the tools that only Google has, where the standby is somebody else. */
export function adaptTools(body: JsonObject, options: AdaptOptions, losses: Losses): JsonObject {
  const key = spelled(body, 'tools');
  const written = key === null ? undefined : body[key];
  if (key === null || written === undefined || written === null) return body;
  const tools: readonly Json[] = isArray(written) ? written : [written];
  // Without a search a model that has other tools may well answer.
  const weight = tools.some(isCallers) ? 'behavioural' : 'blocking';
  const known = tools.flatMap((tool): readonly Json[] =>
    isObject(tool) ? knownOf(tool, { options, losses, weight }) : [tool],
  );
  if (known.length > 0) return known.every((tool, index) => tool === tools[index]) ? body : { ...body, [key]: known };
  const config = spelled(body, 'toolConfig');
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key && name !== config));
}

const isCallers = (tool: Json): boolean => isObject(tool) && spelled(tool, 'functionDeclarations') !== null;

type Adapting = {
  readonly options: AdaptOptions;
  readonly losses: Losses;
  /** Of a search that is not there. */
  readonly weight: 'behavioural' | 'blocking';
};

/** One entry of the list may hold several kinds of tools. */
function knownOf(tool: JsonObject, adapting: Adapting): readonly JsonObject[] {
  const entries = Object.entries(tool);
  const known = entries.filter(([key, value]) => value === null || isKnown(camelKey(key), value, adapting));
  if (known.length === entries.length) return [tool];
  return known.length === 0 ? [] : [Object.fromEntries(known)];
}

function isKnown(key: string, value: Json, { options, losses, weight }: Adapting): boolean {
  if (key === 'functionDeclarations') return true;
  if (SEARCHES.has(key)) return isSearched(value, { options, losses, weight });
  // The files are kept at one account.
  if (options.kin === true && key !== 'fileSearch') return true;
  losses.lose(`tools.${key}`, 'blocking');
  return false;
}

function isSearched(search: Json, { options, losses, weight }: Adapting): boolean {
  const { webSearch } = options.quirks;
  const hasDomains = isObject(search) && listAt(camel(search), 'excludeDomains').length > 0;
  if (webSearch === undefined) losses.lose('web_search', weight);
  if (webSearch === 'always' && hasDomains) losses.lose('web_search.domains', 'behavioural');
  return webSearch === 'asked';
}
