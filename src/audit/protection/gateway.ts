import { matches } from '../../model/route.ts';
import type { Fallback, Known } from '../../model/audit.ts';
import { textOf, valuesIn } from '../facts/value.ts';
import { FAMILIES } from '../find/families.ts';
import { calledIn, named } from '../find/provider.ts';
import type { Found } from '../find/sites.ts';
import { leadsTo, type OwnGateway } from '../settings/own-gateway.ts';
import { sharedDomains } from './domains.ts';

/** What a gateway of Failsoft does for a call that is led to it; null where none is, or it has nobody else to ask. */
export function fallbackBehind(found: Found, own: OwnGateway | null): Known<Fallback> | null {
  // Vectors of another model are of another space, and pictures and sound have no ladder.
  if (own === null || found.api !== 'chat' || !isLed(found, own)) return null;
  const model = found.model.value === 'unknown' ? '' : found.model.value;
  const route = own.routes.find(({ match }) => matches(match, model));
  const providers = (route?.ladder ?? []).flatMap(({ provider }) => (provider === null ? [] : [provider]));
  const [first, ...others] = providers;
  const to = [...new Set(others)].filter((one) => first !== undefined && sharedDomains(first, one).whole.length === 0);
  if (to.length === 0) return null;
  return {
    value: { kind: 'other-provider', when: [], to },
    by: 'config',
    at: { file: own.file, line: 1 },
    because: 'the ladder of the gateway that it is led to',
  };
}

/** By a variable that the SDK or the code reads, or by an address in the code. */
function isLed({ file, match, given, facts, address }: Found, { led, listen }: OwnGateway): boolean {
  // Settings speak for the folder that they lie in.
  const near = led.filter((one) => file.startsWith(one.file.slice(0, one.file.lastIndexOf('/') + 1)));
  const variables = new Set(near.map(({ variable }) => variable));
  if (address.value !== 'unknown' && leadsTo(address.value, listen)) return true;
  const made = match?.path.steps.slice(0, -1).flatMap((step) => step.given ?? []) ?? [];
  const names = match?.signature.arguments.address ?? [];
  const written = match === null ? [] : [...named([...made, ...given], names), ...calledIn(match.path.steps, names)];
  const parts = written.flatMap(valuesIn);
  if (parts.some((one) => one.is === 'variable' && variables.has(one.name))) return true;
  if (parts.some((one) => leadsTo(textOf(one) ?? '', listen))) return true;
  if (match === null)
    return [...variables].some((name) => address.value !== 'unknown' && address.value.startsWith(`{${name}}`));
  const { environment, addressFromEnvironment } = match.signature;
  const isByItself = written.length === 0 && addressFromEnvironment.includes(FAMILIES[facts.language]);
  return isByItself && environment.addresses.some((name) => variables.has(name));
}
