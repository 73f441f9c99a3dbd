import { setFlagsFromString } from 'node:v8';

/**
 * V8 begins a full collection whenever what lies outside its heap has grown by 64 MB. Bodies lie there, so with bodies of a megabyte at every
 * fortieth request all that lives in the process is marked, which costs more than all that is done with them. This has it count what is outside together with
 * its heap. Only for a process of our own, and where it was tried: by 3 to 1 in CPU time, for a third more memory (bench/README.md).
 */
export function collectLess(nodeVersion = process.versions.node): void {
  if (nodeVersion.startsWith('24.')) setFlagsFromString('--external-memory-accounted-in-global-limit');
}
