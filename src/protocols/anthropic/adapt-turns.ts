import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import type { AdaptOptions } from '../protocol.ts';
import { CONTINUE, remind } from '../turns.ts';
import { blockType } from './terms.ts';

/** The turns of a caller's body as a standby of the same dialect takes them. */
export function adaptTurns(turns: readonly Json[], options: AdaptOptions, losses: Losses): readonly Json[] {
  const { quirks, foreign } = options;
  for (const turn of turns) noteMedia(at(turn, 'content'), options, losses);
  let out = foreign ? turns.flatMap((turn) => unsigned(turn, losses)) : turns;
  if (quirks.systemFirst === true) out = out.map((turn) => reminded(turn, losses));
  if (quirks.noPrefill === true && textAt(out.at(-1), 'role') === 'assistant') {
    losses.lose('prefill', 'behavioural');
    out = [...out, { role: 'user', content: CONTINUE }];
  }
  return out;
}

function noteMedia(content: Json | undefined, options: AdaptOptions, losses: Losses): void {
  const { quirks, foreign } = options;
  for (const block of isArray(content) ? content : []) {
    const type = blockType(block);
    // Other documents are texts, or blocks like those around them.
    const isPdf = type === 'document' && !/^(text|content)$/.test(textAt(block, 'source', 'type'));
    if (type === 'image' && quirks.noImages === true) losses.lose('images', 'blocking');
    if (isPdf && quirks.noPdf === true) losses.lose('PDF', 'blocking');
    const isFetched = (type === 'image' || isPdf) && textAt(block, 'source', 'type') === 'url';
    if (isFetched && quirks.noImageUrls === true) losses.lose(isPdf ? 'document URLs' : 'image URLs', 'blocking');
    // It lies at the provider that the request was meant for.
    const isKept = textAt(block, 'source', 'type') === 'file' || type === 'container_upload';
    if (foreign && isKept) losses.lose(type === 'container_upload' ? type : 'source.file', 'blocking');
    if (type === 'tool_result') noteMedia(at(block, 'content'), options, losses);
    if (type === 'document') noteMedia(at(block, 'source', 'content'), options, losses);
  }
}

/** Thinking that another maker has signed would be refused. */
function unsigned(turn: Json, losses: Losses): readonly Json[] {
  const content = at(turn, 'content');
  if (!isObject(turn) || !isArray(content)) return [turn];
  const kept = content.filter((block) => !/^(redacted_)?thinking$/.test(blockType(block)));
  if (kept.length === content.length) return [turn];
  losses.lose('thinking of earlier turns', 'cosmetic');
  return kept.length === 0 ? [] : [{ ...turn, content: kept }];
}

/** What the system says between the turns, as the user's words. Turns of one role in a row are one to Anthropic. */
function reminded(turn: Json, losses: Losses): Json {
  if (!isObject(turn) || textAt(turn, 'role') !== 'system') return turn;
  losses.lose('system between turns', 'behavioural');
  const { content } = turn;
  if (typeof content === 'string') return { role: 'user', content: remind(content) };
  return { role: 'user', content: listAt(turn, 'content').map(remindedBlock) };
}

function remindedBlock(block: Json): Json {
  if (!isObject(block) || blockType(block) !== 'text') return block;
  const said: JsonObject = { ...block, text: remind(textAt(block, 'text')) };
  return said;
}
