import type { Printed } from '../../../model/edition.ts';
import { FORMS } from '../../../model/slot.ts';
import { sha256Hex } from '../../../world/hashes.ts';

/** An edition of a slot with this content, made at this time. */
export function printed(slot: string, body: string, createdAtMs = 1_790_000_000_000): Printed {
  const sha256 = sha256Hex(body);
  return {
    body,
    edition: {
      schema: 'failsoft.edition/v1',
      id: sha256.slice(0, 20),
      slot,
      locale: null,
      format: 'markdown',
      file: FORMS.markdown.file,
      bytes: Buffer.byteLength(body),
      sha256,
      createdAtMs,
      created: new Date(createdAtMs).toISOString(),
      staleAtMs: null,
      expiresAtMs: null,
      model: 'm',
      servedBy: 'best/m',
      request: 'req_1',
      prompt: '',
      inputs: '',
      sources: [],
      previous: null,
      checks: [],
    },
  };
}
