import { Fault } from '../../model/fault.ts';
import type { BelowRung } from '../../model/route.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';
import type { Below, Kept } from './below.ts';
import { editionAnswer } from './edition-rung.ts';

/** Where the rungs below the models look for something to give. `kept`: what was kept for the same question. */
export function lookBelow(asked: Asked, engine: Pick<Engine, 'editions' | 'promises'>, kept: Kept): Below {
  return {
    look: (rung, found) => {
      switch (rung.kind) {
        case 'cache':
          return kept.look(rung, found);
        case 'edition':
          found(editionAnswer(rung, asked, engine.editions));
          return () => {};
        case 'defer':
          return engine.promises.promise(rung, asked, found);
      }
    },
    has: (rung) => {
      switch (rung.kind) {
        case 'cache':
          return kept.has(rung);
        case 'edition':
          return engine.editions.shown(rung.slot) !== null;
        case 'defer':
          return engine.promises.areKept();
      }
    },
  };
}

const NOTHING_IN: Readonly<Record<BelowRung['kind'], string>> = {
  cache: 'Nothing is kept in the cache',
  edition: 'No edition is published',
  defer: 'Nothing can be promised',
};

/** Why the next rung comes. */
export function nothingIn({ kind }: BelowRung): Fault {
  return new Fault('not-kept', NOTHING_IN[kind]);
}
