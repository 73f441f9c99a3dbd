import type { Built } from './build.ts';
import type { Kept } from './shelf.ts';

/**
 * What the operator reads of the end of a build; empty when there is nothing new. A slot that comes to nothing for a week says so once.
 */
export function endLine(
  slot: string,
  { outcome, said, edition, builds }: Built,
  before: Pick<Kept, 'printed' | 'builds'>,
): string {
  switch (outcome) {
    case 'failed':
    case 'held': {
      if (builds !== null && builds.failures > 1) return '';
      const stays =
        before.printed === null ? 'Nothing is published yet' : `That of ${before.printed.edition.created} stays`;
      return `The edition of ${slot} was not renewed (${said}). ${stays}; failsoft editions list says how it goes on.`;
    }
    case 'waiting':
      return `An edition of ${slot} waits for approval: failsoft editions approve ${slot} ${edition ?? ''}`.trimEnd();
    case 'published':
    case 'confirmed':
      return before.builds.failures > 0 ? `The edition of ${slot} is renewed again.` : '';
    case 'resting':
    case 'elsewhere':
      return '';
  }
}
