import type { Part } from '../../model/conversation.ts';
import { cacheOf, withHint } from '../cache-hints.ts';
import { at, isArray, textAt, type Json, type JsonObject } from '../../model/json.ts';
import {
  bad,
  fieldOf,
  flagField,
  join,
  loseOthers,
  objectField,
  objectOf,
  requiredText,
  textField,
  type Losses,
} from '../fields.ts';
import { citationsOf } from './citations.ts';

/** What reading a request finds besides the conversation itself. */
export type Finds = {
  readonly losses: Losses;
  /** Tools that were called or loaded by name. A deferred tool that is not among them was never shown to the model. */
  readonly namedTools: Set<string>;
};

/** The parts of a content field: a text or a list of blocks. */
export function parseContent(content: Json | undefined, path: string, finds: Finds): readonly Part[] {
  if (content === undefined) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!isArray(content)) throw bad(path, 'a text or a list of blocks was expected');
  return content.flatMap((block, index) => parseBlock(block, join(path, index), finds));
}

function parseBlock(value: Json, path: string, finds: Finds): readonly Part[] {
  const block = objectOf(value, path);
  const type = requiredText(block, 'type', path);
  const { losses } = finds;
  switch (type) {
    case 'text':
      loseOthers(block, ['type', 'text', 'citations', 'cache_control'], type, losses);
      return [{ type, text: requiredText(block, 'text', path), ...citationsOf(block), ...cacheOf(block, losses) }];
    case 'image':
      loseOthers(block, ['type', 'source', 'cache_control'], type, losses);
      return withHint(parseMedia(block, { path, urlType: 'image/*', name: '' }, finds), cacheOf(block, losses));
    case 'document':
      return parseDocument(block, path, finds);
    case 'thinking':
      loseOthers(block, ['type', 'thinking', 'signature'], type, losses);
      return [
        { type, text: textField(block, 'thinking', path) ?? '', signature: textField(block, 'signature', path) ?? '' },
      ];
    case 'redacted_thinking':
      loseOthers(block, ['type', 'data'], type, losses);
      return [{ type: 'sealed-thinking', data: requiredText(block, 'data', path) }];
    case 'tool_use':
      return [parseToolUse(block, path, finds)];
    case 'tool_result':
      return [parseResult(block, path, finds)];
    default:
      return parseRarer(type, block, path, finds);
  }
}

/** Blocks that have no part of their own here: what can be said in plain text is, the rest is noted. */
function parseRarer(type: string, block: JsonObject, path: string, { losses, namedTools }: Finds): readonly Part[] {
  switch (type) {
    case 'search_result':
      loseOthers(block, ['type', 'title', 'source', 'content', 'citations'], type, losses);
      if (at(block, 'citations', 'enabled') === true) losses.lose('citations', 'behavioural');
      return [{ type: 'text', text: searchResultText(block, path) }];
    case 'tool_reference': {
      const name = requiredText(block, 'tool_name', path);
      namedTools.add(name);
      losses.lose(type, 'cosmetic');
      return [{ type: 'text', text: `The tool ${name} is loaded.` }];
    }
    case 'tool_addition': {
      const name = textAt(block, 'tool', 'name') || textAt(block, 'tool', 'tool_name');
      namedTools.add(name);
      losses.lose(type, 'cosmetic');
      return [{ type: 'text', text: `The tool ${name} is available from now on.` }];
    }
    case 'tool_removal': {
      const name = textAt(block, 'tool', 'name') || textAt(block, 'tool', 'tool_name');
      losses.lose(type, 'behavioural');
      return [{ type: 'text', text: `The tool ${name} is no longer available.` }];
    }
    case 'tool_search_tool_result':
      for (const found of [at(block, 'content', 'tool_references')].flatMap((list) => (isArray(list) ? list : []))) {
        namedTools.add(textAt(found, 'tool_name'));
      }
      losses.lose('tool_search', 'behavioural');
      return [];
    case 'compaction':
      // It stands for all that was said before it.
      losses.lose(type, 'behavioural');
      return textAt(block, 'content') === '' ? [] : [{ type: 'text', text: textAt(block, 'content') }];
    case 'container_upload':
      losses.lose(type, 'blocking');
      return [];
    default:
      // The work of a provider's own tools in earlier turns, and blocks that are newer than this code. What the model made of
      // them stands in the text beside them.
      losses.lose(type, 'behavioural');
      return [];
  }
}

