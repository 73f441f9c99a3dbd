import { setFlagsFromString } from 'node:v8';

/**
 * V8 begins a full collection whenever what lies outside its heap has grown by 64 MB. Bodies lie there, so with bodies of a megabyte all that
 * lives in the process is marked at every fortieth request, which costs more than all that is done with them. This has V8 count what is
 * outside together with its heap: fewer collections, for more memory (bench/README.md). Only for a process of our own, and where it was tried;
 * Node 22 has no such flag.
 */
export function collectLess(nodeVersion = process.versions.node): void {
  if (isTried(nodeVersion)) setFlagsFromString('--external-memory-accounted-in-global-limit');
}

export function isTried(nodeVersion: string): boolean {
  return nodeVersion.startsWith('24.') || nodeVersion.startsWith('26.');
}
