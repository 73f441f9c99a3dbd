import type { Mode } from '../model/route.ts';

/** Who answered and how, as the head of the answer says. */
export type Served = {
  /** The id under which the gateway's journal has the request. */
  readonly request: string;
  /** Null: nobody had answered yet when the head was sent. */
  readonly mode: Mode | null;
  /** `provider/model`; empty as above. */
  readonly servedBy: string;
  /** How many rungs were asked. */
  readonly attempts: number;
  /** What could not be said in the dialect of who answered, as the gateway words it; empty when all could. */
  readonly lost: string;
  /** The id of the job, where the answer is a promise for later (mode `deferred`); else empty. */
  readonly deferred: string;
};

const MODES: ReadonlySet<string> = new Set<Mode>([
  'primary',
  'standby',
  'local',
  'cache',
  'edition',
  'deferred',
  'notice',
]);

export function servedOf(headers: Headers): Served {
  const text = (name: string): string => headers.get(`x-failsoft-${name}`) ?? '';
  const mode = text('mode');
  return {
    request: text('request'),
    mode: isMode(mode) ? mode : null,
    servedBy: text('served-by'),
    attempts: Number(text('attempts')),
    lost: text('lost'),
    deferred: text('deferred'),
  };
}

function isMode(word: string): word is Mode {
  return MODES.has(word);
}
