import type { Level, Maintenance, OfficialUpdate, Stage } from '../../../model/official.ts';
import type { Read, Way } from '../page.ts';

/** What a page tells, in its own names: the step between a vendor's format and a reading. Times are ms since 1970. */
export type Told = {
  readonly updatedAtMs: number | null;
  /** Null where the page has no lamps: then only its incidents say how things are. */
  readonly lamps: readonly Lamp[] | null;
  readonly incidents: readonly ToldIncident[];
  readonly maintenances: readonly ToldMaintenance[];
};

/** Something that the page calls by a name and an id. */
export type Named = { readonly id: string; readonly name: string };

export type Lamp = Named & { readonly level: Level };

export type ToldIncident = {
  readonly id: string;
  /** Both may hold HTML. */
  readonly title: string;
  readonly url: string;
  readonly level: Level;
  readonly stage: Stage;
  /** The lamps that it is about; null where it does not say. */
  readonly about: readonly Named[] | null;
  /** Words that its scope has besides what its text says: regions. */
  readonly scope: readonly string[];
  readonly startedAtMs: number;
  readonly postedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Do updates say when they were written? Without that, "from 13:57 to 14:20" could be of any day. */
  readonly dated: boolean;
  /** In any order; their texts may hold HTML. */
  readonly updates: readonly OfficialUpdate[];
};

export type ToldMaintenance = Pick<Maintenance, 'id' | 'title' | 'url' | 'fromMs' | 'toMs' | 'stage'> & {
  readonly about: readonly Named[] | null;
};

/**
 * What a lamp of a page is. Ids are matched first, then the beginnings of names: both get changed. `surface` is null for what is none of
 * those that we know; `part`: it is no more than a part of the surface, or one of its models.
 */
export type Place = {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly surface: string | null;
  readonly part: boolean;
};

/** How the names of a page lead to our surfaces. */
export type Subject = {
  /** Where people read the page. Its incidents lie below. */
  readonly url: string;
  /** All of its surfaces. */
  readonly surfaces: readonly string[];
  readonly places: readonly Place[];
  /** The surface that lamps with other names are parts of, which are models most of the time; null where they are none of ours. */
  readonly others: string | null;
  /** What an incident is about that names no lamp, by the words of its title; all surfaces of the page where none fits. */
  readonly words: readonly (readonly [RegExp, string])[];
};

/** A format of a vendor, whoever's page is written in it. */
export type Format = {
  readonly name: string;
  readonly asks: Way['asks'];
  readonly read: (subject: Subject) => Read;
};
