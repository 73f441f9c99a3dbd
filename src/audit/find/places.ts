import { valuesIn } from '../facts/value.ts';
import type { Found } from './sites.ts';

/** `client.send(new ConverseCommand(…))`: a command asks nothing until it is sent, maybe further down. */
export function whereSent(found: Found): Found {
  const { match, call, facts } = found;
  if (match?.pattern.path.endsWith('Command') !== true) return found;
  const sent = facts.calls.find(
    ({ written, given }) =>
      written.endsWith('.send') &&
      given.some(({ value }) => valuesIn(value).some((one) => one.is === 'made' && one.line === call.line)),
  );
  return sent === undefined ? found : { ...found, call: sent };
}

/** A chain of calls is one place: `client.post(…).send()` sends once. */
export function oncePerPlace(found: readonly Found[]): readonly Found[] {
  const seen = new Set<string>();
  const starts = new Map<string, string[]>();
  for (const { file, call } of found) {
    const key = `${file}:${call.line}`;
    starts.set(key, [...(starts.get(key) ?? []), call.written]);
  }
  return found.filter(({ file, call, match }) => {
    const isWithin = starts.get(`${file}:${call.line}`)?.some((other) => other.startsWith(`${call.written}.`));
    if (match === null && isWithin === true) return false;
    const key = `${file}:${call.line}:${call.end}:${call.written}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
