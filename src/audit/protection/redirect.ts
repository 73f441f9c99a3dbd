// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Known } from '../../model/audit.ts';
import { type Value, valuesIn } from '../facts/value.ts';
import { FAMILIES } from '../find/families.ts';
import { calledIn, named } from '../find/provider.ts';
import type { Found } from '../find/sites.ts';

/** Whether a call can be sent elsewhere without changing the code: for a gateway, or for a drill. */
export function redirectableOf(found: Found): Known<'environment' | 'setting' | 'no'> {
  const { match, given, facts, file, call, address } = found;
  const at = { file, line: call.line };
  const say = (value: 'environment' | 'setting' | 'no', because: string): Known<'environment' | 'setting' | 'no'> => ({
    value,
    by: 'code',
    at,
    because,
  });
  if (match === null) {
    if (address.value === 'unknown')
      return { value: 'unknown', by: 'nothing', at, because: 'the address is not in sight' };
    if (/^\{[A-Z_]\w*\}/.test(address.value)) return say('environment', 'its address comes from a variable');
    // `env.LLM_URL ?? 'https://…'`: what counts is that somebody can say otherwise.
    const sent = facts.language === 'shell' ? given.filter(({ value }) => hasPath(value)) : given.slice(0, 1);
    if (sent.some(({ value }) => addressVariable(value)))
      return say('environment', 'its address comes from a variable');
    return /^(?:https?:)?\/\/[^{]/.test(address.value)
      ? say('no', 'its address is written into the code')
      : say('setting', 'a part of its address is not written into the code');
  }
  const made = match.path.steps.slice(0, -1).flatMap((step) => step.given ?? []);
  const addresses = [
    ...named([...made, ...given], match.signature.arguments.address),
    ...calledIn(match.path.steps, match.signature.arguments.address),
  ];
  if (addresses.length === 0) {
    const family = FAMILIES[facts.language];
    if (match.signature.addressFromEnvironment.includes(family) && match.sure)
      return {
        value: 'environment',
        by: 'default',
        at,
        because: `the SDK reads ${match.signature.environment.addresses[0] ?? 'a variable'}`,
      };
    return { value: 'unknown', by: 'nothing', at, because: 'whether the SDK can be told otherwise is not known' };
  }
  const parts = addresses.flatMap((value) => valuesIn(value));
  if (parts.some(({ is }) => is === 'variable')) return say('environment', 'its address comes from a variable');
  if (addresses.every((value) => value.is === 'text')) return say('no', 'its address is written into the code');
  return say('setting', 'its address is not written into the code');
}

/** A shell is told many things, of which the address has a path behind what is put in. */
function hasPath(value: Value): boolean {
  return value.is === 'joined' && value.parts.slice(1).some((part) => part.is === 'text' && part.text.startsWith('/'));
}

/** What a request is told besides its address. */
const BESIDES = /header|auth|key|token|body|post/i;

/** Does an address begin with a variable of the environment? */
function addressVariable(value: Value): boolean {
  switch (value.is) {
    case 'variable':
      return true;
    case 'either':
      return value.options.some(addressVariable);
    case 'joined':
      return value.parts.slice(0, 1).some(addressVariable);
    // `HttpRequest.newBuilder(URI.create(…)).header(…).build()`
    case 'made': {
      const isBesides = value.by.is === 'member' && BESIDES.test(value.by.name);
      return (!isBesides && value.given.some((one) => addressVariable(one.value))) || addressVariable(value.by);
    }
    case 'member':
      return addressVariable(value.of);
    default:
      return false;
  }
}
