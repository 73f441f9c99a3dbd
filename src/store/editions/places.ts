import { join } from 'node:path';

/** Where everything of a slot lies. What is in `public` may be served as it is; what is in `work` is nobody else's business. */
export type Places = {
  readonly published: string;
  /** A link to the edition that is current, `editions/<id>`. It is replaced as a whole, and is all that says what is current. */
  readonly pointer: string;
  /** One folder for each edition that was published, by its id: `edition.json` and its content. Nothing in them ever changes. */
  readonly editions: string;
  readonly work: string;
  /** The same for those that nobody has published yet. */
  readonly staged: string;
  /** Every move of the pointer, one JSON text a line. */
  readonly moves: string;
  readonly builds: string;
  readonly buildLock: string;
  readonly moveLock: string;
};

/** The name of the file that says what is known of an edition. */
export const EDITION_FILE = 'edition.json';

export function placesOf(folder: string, slot: string): Places {
  const published = join(folder, 'public', slot);
  const work = join(folder, 'work', slot);
  return {
    published,
    pointer: join(published, 'current'),
    editions: join(published, 'editions'),
    work,
    staged: join(work, 'staged'),
    moves: join(work, 'moves.ndjson'),
    builds: join(work, 'builds.json'),
    buildLock: join(work, 'build.lock'),
    moveLock: join(work, 'move.lock'),
  };
}
