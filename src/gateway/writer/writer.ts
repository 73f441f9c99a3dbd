import type { World } from '../../world/world.ts';
import { type Documents, openDocuments } from '../documents/documents.ts';
import type { Live } from '../gateway.ts';
import { type Audience, event, openAudience } from '../status-page/audience.ts';

/** What the writer's pages are served from. */
export type Writer = {
  /** Those in the folder of the configuration in effect; null where it names none. */
  readonly documents: () => Documents | null;
  /** All pages that are open now. */
  readonly audience: Audience;
  readonly close: () => void;
};

export function openWriter(world: Pick<World, 'after' | 'wallMs'>, live: () => Live): Writer {
  let open: { readonly folder: string; readonly documents: Documents } | null = null;
  const audience = openAudience(world, () => audience.tell(event('beat', { atMs: world.wallMs() })));
  return {
    documents: () => {
      const { folder } = live().config.writer;
      if (folder === null) return null;
      if (open?.folder !== folder) open = { folder, documents: openDocuments(folder, world.wallMs) };
      return open.documents;
    },
    audience,
    close: audience.close,
  };
}
