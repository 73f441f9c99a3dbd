import type { Knowledge } from '../../../audit/signatures/load.ts';
import type { Variables } from '../../../config/environment.ts';
import { type Asked, ASKED } from '../../../drill/presets.ts';
import { Fault } from '../../../model/fault.ts';

/** What is presented in the place of keys, so that no real one is used in a drill, wherever a request goes. */
export const NO_KEY = 'no-real-key-is-used-in-a-drill-of-failsoft';
/** Says to tests that an outage is played, and which one. */
export const PLAYED = 'FAILSOFT_DRILL';

/** Who stands behind which SDK, by what the audit calls its provider, and what its address ends in. */
const SDKS: Readonly<Record<string, { readonly asked: Asked; readonly ending: string }>> = {
  anthropic: { asked: 'anthropic', ending: '' },
  openai: { asked: 'openai', ending: '/v1' },
  google: { asked: 'gemini', ending: '' },
  ollama: { asked: 'ollama', ending: '' },
};

/** Where a command finds who it asks, without a slash at its end. */
type AddressOf = (asked: Asked) => string;

/** What leads the usual SDKs there: the variables of their addresses and keys, as the audit knows them. */
export function variablesFor({ signatures }: Knowledge, addressOf: AddressOf): Variables {
  const entries = signatures.flatMap(({ provider, environment }) => {
    const sdk = SDKS[provider];
    if (sdk === undefined) return [];
    return [
      ...environment.addresses.map((name) => [name, `${addressOf(sdk.asked)}${sdk.ending}`]),
      ...environment.keys.map((name) => [name, NO_KEY]),
    ];
  });
  return Object.fromEntries(entries);
}

/** A variable of a project's own that holds an address. */
export type OwnVariable = { readonly name: string; readonly asked: Asked; readonly ending: string };

/** Reads `LLM_URL=anthropic,OTHER=openai/v1`. Throws a `configuration` fault. */
export function ownVariablesIn(text: string | null): readonly OwnVariable[] {
  return (text ?? '').split(',').flatMap((one) => {
    if (one.trim() === '') return [];
    const [, name, whom, ending = ''] = /^\s*([A-Za-z_]\w*)=([a-z]+)(\/\S*)?\s*$/.exec(one) ?? [];
    const asked = ASKED.find((known) => known === whom);
    if (name === undefined || asked === undefined)
      throw new Fault(
        'configuration',
        `--variables takes names and whom they lead to (${ASKED.join(', ')}), such as LLM_URL=openai/v1, not "${one}".`,
      );
    return [{ name, asked, ending }];
  });
}

export function ownVariablesFor(own: readonly OwnVariable[], addressOf: AddressOf): Variables {
  return Object.fromEntries(own.map(({ name, asked, ending }) => [name, `${addressOf(asked)}${ending}`]));
}
