import type { Tool, ToolChoice } from '../../model/conversation.ts';
import { at, isArray, textAt, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
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

/**
 * The tools that the caller defines. Tools with a type of their own are known to Claude alone: without them the caller would
 * wait for something that cannot come. A search among deferred tools has no equal elsewhere, so there all are shown at once;
 * when the caller searches itself, only those are shown that were found already.
 */
export function parseTools(body: JsonObject, { losses, namedTools }: Finds): readonly Tool[] {
  const list = listField(body, 'tools', '').map((value, index) => objectOf(value, join('tools', index)));
  const searched = list.some((tool) => textAt(tool, 'type').startsWith('tool_search_tool'));
  return list.flatMap((tool, index) => {
    const path = join('tools', index);
    const type = textField(tool, 'type', path) ?? 'custom';
    if (type !== 'custom') {
      losses.lose(`tools.${type.replace(/_\d{8}$/, '')}`, weightOf(type));
      return [];
    }
    const parsed = parseTool(tool, path, losses);
    const hidden = flagField(tool, 'defer_loading', path) && !searched && !namedTools.has(parsed.name);
    if (flagField(tool, 'defer_loading', path)) losses.lose('defer_loading', 'cosmetic');
    return hidden ? [] : [parsed];
  });
}

function weightOf(type: string): LossWeight {
  return type.startsWith('tool_search_tool') || type.startsWith('advisor') ? 'behavioural' : 'blocking';
}

function parseTool(tool: JsonObject, path: string, losses: Losses): Tool {
  const known = ['type', 'name', 'description', 'input_schema', 'strict', 'defer_loading', 'allowed_callers'];
  loseOthers(tool, known, 'tools', losses);
  const callers = at(tool, 'allowed_callers');
  if (isArray(callers) && callers.some((caller) => caller !== 'direct')) losses.lose('allowed_callers', 'behavioural');
  const inputSchema = objectField(tool, 'input_schema', path);
  if (inputSchema === undefined) throw bad(join(path, 'input_schema'), 'this field is required');
  return {
    name: requiredText(tool, 'name', path),
    description: textField(tool, 'description', path) ?? '',
    inputSchema,
    strict: flagField(tool, 'strict', path),
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
    toolChoice: kindOfChoice(choice, path, losses),
    parallelTools: !flagField(choice, 'disable_parallel_tool_use', path),
  };
}

function kindOfChoice(choice: JsonObject, path: string, losses: Losses): ToolChoice {
  const type = requiredText(choice, 'type', path);
  switch (type) {
    case 'auto':
    case 'none':
      return { kind: type };
    case 'any':
      return { kind: 'required' };
    case 'tool':
      return { kind: type, name: requiredText(choice, 'name', path) };
    default:
      losses.lose(`tool_choice.${type}`, 'behavioural');
      return { kind: 'auto' };
  }
}
