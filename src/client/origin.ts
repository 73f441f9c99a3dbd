import type { Help } from './help.ts';
import type { Served } from './served.ts';

/** Who gave an answer, and what help there was then. It stays with the answer, so that an app can always say who it was and why. */
export type Origin = Pick<Served, 'request' | 'servedBy' | 'mode' | 'lost'> & {
  readonly help: Help;
  /** Ms since 1970. */
  readonly atMs: number;
};

export function originOf(
  { request, servedBy, mode, lost }: Omit<Origin, 'help' | 'atMs'>,
  help: Help,
  atMs: number,
): Origin {
  return { request, servedBy, mode, lost, help, atMs };
}