function searchResultText(block: JsonObject, path: string): string {
  const heading = [textField(block, 'title', path), textField(block, 'source', path)].filter(Boolean).join(' — ');
  const content = fieldOf(block, 'content');
  const texts = isArray(content) ? content.map((piece) => textAt(piece, 'text')) : [];
  return [heading, ...texts].filter(Boolean).join('\n');
}

function parseResult(block: JsonObject, path: string, finds: Finds): Part {
  loseOthers(block, ['type', 'tool_use_id', 'content', 'is_error', 'cache_control'], 'tool_result', finds.losses);
  return {
    type: 'tool-result',
    callId: requiredText(block, 'tool_use_id', path),
    parts: parseContent(fieldOf(block, 'content'), join(path, 'content'), finds),
    failed: flagField(block, 'is_error', path),
    ...cacheOf(block, finds.losses),
  };
}

function parseToolUse(block: JsonObject, path: string, { losses, namedTools }: Finds): Part {
  loseOthers(block, ['type', 'id', 'name', 'input', 'caller'], 'tool_use', losses);
  const caller = textAt(block, 'caller', 'type');
  if (caller !== '' && caller !== 'direct') losses.lose('tool_use.caller', 'behavioural');
  const name = requiredText(block, 'name', path);
  namedTools.add(name);
  return {
    type: 'tool-call',
    id: requiredText(block, 'id', path),
    name,
    input: objectField(block, 'input', path) ?? {},
  };
}

function parseDocument(block: JsonObject, path: string, finds: Finds): readonly Part[] {
  const { losses } = finds;
  loseOthers(block, ['type', 'source', 'title', 'context', 'citations', 'cache_control'], 'document', losses);
  if (at(block, 'citations', 'enabled') === true) losses.lose('citations', 'behavioural');
  const context = textField(block, 'context', path) ?? '';
  const name = textField(block, 'title', path) ?? '';
  const media = parseMedia(block, { path, urlType: 'application/pdf', name }, finds);
  const document = withHint(media, cacheOf(block, losses));
  return context === '' ? document : [{ type: 'text', text: context }, ...document];
}

type MediaPlace = { readonly path: string; readonly urlType: string; readonly name: string };

function parseMedia(block: JsonObject, { path, urlType, name }: MediaPlace, finds: Finds): readonly Part[] {
  const source = objectField(block, 'source', path);
  const place = join(path, 'source');
  if (source === undefined) throw bad(place, 'this field is required');
  const kind = requiredText(source, 'type', place);
  switch (kind) {
    case 'base64': {
      const data = requiredText(source, 'data', place);
      return [{ type: 'media', mediaType: requiredText(source, 'media_type', place), source: { kind, data }, name }];
    }
    case 'url':
      return [{ type: 'media', mediaType: urlType, source: { kind, url: requiredText(source, 'url', place) }, name }];
    case 'text': {
      const mediaType = textField(source, 'media_type', place) ?? 'text/plain';
      const data = Buffer.from(requiredText(source, 'data', place)).toString('base64');
      return [{ type: 'media', mediaType, source: { kind: 'base64', data }, name }];
    }
    case 'content':
      return parseContent(fieldOf(source, 'content'), join(place, 'content'), finds);
    default:
      // A file that lies at the provider, or a source that nobody knows: without it the answer would be about nothing.
      finds.losses.lose(`source.${kind}`, 'blocking');
      return [];
  }
}
