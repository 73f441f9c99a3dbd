import type { Tool, ToolChoice, WebSearch } from '../../model/conversation.ts';
import { isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import {
  bad,
  fieldOf,
  flagField,
  join,
  listField,
  loseOthers,
  type Losses,
  objectField,
  objectOf,
  requiredText,
  textField,
} from '../fields.ts';
import { FREE_TEXT_SCHEMA } from '../free-text.ts';
import { flatName, typeOf } from './terms.ts';

/** What a caller offers: in `tools`, and in items that define tools from their place in the conversation on. */
export type Offer = {
  readonly tools: readonly Tool[];
  readonly webSearch: WebSearch | null;
};

/**
 * Reads tools wherever they stand. Those of a namespace get both names in one; of two with the same name the later counts.
 * Tools that are found by a search elsewhere are all shown at once here.
 */
export function parseTools(body: JsonObject, input: readonly Json[], losses: Losses): Offer {
  const found = new Map<string, Tool>();
  let webSearch: WebSearch | null = null;

  const read = (value: Json, path: string, namespace: string): void => {
    const tool = objectOf(value, path);
    const type = requiredText(tool, 'type', path);
    switch (type) {
      case 'function':
      case 'custom': {
        const parsed = parseTool(tool, path, { namespace, losses });
        found.set(parsed.name, parsed);
        return;
      }
      case 'namespace': {
        loseOthers(tool, ['type', 'name', 'description', 'tools'], 'tools', losses);
        const name = requiredText(tool, 'name', path);
        for (const [index, inner] of listField(tool, 'tools', path).entries())
          read(inner, join(join(path, 'tools'), index), name);
        return;
      }
      case 'tool_search':
        losses.lose('tools.tool_search', 'behavioural');
        return;
      default:
        if (type.startsWith('web_search')) webSearch = parseWebSearch(tool, path, losses);
        else losses.lose(`tools.${type}`, weightOf(type));
    }
  };

  const readAll = (owner: JsonObject, path: string): void => {
    for (const [index, tool] of listField(owner, 'tools', path).entries())
      read(tool, join(join(path, 'tools'), index), '');
  };
  readAll(body, '');
  for (const [index, item] of input.entries()) {
    if (!isObject(item) || !DEFINING.has(typeOf(item))) continue;
    readAll(item, join('input', index));
  }
  return { tools: [...found.values()], webSearch };
}

/** Items that make tools known to the model. */
const DEFINING: ReadonlySet<string> = new Set(['additional_tools', 'tool_search_output']);

/**
 * Tools of the provider's own. Without some an answer may well be given; with the others the caller asks about data that only the
 * provider has, or waits for a kind of call that cannot come.
 */
function weightOf(type: string): LossWeight {
  return type === 'programmatic_tool_calling' || type === 'image_generation' ? 'behavioural' : 'blocking';
}

const NO_INPUT: JsonObject = { type: 'object', properties: {} };

type Place = { readonly namespace: string; readonly losses: Losses };

function parseTool(tool: JsonObject, path: string, { namespace, losses }: Place): Tool {
  // oxfmt-ignore
  loseOthers(tool, [
    'type', 'name', 'description', 'parameters', 'strict', 'format', 'defer_loading', 'allowed_callers', 'async', 'output_schema',
  ], 'tools', losses);
  if (flagField(tool, 'defer_loading', path)) losses.lose('defer_loading', 'cosmetic');
  if (flagField(tool, 'async', path)) losses.lose('tools.async', 'behavioural');
  if (listField(tool, 'allowed_callers', path).some((caller) => caller !== 'direct'))
    losses.lose('allowed_callers', 'behavioural');
  const name = requiredText(tool, 'name', path);
  const common = {
    name: flatName(namespace, name),
    description: textField(tool, 'description', path) ?? '',
    ...(namespace !== '' && { origin: { namespace, name } }),
  };
  if (typeOf(tool) === 'custom')
    return { ...common, inputSchema: FREE_TEXT_SCHEMA, strict: false, freeText: parseGrammar(tool, path) };
  const schema = objectField(tool, 'parameters', path);
  return {
    ...common,
    inputSchema: schema === undefined || Object.keys(schema).length === 0 ? NO_INPUT : schema,
    strict: flagField(tool, 'strict', path),
  };
}

function parseGrammar(tool: JsonObject, path: string): string {
  const format = objectField(tool, 'format', path);
  if (format === undefined || textAt(format, 'type') !== 'grammar') return '';
  const place = join(path, 'format');
  // Chat Completions has one more object around it.
  return requiredText(objectField(format, 'grammar', place) ?? format, 'definition', place);
}

function parseWebSearch(tool: JsonObject, path: string, losses: Losses): WebSearch {
  const filters = objectField(tool, 'filters', path) ?? {};
  const domains = (key: string): readonly string[] =>
    listField(filters, key, join(path, 'filters')).flatMap((domain) => (typeof domain === 'string' ? [domain] : []));
  loseOthers(filters, ['allowed_domains', 'blocked_domains'], 'web_search.filters', losses);
  // How much is read, and from where it is looked at; the rest may change what is found.
  for (const key of ['search_context_size', 'user_location', 'search_content_types'])
    if (fieldOf(tool, key) !== undefined) losses.lose(`web_search.${key}`, 'cosmetic');
  if (fieldOf(tool, 'external_web_access') === false) losses.lose('web_search.external_web_access', 'behavioural');
  // oxfmt-ignore
  loseOthers(tool, [
    'type', 'filters', 'search_context_size', 'user_location', 'search_content_types', 'external_web_access',
  ], 'web_search', losses);
  return { allowedDomains: domains('allowed_domains'), blockedDomains: domains('blocked_domains') };
}

/** The choice, and the tools that are left of those on offer. */
type Chosen = { readonly toolChoice: ToolChoice; readonly tools: readonly Tool[]; readonly webSearch: boolean };

/** Which tool has to be called. `webSearch`: the search was demanded, so there is no answer without it. */
export function parseToolChoice(body: JsonObject, { tools, webSearch }: Offer, losses: Losses): Chosen {
  const choice: Json | undefined = fieldOf(body, 'tool_choice');
  const chosen = (toolChoice: ToolChoice): Chosen => ({ toolChoice, tools, webSearch: false });
  if (choice === undefined) return chosen({ kind: 'auto' });
  if (typeof choice === 'string') {
    if (choice === 'auto' || choice === 'none') return chosen({ kind: choice });
    // Of the provider's own tools nothing is left that could be called.
    if (choice === 'required')
      return { ...chosen({ kind: tools.length === 0 ? 'auto' : 'required' }), webSearch: tools.length === 0 };
    throw bad('tool_choice', 'auto, none, required or a tool was expected');
  }
  if (!isObject(choice)) throw bad('tool_choice', 'a text or an object was expected');
  const type = requiredText(choice, 'type', 'tool_choice');
  if (type === 'function' || type === 'custom') {
    const name = named(tools, textAt(choice, 'namespace'), requiredText(choice, 'name', 'tool_choice'));
    return chosen({ kind: 'tool', name });
  }
  if (type === 'allowed_tools') return allowed(choice, tools, losses);
  if (type.startsWith('web_search') && webSearch !== null) return { ...chosen({ kind: 'auto' }), webSearch: true };
  losses.lose(`tool_choice.${type}`, 'blocking');
  return chosen({ kind: 'auto' });
}

/** Only some of the tools may be called. Elsewhere that means: only those are there. */
function allowed(choice: JsonObject, tools: readonly Tool[], losses: Losses): Chosen {
  const names = new Set(
    listAt(choice, 'tools').map((tool) => named(tools, textAt(tool, 'namespace'), textAt(tool, 'name'))),
  );
  const left = tools.filter(({ name }) => names.has(name));
  losses.lose('tool_choice.allowed_tools', left.length === 0 ? 'behavioural' : 'cosmetic');
  return {
    toolChoice: { kind: textAt(choice, 'mode') === 'required' ? 'required' : 'auto' },
    tools: left.length === 0 ? tools : left,
    webSearch: false,
  };
}

/** The name here of a tool that is called by the one it has in its namespace, named or not. */
export function named(tools: readonly Tool[], namespace: string, name: string): string {
  if (namespace !== '') return flatName(namespace, name);
  if (tools.some((tool) => tool.name === name)) return name;
  return tools.find(({ origin }) => origin?.name === name)?.name ?? name;
}
