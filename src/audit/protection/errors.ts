// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Known, OnError } from '../../model/audit.ts';
import type { Around, Effect, HandlerFacts } from '../facts/facts.ts';
import { pathsOf, type Value, valuesIn } from '../facts/value.ts';
import type { Found } from '../find/sites.ts';

/** What becomes of an error of a call in the end, and in which handler. */
export type Outcome = {
  readonly onError: Known<OnError>;
  readonly handler: HandlerFacts | null;
  readonly isFlattened: boolean;
};

/** `asks`: whether a model is asked in these lines, which makes a handler a fallback. */
export function outcomeOf(
  found: Found,
  around: readonly Around[],
  asks: (line: number, end: number) => boolean,
): Outcome {
  const at = { file: found.file, line: found.call.line };
  const language = found.facts.language;
  for (const one of around) {
    if (one.is === 'then' && one.name === 'catch') {
      const [first] = one.given;
      const value = first?.value.is === 'function' ? first.value.returns : null;
      const given = value === null ? 'ignored' : (kindOf(value, false, found.call.symbol) ?? 'ignored');
      return {
        onError: { value: given, by: 'code', at, because: 'the catch behind it' },
        handler: null,
        isFlattened: false,
      };
    }
    if (one.is !== 'try' || one.handlers.length === 0) continue;
    const handler = broadest(one.handlers);
    const outcome = asks(handler.line, handler.end) ? 'next-provider' : outcomeIn(handler, found.call.symbol);
    if (outcome === 'rethrown' && around.indexOf(one) < around.findLastIndex(({ is }) => is === 'try')) continue;
    return {
      onError: {
        value: outcome,
        by: 'code',
        at: handler.line === 0 ? at : { file: found.file, line: handler.line },
        because: 'the handler around it',
      },
      handler,
      isFlattened: isFlattened(handler),
    };
  }
  // Errors are values there, and who looks at them is not followed.
  if (language === 'go' || language === 'rust' || language === 'shell')
    return {
      onError: { value: 'unknown', by: 'nothing', at, because: 'errors are values here, and are not followed' },
      handler: null,
      isFlattened: false,
    };
  return {
    onError: { value: 'nothing', by: 'code', at, because: 'nothing catches it here' },
    handler: null,
    isFlattened: false,
  };
}

/** The handler that an outage most likely ends in: the one for any error, else the last. */
function broadest(handlers: readonly HandlerFacts[]): HandlerFacts {
  const any = handlers.find(
    ({ types }) =>
      types.length === 0 ||
      types.some((type) => /^(?:\w+[.:])*(?:Exception|Error|Throwable|StandardError|BaseException)$/.test(type)),
  );
  return (
    any ?? handlers.at(-1) ?? { line: 0, end: 0, types: [], effects: [{ does: 'go on' }], calls: [], statuses: [] }
  );
}

function outcomeIn({ effects, calls }: HandlerFacts, symbol: string): OnError {
  const kinds = effects.flatMap((effect) => effectOf(effect, symbol) ?? []);
  const worst = ORDER.find((kind) => kinds.includes(kind));
  if (worst !== undefined) return worst;
  if (
    calls.some((name) =>
      /(?:^|\.)(?:status|sendStatus|json|send|abort|writeHead|error_response|render|response)$/i.test(name),
    )
  )
    return 'status-to-caller';
  if (calls.some((name) => /(?:^|\.)(?:next|reject)$/.test(name))) return 'rethrown';
  return 'ignored';
}

/** Where a handler does several things, the one that says most about it. */
const ORDER: readonly OnError[] = [
  'fabricated',
  'allowed',
  'error-as-output',
  'empty',
  'status-to-caller',
  'message-to-caller',
  'static',
  'ended',
  'rethrown',
];

