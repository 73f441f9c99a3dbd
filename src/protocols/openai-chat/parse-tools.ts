import type { Tool, ToolChoice } from '../../model/conversation.ts';
import { isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
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

const NO_INPUT: JsonObject = { type: 'object', properties: {} };

/** The tools that the caller defines, those of the old kind included. */
export function parseTools(body: JsonObject, losses: Losses): readonly Tool[] {
  const tools = listField(body, 'tools', '').flatMap((value, index) => {
    const path = join('tools', index);
    const tool = objectOf(value, path);
    const type = textField(tool, 'type', path) ?? 'function';
    if (type !== 'function') {
      // Free text in a grammar, or a tool of the provider's own: the caller would wait for something that cannot come.
      losses.lose(`tools.${type}`, 'blocking');
      return [];
    }
    loseOthers(tool, ['type', 'function'], 'tools', losses);
    const made = objectField(tool, 'function', path);
    if (made === undefined) throw bad(join(path, 'function'), 'this field is required');
    return [parseFunction(made, join(path, 'function'), losses)];
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
  const name = textAt(choice, 'function', 'name') || textAt(choice, 'name');
  if (name !== '') return { kind: 'tool', name };
  const type = textField(choice, 'type', 'tool_choice') ?? 'object';
  losses.lose(`tool_choice.${type}`, 'behavioural');
  return textAt(choice, 'allowed_tools', 'mode') === 'required' ? { kind: 'required' } : { kind: 'auto' };
}
