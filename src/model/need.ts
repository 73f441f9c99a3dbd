import type { Conversation, Part } from './conversation.ts';

/** What a conversation can ask of a model beyond words. */
export const NEEDS = ['web-search', 'images', 'pdf', 'audio', 'video', 'tools', 'json-schema'] as const;
export type Need = (typeof NEEDS)[number];

/** What this conversation asks of whoever answers it. */
export function needsOf({ messages, tools, toolChoice, output, webSearch }: Conversation): ReadonlySet<Need> {
  const needs = new Set<Need>();
  if (webSearch !== undefined) needs.add('web-search');
  if (output.kind === 'schema') needs.add('json-schema');
  if (tools.length > 0 && toolChoice.kind !== 'none') needs.add('tools');
  for (const { parts } of messages) addNeeds(needs, parts);
  return needs;
}

function addNeeds(needs: Set<Need>, parts: readonly Part[]): void {
  for (const part of parts) {
    if (part.type === 'tool-result') addNeeds(needs, part.parts);
    if (part.type === 'media') {
      const need = ofMedia(part.mediaType);
      if (need !== null) needs.add(need);
    }
  }
}

function ofMedia(mediaType: string): Need | null {
  if (mediaType.startsWith('image/')) return 'images';
  if (mediaType === 'application/pdf') return 'pdf';
  if (mediaType.startsWith('audio/')) return 'audio';
  return mediaType.startsWith('video/') ? 'video' : null;
}
