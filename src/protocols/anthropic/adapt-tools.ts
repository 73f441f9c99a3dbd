import { isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { AdaptOptions } from '../protocol.ts';
import type { Losses } from '../fields.ts';
import { isWebSearch, nameOfOwnTool, weightOfOwnTool } from './unsaid.ts';

/** The tools and the choice among them as a standby of the same dialect takes them; an empty object where none are left. */
export function adaptTools(body: JsonObject, options: AdaptOptions, losses: Losses): JsonObject {
  const { quirks, foreign } = options;
  const offered = listAt(body, 'tools');
  if (quirks.noTools === true && offered.length > 0) losses.lose('tools', 'blocking');
  const tools = foreign ? knownTools(body, options, losses) : offered;
  const choice = tools.length < offered.length ? choiceAmong(tools, body, losses) : body['tool_choice'];
  const isForced = /^(any|tool)$/.test(textAt(choice, 'type'));
  if (quirks.noForcedTools === true && isForced) losses.lose('tool_choice', 'behavioural');
  const taken = quirks.noForcedTools === true && isForced ? unforced(choice) : choice;
  if (tools.length === 0 && offered.length > 0) return {};
  return {
    ...(body['tools'] !== undefined && { tools: tools.length < offered.length ? tools : body['tools'] }),
    ...(taken !== undefined && { tool_choice: taken }),
  };
}

/** Without those that only Claude knows. What was hidden behind a search is shown when nobody can search. */
function knownTools(body: JsonObject, options: AdaptOptions, losses: Losses): readonly Json[] {
  const tools = listAt(body, 'tools');
  const known = tools.filter((tool) => isKnown(tool, body, { options, losses }));
  const isSearchGone = tools.some((tool) => isToolSearch(tool) && !known.includes(tool));
  return isSearchGone ? known.map((tool) => shown(tool, losses)) : known;
}

type Adapting = { readonly options: AdaptOptions; readonly losses: Losses };

function isKnown(tool: Json, body: JsonObject, { options, losses }: Adapting): boolean {
  if (isCustom(tool)) return true;
  if (isWebSearch(tool)) return isSearched(tool, body, { options, losses });
  if (options.kin === true) return true;
  const type = textAt(tool, 'type');
  losses.lose(nameOfOwnTool(type), weightOfOwnTool(type));
  return false;
}

/** At another vendor the search is not there unless somebody says so. */
function isSearched(search: Json, body: JsonObject, { options, losses }: Adapting): boolean {
  const { webSearch } = options.quirks;
  const hasDomains = [...listAt(search, 'allowed_domains'), ...listAt(search, 'blocked_domains')].length > 0;
  if (webSearch === undefined) losses.lose('web_search', isOptional(search, body) ? 'behavioural' : 'blocking');
  if (webSearch === 'always' && hasDomains) losses.lose('web_search.domains', 'behavioural');
  return webSearch === 'asked';
}

/** With other tools a model may well answer without the search, unless it has to be used. */
function isOptional(search: Json, body: JsonObject): boolean {
  const isDemanded = textAt(body, 'tool_choice', 'name') === textAt(search, 'name');
  return !isDemanded && listAt(body, 'tools').some(isCustom);
}

const isCustom = (tool: Json): boolean => (textAt(tool, 'type') || 'custom') === 'custom';
const isToolSearch = (tool: Json): boolean => textAt(tool, 'type').startsWith('tool_search_tool');

function shown(tool: Json, losses: Losses): Json {
  if (!isObject(tool) || tool['defer_loading'] === undefined) return tool;
  losses.lose('defer_loading', 'cosmetic');
  return without(tool, 'defer_loading');
}

/** The choice when some tools are gone: one of them cannot be demanded any more. */
function choiceAmong(tools: readonly Json[], body: JsonObject, losses: Losses): Json | undefined {
  const choice = body['tool_choice'];
  const name = textAt(choice, 'name');
  if (name === '' || tools.some((tool) => textAt(tool, 'name') === name)) return choice;
  losses.lose('tool_choice', 'behavioural');
  return unforced(choice);
}

function unforced(choice: Json | undefined): JsonObject {
  return { ...without(isObject(choice) ? choice : {}, 'name'), type: 'auto' };
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
