import type { Tool, ToolChoice, WebSearch } from '../../model/conversation.ts';
import { at, isArray, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { cacheOf } from '../cache-hints.ts';
import {
  bad,
  flagField,
  join,
  listField,
  loseOthers,
  objectField,
  objectOf,
  requiredText,
  textField,
  type Losses,
} from '../fields.ts';
import type { Finds } from './parse-content.ts';
import { isWebSearch, nameOfOwnTool, weightOfOwnTool } from './unsaid.ts';

/** Claude Code keeps the place of tools that may come with this one; it is none itself. */
const PLACEHOLDER = 'DeferredToolPlaceholder';

/**
 * The tools that the caller defines. Tools with a type of their own are known to Claude alone: without them the caller would
 * wait for something that cannot come. Only searching the web is something that others can do as well. A search among deferred
 * tools has no equal elsewhere, so there all are shown at once; when the caller searches itself, only those are shown that were
 * found already.
 */
export function parseTools(
  body: JsonObject,
  { losses, namedTools }: Finds,
): { readonly tools: readonly Tool[]; readonly webSearch?: WebSearch } {
  const list = listField(body, 'tools', '').map((value, index) => objectOf(value, join('tools', index)));
  const searched = list.some((tool) => textAt(tool, 'type').startsWith('tool_search_tool'));
  const search = list.find(isWebSearch);
  const tools = list.flatMap((tool, index) => {
    const path = join('tools', index);
    const type = textField(tool, 'type', path) ?? 'custom';
    if (isWebSearch(tool)) return [];
    if (type !== 'custom') {
      losses.lose(nameOfOwnTool(type), weightOfOwnTool(type));
      return [];
    }
    const parsed = parseTool(tool, path, losses);
    if (parsed.name === PLACEHOLDER) return [];
    const hidden = flagField(tool, 'defer_loading', path) && !searched && !namedTools.has(parsed.name);
    if (flagField(tool, 'defer_loading', path)) losses.lose('defer_loading', 'cosmetic');
    return hidden ? [] : [parsed];
  });
  if (search === undefined) return { tools };
  const isDemanded = isWebSearch(chosenOf(body) ?? null);
  const isOptional = tools.length > 0 && !isDemanded;
  return { tools, webSearch: { ...parseWebSearch(search, losses), ...(isOptional && { optional: true }) } };
}

function parseWebSearch(tool: JsonObject, losses: Losses): WebSearch {
  // oxfmt-ignore
  loseOthers(tool, [
    'type', 'name', 'allowed_domains', 'blocked_domains', 'max_uses', 'allowed_callers', 'defer_loading', 'strict',
  ], 'web_search', losses);
  if (typeof at(tool, 'max_uses') === 'number') losses.lose('web_search.max_uses', 'cosmetic');
  return { allowedDomains: domainsAt(tool, 'allowed_domains'), blockedDomains: domainsAt(tool, 'blocked_domains') };
}

function domainsAt(tool: JsonObject, key: string): readonly string[] {
  return listAt(tool, key).filter((domain) => typeof domain === 'string');
}

function parseTool(tool: JsonObject, path: string, losses: Losses): Tool {
  // oxfmt-ignore
  loseOthers(tool, [
    'type', 'name', 'description', 'input_schema', 'strict', 'defer_loading', 'allowed_callers', 'cache_control',
  ], 'tools', losses);
  const callers = at(tool, 'allowed_callers');
  if (isArray(callers) && callers.some((caller) => caller !== 'direct')) losses.lose('allowed_callers', 'behavioural');
  const inputSchema = objectField(tool, 'input_schema', path);
  if (inputSchema === undefined) throw bad(join(path, 'input_schema'), 'this field is required');
  return {
    name: requiredText(tool, 'name', path),
    description: textField(tool, 'description', path) ?? '',
    inputSchema,
    strict: flagField(tool, 'strict', path),
    ...cacheOf(tool, losses),
  };
}

/** Which tool has to be called, and whether several may be in one turn. */
export function parseToolChoice(
  body: JsonObject,
  losses: Losses,
): { readonly toolChoice: ToolChoice; readonly parallelTools: boolean } {
  const choice = objectField(body, 'tool_choice', '');
  if (choice === undefined) return { toolChoice: { kind: 'auto' }, parallelTools: true };
  const path = 'tool_choice';
  loseOthers(choice, ['type', 'name', 'disable_parallel_tool_use'], path, losses);
  return {
    toolChoice: kindOfChoice(choice, (textAt(chosenOf(body), 'type') || 'custom') !== 'custom', losses),
    parallelTools: !flagField(choice, 'disable_parallel_tool_use', path),
  };
}

/** The tool that has to be used, if it is one by name. */
function chosenOf(body: JsonObject): Json | undefined {
  const name = textAt(body, 'tool_choice', 'name');
  return name === '' ? undefined : listAt(body, 'tools').find((tool) => textAt(tool, 'name') === name);
}

function kindOfChoice(choice: JsonObject, isProvidersTool: boolean, losses: Losses): ToolChoice {
  const path = 'tool_choice';
  const type = requiredText(choice, 'type', path);
  switch (type) {
    case 'auto':
    case 'none':
      return { kind: type };
    case 'any':
      return { kind: 'required' };
    case 'tool':
      if (!isProvidersTool) return { kind: type, name: requiredText(choice, 'name', path) };
      losses.lose(path, 'behavioural');
      return { kind: 'auto' };
    default:
      losses.lose(`tool_choice.${type}`, 'behavioural');
      return { kind: 'auto' };
  }
}
