import { Fault } from '../../model/fault.ts';
import { at, isObject, listAt, numberAt, type Json, type JsonObject } from '../../model/json.ts';
import { typeOf } from './terms.ts';

/** The calls of a stream that is passed on, by their places. Half an input must not pass for a call that somebody then carries out. */
export type WatchedCalls = {
  readonly follow: (data: Json) => void;
  /** Is there a call that is not whole: on its way, or done and half? */
  readonly isOpen: () => boolean;
  /** Throws `garbled` when a call stayed half although the answer claims to be complete. */
  readonly check: (output: readonly Json[]) => void;
};

export function watchCalls(): WatchedCalls {
  const open = new Set<number>();
  return {
    follow: (data) => {
      const type = typeOf(data);
      if (type !== 'response.output_item.added' && type !== 'response.output_item.done') return;
      const item = at(data, 'item') ?? null;
      if (!isForCaller(item)) return;
      if (type === 'response.output_item.done' && isWholeCall(item)) open.delete(numberAt(data, 'output_index'));
      else open.add(numberAt(data, 'output_index'));
    },
    isOpen: () => open.size > 0,
    check: (output) => {
      const all = output.filter(isForCaller);
      const isCovered = open.size === 0 || all.length >= open.size;
      if (!isCovered || !all.every(isWholeCall)) {
        throw new Fault('garbled', 'The input of a tool call is not a JSON object');
      }
      open.clear();
    },
  };
}

/** Calls that the caller carries out. Those of the provider's own tools are done when they are told. */
const FOR_CALLER: ReadonlySet<string> = new Set([
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
]);

function isForCaller(item: Json): boolean {
  return FOR_CALLER.has(typeOf(item));
}

/** Has an item, if it is a call, all of its input? */
export function isWholeCall(item: Json): boolean {
  if (typeOf(item) !== 'function_call') return true;
  const json = at(item, 'arguments');
  return typeof json !== 'string' || isInput(json);
}

/** The end of an answer without the calls that it broke off in. */
export function withoutHalf(data: Json): JsonObject {
  const response = at(data, 'response');
  if (!isObject(data) || !isObject(response)) return {};
  const output = listAt(response, 'output').filter((item) => !isHalfCall(item));
  return { ...data, response: { ...response, output } };
}

/** Is it a call in which an answer broke off that ended early? */
export function isHalfCall(item: Json): boolean {
  return isForCaller(item) && (at(item, 'status') === 'incomplete' || !isWholeCall(item));
}

function isInput(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    const input: Json = JSON.parse(text);
    return isObject(input);
  } catch {
    return false;
  }
}
