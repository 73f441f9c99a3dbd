import type { Tool, ToolChoice, WebSearch } from '../../model/conversation.ts';
import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { cacheOf } from '../cache-hints.ts';
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

const NO_INPUT: JsonObject = { type: 'object', properties: {} };

/** The tools that the caller defines, those of the old kind included. */
export function parseTools(body: JsonObject, losses: Losses): readonly Tool[] {
  const tools = listField(body, 'tools', '').flatMap((value, index) => {
    const path = join('tools', index);
    const tool = objectOf(value, path);
    const type = textField(tool, 'type', path) ?? 'function';
    const hint = cacheOf(tool, losses);
    if (type === 'custom') return [{ ...parseCustom(tool, path, losses), ...hint }];
    if (type !== 'function') {
      // A tool of the provider's own: the caller would wait for something that cannot come.
      losses.lose(`tools.${type}`, 'blocking');
      return [];
    }
    loseOthers(tool, ['type', 'function', 'cache_control'], 'tools', losses);
    const made = objectField(tool, 'function', path);
    if (made === undefined) throw bad(join(path, 'function'), 'this field is required');
    return [{ ...parseFunction(made, join(path, 'function'), losses), ...hint }];
  });
  const old = listField(body, 'functions', '').map((value, index) => {
    const path = join('functions', index);
    return parseFunction(objectOf(value, path), path, losses);
  });
  return [...tools, ...old];
}

function parseFunction(made: JsonObject, path: string, losses: Losses): Tool {
  loseOthers(made, ['name', 'description', 'parameters', 'strict'], 'tools', losses);
  const schema = objectField(made, 'parameters', path);
  return {
    name: requiredText(made, 'name', path),
    description: textField(made, 'description', path) ?? '',
    inputSchema: schema === undefined || Object.keys(schema).length === 0 ? NO_INPUT : schema,
    strict: flagField(made, 'strict', path),
  };
}

/** A tool that takes free text; a grammar may say what that looks like. */
function parseCustom(tool: JsonObject, path: string, losses: Losses): Tool {
  loseOthers(tool, ['type', 'custom', 'cache_control'], 'tools', losses);
  const custom = objectField(tool, 'custom', path);
  const place = join(path, 'custom');
  if (custom === undefined) throw bad(place, 'this field is required');
  loseOthers(custom, ['name', 'description', 'format'], 'tools', losses);
  return {
    name: requiredText(custom, 'name', place),
    description: textField(custom, 'description', place) ?? '',
    inputSchema: FREE_TEXT_SCHEMA,
    strict: false,
    freeText: textAt(custom, 'format', 'grammar', 'definition') || textAt(custom, 'format', 'definition'),
  };
}

/**
 * May the model search the web? OpenAI is asked with an object that may be empty, Perplexity always searches and is given domains,
 * those that begin with a minus left out, OpenRouter has it as a plugin.
 */
export function parseWebSearch(body: JsonObject, losses: Losses): { readonly webSearch?: WebSearch } {
  const options = objectField(body, 'web_search_options', '');
  const domains = listField(body, 'search_domain_filter', '').filter((domain) => typeof domain === 'string');
  const plugins = listField(body, 'plugins', '');
  if (plugins.some((plugin) => textAt(plugin, 'id') !== 'web')) losses.lose('plugins', 'behavioural');
  if (options === undefined && domains.length === 0 && plugins.every((plugin) => textAt(plugin, 'id') !== 'web')) {
    return {};
  }
  if (options !== undefined) loseOthers(options, ['search_context_size', 'search_type'], 'web_search_options', losses);
  if (at(options, 'search_context_size') !== undefined)
    losses.lose('web_search_options.search_context_size', 'cosmetic');
  return {
    webSearch: {
      allowedDomains: domains.filter((domain) => !domain.startsWith('-')),
      blockedDomains: domains.filter((domain) => domain.startsWith('-')).map((domain) => domain.slice(1)),
    },
  };
}

/** Which tool has to be called. */
export function parseToolChoice(body: JsonObject, losses: Losses): ToolChoice {
  const choice: Json | undefined = fieldOf(body, 'tool_choice') ?? fieldOf(body, 'function_call');
  if (choice === undefined) return { kind: 'auto' };
  if (typeof choice === 'string') {
    if (choice === 'auto' || choice === 'none' || choice === 'required') return { kind: choice };
    if (choice === 'any') return { kind: 'required' };
    throw bad('tool_choice', 'auto, none, required or a tool was expected');
  }
  if (!isObject(choice)) throw bad('tool_choice', 'a text or an object was expected');
  const name = textAt(choice, 'function', 'name') || textAt(choice, 'custom', 'name') || textAt(choice, 'name');
  if (name !== '') return { kind: 'tool', name };
  const type = textField(choice, 'type', 'tool_choice') ?? 'object';
  losses.lose(`tool_choice.${type}`, 'behavioural');
  return textAt(choice, 'allowed_tools', 'mode') === 'required' ? { kind: 'required' } : { kind: 'auto' };
}
