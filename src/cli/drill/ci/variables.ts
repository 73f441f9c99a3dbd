import type { Knowledge } from '../../../audit/signatures/load.ts';
import type { Variables } from '../../../config/environment.ts';
import { type Asked, ASKED } from '../../../drill/presets.ts';
import type { Sandbox } from '../../../drill/sandbox/sandbox.ts';
import { Fault } from '../../../model/fault.ts';

/** What is presented in the place of keys, so that no real one is used in a drill, wherever a request goes. */
export const NO_KEY = 'failsoft-drill';
/** Says to tests that an outage is played, and which one. */
export const PLAYED = 'FAILSOFT_DRILL';

/** Who stands behind which SDK, by what the audit calls its provider, and what its address ends in. */
const SDKS: Readonly<Record<string, { readonly asked: Asked; readonly ending: string }>> = {
  anthropic: { asked: 'anthropic', ending: '' },
  openai: { asked: 'openai', ending: '/v1' },
  google: { asked: 'gemini', ending: '' },
  ollama: { asked: 'ollama', ending: '' },
};

/** What leads the usual SDKs to a sandbox: the variables of their addresses and keys, as the audit knows them. */
export function variablesFor({ signatures }: Knowledge, { url }: Sandbox): Variables {
  const entries = signatures.flatMap(({ provider, environment }) => {
    const sdk = SDKS[provider];
    if (sdk === undefined) return [];
    return [
      ...environment.addresses.map((name) => [name, `${url}/${sdk.asked}${sdk.ending}`]),
      ...environment.keys.map((name) => [name, NO_KEY]),
    ];
  });
  return Object.fromEntries(entries);
}

/** The same for variables of a project's own, written `LLM_URL=anthropic,OTHER=openai/v1`. Throws a `configuration` fault. */
export function ownVariablesFor(text: string | null, { url }: Sandbox): Variables {
  const entries = (text ?? '').split(',').flatMap((one) => {
    if (one.trim() === '') return [];
    const [, name, asked, path = ''] = /^\s*([A-Za-z_]\w*)=([a-z]+)(\/\S*)?\s*$/.exec(one) ?? [];
    if (name === undefined || !ASKED.some((known) => known === asked))
      throw new Fault(
        'configuration',
        `--variables takes names and whom they lead to (${ASKED.join(', ')}), such as LLM_URL=openai/v1, not "${one}".`,
      );
    return [[name, `${url}/${asked}${path}`]];
  });
  return Object.fromEntries(entries);
}
