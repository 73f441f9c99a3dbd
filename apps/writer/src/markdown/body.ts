import type { JSONContent } from '@tiptap/core';
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { blockText, joined, type Turn, turnOf } from './write.ts';

/** The text of a shared document. Only blocks that were changed are written anew. */
export type BodyText = {
  /** Never keeps the page from drawing for long. */
  readonly now: () => Promise<string>;
  readonly close: () => void;
};

/** A page that is busy for longer than this feels slow, ms. */
const SLICE_MS = 6;

type Kept = { readonly turn: Turn; readonly text: string };

export function openBodyText(body: Y.XmlFragment): BodyText {
  const kept = new WeakMap<object, Kept>();
  const forget = (events: readonly Y.YEvent<Y.XmlElement | Y.XmlText | Y.XmlFragment>[]): void => {
    for (const { target } of events) {
      const block = blockAround(target, body);
      if (block !== null) kept.delete(block);
    }
  };
  body.observeDeep(forget);
  const write = (block: BodyPart, turn: Turn): string => {
    const known = kept.get(block);
    if (known?.turn === turn) return known.text;
    const text = blockText(contentIn(block), turn);
    kept.set(block, { turn, text });
    return text;
  };
  const blocks = (): readonly BodyPart[] => body.toArray();
  return {
    now: async () => {
      const all = blocks();
      const theirs = turns(all);
      let startMs = performance.now();
      for (const [at, block] of all.entries()) {
        write(block, theirs[at] ?? 'even');
        if (performance.now() - startMs < SLICE_MS) continue;
        await new Promise((resolve) => setTimeout(resolve));
        startMs = performance.now();
      }
      // What was changed meanwhile is written now, so that it is the text of one moment.
      const present = blocks();
      const then = turns(present);
      return joined(present.map((block, at) => write(block, then[at] ?? 'even')));
    },
    close: () => body.unobserveDeep(forget),
  };
}

function turns(all: readonly BodyPart[]): readonly Turn[] {
  const types = all.map((one) => (one instanceof Y.XmlElement ? { type: one.nodeName } : {}));
  return types.map((_, at) => turnOf(types, at));
}

type BodyPart = ReturnType<Y.XmlFragment['toArray']>[number];

type Within = { readonly parent: Within | null };

/** The block of the body that something is in. */
function blockAround(target: Within, body: object): object | null {
  let block: Within | null = target;
  while (block !== null && block.parent !== body) block = block.parent;
  return block;
}

function contentIn(block: BodyPart): JSONContent {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Of a fragment it only reads what is in it.
  const alone = { toArray: () => [block] } as unknown as Y.XmlFragment;
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the JSON of a document.
  return (yXmlFragmentToProsemirrorJSON(alone) as JSONContent).content?.[0] ?? {};
}
