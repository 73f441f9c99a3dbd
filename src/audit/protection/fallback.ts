import type { Fallback, Known } from '../../model/audit.ts';
import type { Around, HandlerFacts } from '../facts/facts.ts';
import { pathsOf, type Value, valuesIn } from '../facts/value.ts';
import { named } from '../find/provider.ts';
import type { Found } from '../find/sites.ts';
import type { Knowledge } from '../signatures/load.ts';
import { ownerOfModel } from '../signatures/owners.ts';
import { sharedDomains } from './domains.ts';
import type { Protector } from './protectors.ts';

export type Others = {
  /** Other calls that stand in a handler. */
  readonly within: (handler: HandlerFacts, around: Around) => readonly Found[];
  /** A function somewhere in the tree that is called like one for fallbacks. */
  readonly elsewhere: string | null;
  /** A file with callers of which only some, or perhaps none, fall back. */
  readonly unclear: string | null;
};

/** What is asked instead when a call fails. */
export function fallbackOf(
  found: Found,
  {
    around,
    wrappers,
    isStatic,
  }: { readonly around: readonly Around[]; readonly wrappers: readonly Protector[]; readonly isStatic: boolean },
  others: Others,
  knowledge: Knowledge,
): Known<Fallback> {
  const at = { file: found.file, line: found.call.line };
  const own = found.providers.value === 'unknown' ? [] : found.providers.value;
  const say = (to: readonly string[], when: readonly string[], because: string): Known<Fallback> => {
    const isKnown = own.length > 0 && to.length > 0;
    if (!isKnown) return { value: 'unknown', by: 'inferred', at, because: `${because}; whose it is cannot be seen` };
    const isOther = to.some((provider) => own.every((one) => sharedDomains(one, provider).whole.length === 0));
    return {
      value: { kind: isOther ? 'other-provider' : 'same-provider', when, to: [...new Set(to)] },
      by: 'code',
      at,
      because,
    };
  };
  const handler = handlerThatAsks(around, others);
  if (handler !== null) {
    const to = handler.others.flatMap(({ providers }) => (providers.value === 'unknown' ? [] : providers.value));
    return say(to, whenOf(handler.handler), 'another call in the handler of its error');
  }
  const listed = byList(found, wrappers, knowledge);
  if (listed !== null) return say(listed, [], 'the fallbacks that are named');
  if (isChain(around))
    return {
      value: 'unknown',
      by: 'inferred',
      at,
      because: 'a loop over models or providers; which they are is not in sight',
    };
  if (isStatic)
    return {
      value: { kind: 'static', when: [], to: [] },
      by: 'code',
      at,
      because: 'a fixed answer in the handler of its error',
    };
  if (others.unclear !== null) {
    const because = `callers in ${others.unclear} may fall back, and not all of them can be followed`;
    return { value: 'unknown', by: 'inferred', at, because };
  }
  if (others.elsewhere !== null) {
    const because = `${others.elsewhere} looks like code for fallbacks, and whether it covers this call is not followed`;
    return { value: 'unknown', by: 'inferred', at, because };
  }
  return { value: { kind: 'none', when: [], to: [] }, by: 'code', at, because: 'nothing else is asked here' };
}

function handlerThatAsks(
  around: readonly Around[],
  others: Others,
): { readonly handler: HandlerFacts; readonly others: readonly Found[] } | null {
  for (const one of around) {
    if (one.is !== 'try') continue;
    for (const handler of one.handlers) {
      const asked = others.within(handler, one);
      if (asked.length > 0) return { handler, others: asked };
    }
  }
  return null;
}

function whenOf({ types, statuses }: HandlerFacts): readonly string[] {
  const kinds = types.filter(
    (type) => !/^(?:\w+[.:])*(?:Exception|Error|Throwable|StandardError)$/.test(type) && !/\s/.test(type),
  );
  return [...kinds, ...statuses.map(String)];
}

/** `llm.with_fallbacks([other])`, `completion(…, fallbacks=[…])`. */
function byList(found: Found, wrappers: readonly Protector[], knowledge: Knowledge): readonly string[] | null {
  const { match, given } = found;
  const step = match?.path.steps.find(({ name }) =>
    knowledge.protectors.fallbacks.some((row) => row.name === name && row.module === ''),
  );
  if (step?.given?.[0] !== undefined) return ownersIn(step.given[0].value, knowledge);
  const [list] = named(given, match?.signature.arguments.fallbacks ?? []);
  if (list !== undefined) return ownersIn(list, knowledge);
  const wrapper = wrappers.find(({ name, module }) =>
    knowledge.protectors.fallbacks.some((row) => row.name === name && row.module !== '' && row.module === module),
  );
  return wrapper === undefined ? null : [];
}

function ownersIn(value: Value, { signatures, endpoints }: Knowledge): readonly string[] {
  return valuesIn(value).flatMap((one): readonly string[] => {
    if (one.is === 'text')
      return [ownerOfModel(one.text, endpoints, one.text.includes('/') ? '/' : ':')].filter((owner) => owner !== null);
    if (one.is !== 'made') return [];
    const names = pathsOf(one)[0]?.steps.map(({ name }) => name) ?? [];
    const client = signatures
      .flatMap(({ clients }) => clients)
      .find(({ name, provider }) => provider !== undefined && names.includes(name));
    return client?.provider === undefined ? [] : [client.provider];
  });
}

function isChain(around: readonly Around[]): boolean {
  return around.some(
    (one, at) =>
      one.is === 'loop' &&
      /model|provider|client|fallback|deployment/i.test(one.over) &&
      around.slice(0, at).some(({ is }) => is === 'try'),
  );
}
