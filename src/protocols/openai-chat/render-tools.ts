import type { Conversation, Tool, WebSearch } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { objectSchema } from '../anthropic/schema.ts';
import type { Losses } from '../fields.ts';
import { asFunction } from '../free-text.ts';
import { looseSchema, strictSchema } from './schema.ts';
import { validName } from './terms.ts';
import { hintOf, type Writing } from './writing.ts';

export type RenderedTools = { readonly fields: JsonObject; readonly instructions: readonly string[] };

/** The tools of a conversation, and the choice among them. `instructions` say in words what the fields may not say. */
export function renderTools(conversation: Conversation, writing: Writing): RenderedTools {
  const { tools, toolChoice, parallelTools } = conversation;
  const { quirks, losses } = writing;
  if (quirks.noTools === true && needsTools(conversation)) losses.lose('tools', 'blocking');
  if (tools.length === 0 || quirks.noTools === true) return { fields: {}, instructions: [] };
  const parallel = parallelTools ? {} : { parallel_tool_calls: false };
  const fields = { tools: tools.map((tool) => renderTool(tool, writing)), ...parallel };
  switch (toolChoice.kind) {
    case 'auto':
      return { fields, instructions: [] };
    case 'none':
      // The tools stay: calls in earlier turns refer to them.
      return { fields: { ...fields, tool_choice: 'none' }, instructions: [] };
    case 'required':
    case 'tool': {
      if (quirks.noForcedTools === true) {
        losses.lose('tool_choice', 'behavioural');
        const wanted = toolChoice.kind === 'tool' ? `the tool ${validName(toolChoice.name)}` : 'one of the tools';
        return { fields, instructions: [`Call ${wanted} before you answer.`] };
      }
      const choice = toolChoice.kind === 'tool' ? chosen(toolChoice.name, writing) : 'required';
      return { fields: { ...fields, tool_choice: choice }, instructions: [] };
    }
  }
}

function chosen(name: string, writing: Writing): JsonObject {
  const type = isFreeHere(name, writing) ? 'custom' : 'function';
  return { type, [type]: { name: validName(name) } };
}

/** An agent without its tools is useless, and calls in a history mean nothing to a model that knows none. */
function needsTools({ tools, toolChoice, messages }: Conversation): boolean {
  if (tools.length > 0 && toolChoice.kind !== 'none') return true;
  return messages.some(({ parts }) => parts.some(({ type }) => type === 'tool-call' || type === 'tool-result'));
}

/** Is it a tool that takes free text, offered to a server that knows such? */
export function isFreeHere(name: string, { quirks, tools }: Writing): boolean {
  return quirks.freeText === true && tools.some((tool) => tool.name === name && tool.freeText !== undefined);
}

function renderTool(tool: Tool, writing: Writing): JsonObject {
  if (isFreeHere(tool.name, writing)) return renderCustom(tool);
  const { losses } = writing;
  const { name, description, inputSchema, strict: wanted } = asFunction(tool, losses);
  const strict = wanted ? strictSchema(inputSchema) : null;
  if (wanted && strict === null) losses.lose('tools.strict', 'behavioural');
  const { schema, exact } = objectSchema(inputSchema);
  if (!exact) losses.lose('tools.schema', 'behavioural');
  const made = {
    name: validName(name),
    ...(description !== '' && { description }),
    parameters: strict ?? looseSchema(schema),
    ...(strict !== null && { strict: true }),
  };
  // OpenAI has no place for a hint behind a tool.
  const hint = writing.quirks.cacheHints === 'breakpoint' ? {} : hintOf(tool.cache, writing);
  return { type: 'function', function: made, ...hint };
}

function renderCustom({ name, description, freeText = '' }: Tool): JsonObject {
  const format = freeText === '' ? {} : { format: { type: 'grammar', grammar: grammarOf(freeText) } };
  return {
    type: 'custom',
    custom: { name: validName(name), ...(description !== '' && { description }), ...format },
  };
}

/** A Lark grammar has a rule named `start`; what has none is a regular expression. */
function grammarOf(definition: string): JsonObject {
  return { syntax: /^\s*\??start\s*:/m.test(definition) ? 'lark' : 'regex', definition };
}

/** The wish to search the web, where the server can. */
export function renderWebSearch({ webSearch }: Conversation, { quirks, losses }: Writing): JsonObject {
  if (webSearch === undefined) return {};
  if (quirks.webSearch === undefined) {
    losses.lose('web_search', webSearch.optional === true ? 'behavioural' : 'blocking');
    return {};
  }
  if (quirks.webSearch === 'always')
    return hasDomains(webSearch) ? { search_domain_filter: domainFilter(webSearch, losses) } : {};
  if (hasDomains(webSearch)) losses.lose('web_search.domains', 'behavioural');
  return { web_search_options: {} };
}

const hasDomains = ({ allowedDomains, blockedDomains }: WebSearch): boolean =>
  allowedDomains.length + blockedDomains.length > 0;

/** The longest filter that Perplexity takes (its guide to filters, read 2026-11-26). */
const DOMAINS_MAX = 20;

/** Either domains to search or, with a minus, domains to leave out; both at once are refused, and the first say more. */
function domainFilter({ allowedDomains, blockedDomains }: WebSearch, losses: Losses): readonly string[] {
  const isAllowing = allowedDomains.length > 0;
  const domains = isAllowing ? allowedDomains : blockedDomains.map((domain) => `-${domain}`);
  const isCut = domains.length > DOMAINS_MAX;
  if (isCut || (isAllowing && blockedDomains.length > 0)) losses.lose('web_search.domains', 'behavioural');
  return domains.slice(0, DOMAINS_MAX);
}
