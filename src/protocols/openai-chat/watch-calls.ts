import { at, isArray, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';

/** What a delta says of calls. `next`: it begins one, and those before are whole. */
export type Called = 'none' | 'more' | 'next';

/** The calls of a stream that is passed on, as far as one has to know them: half of an input must not pass for a call. */
export type WatchedCalls = {
  /** Takes what a delta of the answer with this number says of calls. */
  readonly add: (delta: Json | undefined, answer: number) => Called;
  /** Is there one that was not shown yet? */
  readonly isOpen: () => boolean;
  /** Has one of them an input that is no JSON? None at all is what some calls have. */
  readonly isHalf: () => boolean;
  /** Is every input there? One without a letter may still come. */
  readonly areWhole: () => boolean;
  /** What was held is shown, or never will be. */
  readonly settle: () => void;
};

/** Follows the inputs of calls, by their answer and their index in it. */
export function watchCalls(): WatchedCalls {
  const inputs = new Map<string, string>();
  let open = false;
  const areWhole = (): boolean => [...inputs.values()].every((json) => json.trim() !== '' && isInput(json));
  return {
    add: (delta, answer) => {
      const pieces = piecesOf(delta);
      if (pieces.length === 0) return 'none';
      const placeOf = (call: Json): string => `${answer} ${numberAt(call, 'index')}`;
      const begins = pieces.some((call) => !inputs.has(placeOf(call)));
      const next = open && begins && areWhole();
      for (const call of pieces) {
        const place = placeOf(call);
        inputs.set(place, (inputs.get(place) ?? '') + textAt(call, 'function', 'arguments'));
      }
      open = true;
      return next ? 'next' : 'more';
    },
    isOpen: () => open,
    isHalf: () => ![...inputs.values()].every(isInput),
    areWhole,
    settle: () => {
      open = false;
    },
  };
}

/** Can every input in a message be read? */
export function areInputsWhole(message: Json): boolean {
  return piecesOf(message).every((call) => isInput(textAt(call, 'function', 'arguments')));
}

/** The pieces of calls in a delta, the only call of the old kind included. */
function piecesOf(delta: Json | undefined): readonly Json[] {
  const legacy = at(delta, 'function_call');
  return [...(isObject(legacy) ? [{ index: -1, function: legacy }] : []), ...listAt(delta, 'tool_calls')];
}

/** Some servers send several calls under one index; then their inputs stand behind one another, each of them whole. */
function isInput(json: string): boolean {
  if (json.trim() === '' || isJson(json)) return true;
  return json.includes('}{') && objectsIn(json).every(isJson);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Cuts a text where one object ends and another one begins at once. What stands in a string does not count. */
function objectsIn(text: string): readonly string[] {
  const objects: string[] = [];
  let from = 0;
  let depth = 0;
  let isQuoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) place += letter === '\\' ? 1 : 0;
    else if (letter === '{') depth += 1;
    else if (letter === '}') depth -= 1;
    if (letter !== '}' || isQuoted || depth !== 0 || text[place + 1] !== '{') continue;
    objects.push(text.slice(from, place + 1));
    from = place + 1;
  }
  return [...objects, text.slice(from)];
}

/** A chunk without what it says of calls. */
export function withoutCalls(data: Json): JsonObject {
  if (!isObject(data)) return {};
  const choices = listAt(data, 'choices').map((choice) => {
    const delta = at(choice, 'delta');
    if (!isObject(choice) || !isObject(delta)) return choice;
    const { tool_calls: _calls, function_call: _call, ...rest } = delta;
    return { ...choice, delta: rest };
  });
  return isArray(at(data, 'choices')) ? { ...data, choices } : data;
}