function effectOf(effect: Effect, symbol: string): OnError | null {
  switch (effect.does) {
    case 'rethrow':
      return 'rethrown';
    case 'throw':
      return /HTTPException|HttpError|HttpException|createError|abort|ResponseStatusException|TRPCError|ApiError/.test(
        effect.what,
      )
        ? 'status-to-caller'
        : 'rethrown';
    case 'exit':
      return 'ended';
    case 'give':
      return kindOf(effect.value, effect.usesError, symbol);
    case 'set':
      return kindOf(effect.value, false, symbol) === 'fabricated' ? 'fabricated' : null;
    case 'go on':
      return null;
  }
}

const GUARDS = /guard|moderat|safe|allow|valid|check|filter|permit|policy|toxic|injection/i;

function kindOf(value: Value, usesError: boolean, symbol: string): OnError | null {
  switch (value.is) {
    case 'constant':
      if (value.value === true && GUARDS.test(symbol)) return 'allowed';
      return value.value === false && GUARDS.test(symbol) && /unsafe|flag|toxic|block|violat|inject/i.test(symbol)
        ? 'allowed'
        : 'empty';
    case 'number':
      return 'fabricated';
    case 'list':
      if (value.items.length === 0) return 'empty';
      return value.times || numbersOnly(value) ? 'fabricated' : 'static';
    case 'text':
      return value.text.trim() === '' ? 'empty' : usesError ? 'error-as-output' : 'static';
    case 'joined':
      return usesError ? 'error-as-output' : 'static';
    case 'record':
      return recordKind(value, usesError, symbol);
    case 'made': {
      const path = pathsOf(value.by)[0];
      const name = path?.steps.map((step) => step.name).join('.') ?? '';
      if (/Response|jsonify|json$|status|render|redirect|Error$|HttpResponse|ResponseEntity|problem/i.test(name))
        return 'status-to-caller';
      if (/(?:zeros|zeros_like|fill|random|rand|full|ones)$/.test(name)) return 'fabricated';
      return usesError && /(?:str|String|format|Sprintf|message)$/.test(name) ? 'error-as-output' : null;
    }
    default:
      return usesError ? 'message-to-caller' : null;
  }
}

function numbersOnly(value: Value): boolean {
  return value.is === 'list' && value.items.every((item) => item.is === 'number' || numbersOnly(item));
}

function recordKind(value: Extract<Value, { is: 'record' }>, usesError: boolean, symbol: string): OnError {
  if (value.entries.length === 0) return 'empty';
  const allows = value.entries.some(
    ({ key, value: one }) =>
      key !== null &&
      one.is === 'constant' &&
      ((one.value === true && /^(?:safe|allowed|ok|valid|passed|is_safe|isSafe|approved)$/i.test(key)) ||
        (one.value === false && /flagged|blocked|unsafe|toxic/i.test(key))),
  );
  if (
    allows &&
    (GUARDS.test(symbol) || value.entries.some(({ key }) => /safe|allowed|flagged|blocked/i.test(key ?? '')))
  )
    return 'allowed';
  if (
    value.entries.some(({ key }) => key !== null && /^(?:error|status|statusCode|message|detail)$/.test(key)) ||
    usesError
  )
    return 'status-to-caller';
  return 'static';
}

/** One status for every error: who is told cannot know whether to come back. */
function isFlattened({ effects, statuses, types, calls }: HandlerFacts): boolean {
  if (types.some((type) => /RateLimit|Overloaded|429/.test(type))) return false;
  const fixed = effects.some(
    (effect) =>
      effect.does === 'give' &&
      valuesIn(effect.value).some(
        (one) =>
          one.is === 'record' &&
          one.entries.some(
            ({ key, value }) =>
              key !== null &&
              /^(?:status|statusCode|status_code)$/.test(key) &&
              value.is === 'number' &&
              value.number === 500,
          ),
      ),
  );
  const named = effects.some(
    (effect) =>
      effect.does === 'give' &&
      effect.value.is === 'made' &&
      effect.value.given.some(
        ({ name, value }) => name === 'status_code' && value.is === 'number' && value.number === 500,
      ),
  );
  const sent = calls.some((name) => /(?:^|\.)status$/.test(name)) && statuses.length === 1 && statuses[0] === 500;
  return fixed || named || sent;
}
