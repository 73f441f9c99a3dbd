import type { CallSite, Trace } from '../../model/audit.ts';
import { lasted } from '../../page/words.ts';

/** What becomes of an error of a call, in a few words. */
export const ON_ERROR: Readonly<Record<CallSite['onError']['value'], string>> = {
  nothing: 'not caught here',
  rethrown: 'passed on',
  'status-to-caller': 'told to the caller',
  'message-to-caller': 'told to the caller',
  'next-provider': 'another is asked',
  static: 'a fixed answer',
  empty: 'looks empty',
  fabricated: 'made-up data',
  'error-as-output': 'error as the answer',
  allowed: 'let through',
  ended: 'the program ends',
  ignored: 'ignored',
  unknown: 'not known',
};

/** When a call has failed for good, as far as that is known. */
export function givesUpWords({ worstMs, timeoutMs }: CallSite): string {
  if (timeoutMs.value === null) return 'never';
  if (typeof worstMs.value === 'number')
    return `${lasted(worstMs.value)}${worstMs.by === 'default' ? ' (by the SDK)' : ''}`;
  return typeof timeoutMs.value === 'number' ? `${lasted(timeoutMs.value)} each time` : 'not known';
}

/** What a call is replaced by. */
export function fallbackWords(fallback: CallSite['fallback']['value']): string {
  if (fallback === 'unknown') return 'not known';
  switch (fallback.kind) {
    case 'none':
      return 'nothing';
    case 'static':
      return 'a fixed answer';
    case 'same-provider':
      return `the same again (${fallback.to.join(', ')})`;
    case 'other-provider':
      return fallback.to.join(', ');
  }
}

/** What shows a dependency without being a call. */
export const TRACES: Readonly<Record<Trace['kind'], string>> = {
  client: 'clients made',
  dependency: 'packages',
  key: 'names of keys',
  address: 'addresses',
  model: 'models in settings',
  setting: 'settings',
  ci: 'uses in workflows',
  image: 'images',
  infrastructure: 'resources in a cloud',
  'wrapper-use': 'calls of functions that ask a model',
  tool: 'settings of assistants',
};
