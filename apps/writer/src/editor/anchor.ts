import type { Editor } from '@tiptap/core';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import { decodeRelativePosition, encodeRelativePosition } from 'yjs';
import { bytesIn, textFrom } from '../documents/base64.ts';

/** A passage that stays the same passage while others write before and in it, and over restarts. */
export type Anchor = { readonly from: string; readonly to: string };

export type Range = { readonly from: number; readonly to: number };

export function anchorOf(editor: Editor, { from, to }: Range): Anchor {
  return { from: markAt(editor, from), to: markAt(editor, to) };
}

/** Where the passage is now; null: it is gone. */
export function rangeAt(editor: Editor, anchor: Anchor): Range | null {
  const from = positionOf(editor, anchor.from);
  const to = positionOf(editor, anchor.to);
  return from === null || to === null || to < from ? null : { from, to };
}

function markAt(editor: Editor, position: number): string {
  const { type, binding } = ySyncPluginKey.getState(editor.state);
  return textFrom(encodeRelativePosition(absolutePositionToRelativePosition(position, type, binding.mapping)));
}

function positionOf(editor: Editor, mark: string): number | null {
  const { doc, type, binding } = ySyncPluginKey.getState(editor.state);
  try {
    return relativePositionToAbsolutePosition(doc, type, decodeRelativePosition(bytesIn(mark)), binding.mapping);
  } catch {
    return null;
  }
}
