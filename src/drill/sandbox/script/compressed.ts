import { gzipSync } from 'node:zlib';
import { successHead, wellBody, type Draft, type Script } from './script.ts';

const GZIP = { 'content-encoding': 'gzip' };
const BOMB_BYTES = 16 * 1024 * 1024;

/** Bytes that were never compressed, whatever the head says. */
export function gzipGarbage(draft: Draft): Script {
  return compressed(draft, Buffer.from('this was never compressed, whatever the head says'));
}

/** Half of what the right answer comes to. */
export function gzipCut(draft: Draft): Script {
  const bytes = gzipSync(wellBody(draft));
  return compressed(draft, bytes.subarray(0, Math.floor(bytes.length / 2)));
}

export function zipBomb(draft: Draft): Script {
  return compressed(draft, gzipSync(Buffer.alloc(BOMB_BYTES)));
}

function compressed(draft: Draft, bytes: Uint8Array): Script {
  return [successHead(draft, GZIP), { do: 'write', bytes }, { do: 'end' }];
}
