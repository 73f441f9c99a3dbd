import { at, isObject, type Json, type JsonObject, listAt, numberAt, textAt } from '../../../model/json.ts';
import type { Stage } from '../../../model/official.ts';
import { isPageFamily, PAGE_FAMILIES } from './families.ts';
import { isPageMisbehaviour, PAGE_MISBEHAVIOURS } from './misbehaviours.ts';
import { simulatedPage, type SimulatedPage, type Word } from './simulated-page.ts';
import { lastOf, type StoryLamp, type StoryUpdate } from './story.ts';

/** The simulated status pages of a sandbox, by their names. */
export type PageRack = {
  readonly all: () => ReadonlyMap<string, SimulatedPage>;
  /** Sets up a page, in place of one with the same name. Throws a RangeError where there may be none such. */
  readonly add: (name: string, family: string, lamps: readonly StoryLamp[]) => SimulatedPage;
};

const PAGES_MAX = 100;

export function pageRack(): PageRack {
  const pages = new Map<string, SimulatedPage>();
  return {
    all: () => pages,
    add: (name, family, lamps) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
        throw new RangeError(`${JSON.stringify(name)} cannot be a page of the sandbox`);
      if (!isPageFamily(family)) throw new RangeError(`The vendors are ${Object.keys(PAGE_FAMILIES).join(', ')}`);
      if (pages.size >= PAGES_MAX && !pages.has(name)) throw new RangeError(`There are ${PAGES_MAX} pages already`);
      const page = simulatedPage(name, family, lamps);
      pages.set(name, page);
      return page;
    },
  };
}

export function describePage(url: string, name: string, page: SimulatedPage): JsonObject {
  const { lamps, incidents } = page.story();
  return {
    name,
    url: `${url}/_pages/${name}`,
    family: page.family,
    misbehaves: page.misbehaves(),
    lamps: lamps.map(({ id, name: called }) => ({ id, name: called })),
    incidents: incidents.map((one) => ({
      id: one.id,
      title: one.title,
      stage: lastOf(one).stage,
      level: lastOf(one).level,
    })),
    asked: page.seen().length,
  };
}

/**
 * Does what somebody wants of a page: `{"family":"statuspage","lamps":[{"id","name"}]}` sets it up, `{"say":{"id","stage",…}}` has it tell
 * something, `{"misbehave":"challenge"}` and `{"misbehave":null}` throw the switch. Returns what is wrong with the wish, null when it is
 * done.
 */
export function turnPage(rack: PageRack, name: string, wish: Json): string | null {
  if (!isObject(wish)) return 'The body has to be a JSON object.';
  const family = at(wish, 'family');
  if (family !== undefined) {
    try {
      rack.add(
        name,
        textAt(wish, 'family'),
        listAt(wish, 'lamps').map((lamp) => ({ id: textAt(lamp, 'id'), name: textAt(lamp, 'name') })),
      );
    } catch (error) {
      return error instanceof Error ? error.message : 'This cannot be a page.';
    }
  }
  const page = rack.all().get(name);
  if (page === undefined) return 'There is no such page yet: "family" and "lamps" set one up.';
  const how = at(wish, 'misbehave');
  if (how !== undefined) {
    if (how !== null && (typeof how !== 'string' || !isPageMisbehaviour(how)))
      return `"misbehave" has to be null or one of ${Object.keys(PAGE_MISBEHAVIOURS).join(', ')}.`;
    page.misbehave(how);
  }
  const said = at(wish, 'say');
  if (said === undefined) return null;
  const word = wordIn(said);
  if (typeof word === 'string') return word;
  page.say(word);
  return null;
}

const STAGES: readonly Stage[] = ['investigating', 'identified', 'monitoring', 'resolved'];
const LEVELS: readonly StoryUpdate['level'][] = ['operational', 'degraded', 'partial', 'major'];

function wordIn(said: Json): Word | string {
  const stage = STAGES.find((one) => one === textAt(said, 'stage'));
  const level = LEVELS.find((one) => one === textAt(said, 'level'));
  const id = textAt(said, 'id');
  if (id === '' || stage === undefined) return `"say" needs an "id" and a "stage": ${STAGES.join(', ')}.`;
  if (at(said, 'level') !== undefined && level === undefined) return `"level" is one of ${LEVELS.join(', ')}.`;
  const [title, text] = [textAt(said, 'title'), textAt(said, 'text')];
  const lamps = listAt(said, 'lamps').filter((one) => typeof one === 'string');
  return {
    id,
    stage,
    ...(title !== '' && { title }),
    ...(text !== '' && { text }),
    ...(level !== undefined && { level }),
    ...(lamps.length > 0 && { lamps }),
    ...(numberAt(said, 'atMs') > 0 && { atMs: numberAt(said, 'atMs') }),
  };
}
