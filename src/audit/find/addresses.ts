// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import { textOf, type Value } from '../facts/value.ts';
import { expression } from '../signatures/expression.ts';
import type { Endpoints } from '../signatures/endpoints.ts';
import { type Addressed, addressed, ownerOfName } from '../signatures/owners.ts';

/** An address in code: what is known of it, and whose it is. */
export type Address = { readonly text: string; readonly found: Addressed };

/** Longer than an address is. */
const LENGTH_MAX = 2_000;
const ADDRESS_NAME = /URL|HOST|BASE|ENDPOINT|ADDRESS|URI/i;

/** Whose address a text is, with the names of variables that stand in it; null when it is none of AI. */
export function addressIn(whole: string, endpoints: Endpoints): Address | null {
  const text = whole.slice(0, LENGTH_MAX);
  const found = addressed(text, endpoints);
  const variable = /^\{(\w+)\}(.*)$/.exec(text);
  const name = variable?.[1] ?? '';
  const owner = variable !== null && ADDRESS_NAME.test(name) ? ownerOfName(name, endpoints) : null;
  if (owner === null) return found === null ? null : { text, found };
  const isKnown = found !== null && !found.provider.endsWith('-compatible');
  const path = variable?.[2] ?? '';
  const asks = found?.asks ?? (path !== '' && !expression(endpoints.notAsking).test(path));
  return {
    text,
    found: {
      provider: isKnown ? found.provider : owner,
      api: found?.api ?? null,
      stream: found?.stream ?? false,
      asks,
    },
  };
}

/** Is this whole text a path below an AI service, such as `chat/completions`? */
export function isRelative(text: string, { relative }: Endpoints): boolean {
  return (
    relative.includes(text.replace(/^\/?(?:v1\/)?/, '').replace(/\/$/, '')) &&
    /\/|^(?:embeddings|completions)$/.test(text)
  );
}

/** Every address of AI in a value, and in what it was made from. */
export function addressesOf(value: Value, endpoints: Endpoints): readonly Address[] {
  const text = textOf(value);
  const own = text === null ? null : addressIn(text, endpoints);
  if (own !== null) return [own];
  switch (value.is) {
    case 'either':
      return value.options.flatMap((option) => addressesOf(option, endpoints));
    case 'record':
      return value.entries
        .filter(({ key }) => key === null || !/header|auth|key|message|content|prompt|body/i.test(key))
        .flatMap((one) => addressesOf(one.value, endpoints));
    case 'made':
      return [...addressesOf(value.by, endpoints), ...value.given.flatMap((one) => addressesOf(one.value, endpoints))];
    case 'member':
      return addressesOf(value.of, endpoints);
    case 'list':
      return value.items.flatMap((one) => addressesOf(one, endpoints));
    default:
      return [];
  }
}
