import { modelIn } from './scope.ts';
import { slug } from './slug.ts';
import type { Named, Place, Subject } from './told.ts';

/** Where something lies among our surfaces. `parts`: all that it is about of them; empty where it is about all. */
export type Placed = { readonly surfaces: readonly string[]; readonly parts: readonly string[] };

/**
 * What an incident or a lamp is about, by the lamps that it names, else by the words of its title. What names only lamps that are none of
 * ours is about these and no surface.
 */
export function placesOf(about: readonly Named[] | null, title: string, subject: Subject): Placed {
  if (about === null || about.length === 0) return { surfaces: surfacesByWords(title, subject), parts: [] };
  const found = about.map((named) => ({ named, place: placeOf(named, subject) }));
  const surfaces = [...new Set(found.flatMap(({ place }) => place?.surface ?? []))];
  const isWhole = found.some(({ place }) => place !== null && place.surface !== null && !place.part);
  const ours = found.filter(({ place }) => place?.surface != null);
  const narrow = ours.length > 0 ? ours : found;
  return { surfaces, parts: isWhole ? [] : [...new Set(narrow.map(({ named }) => wordOf(named)))] };
}

function placeOf({ id, name }: Named, { places, others }: Subject): Place | null {
  const lower = name.toLowerCase();
  const known =
    places.find(({ ids }) => ids.includes(id)) ??
    places.find(({ names }) => names.some((one) => lower.startsWith(one.toLowerCase())));
  return known ?? (others === null ? null : { ids: [id], names: [], surface: others, part: true });
}

function wordOf({ id, name }: Named): string {
  return modelIn(name) ?? (slug(name) || slug(id));
}

function surfacesByWords(title: string, { words, surfaces }: Subject): readonly string[] {
  const named = [...new Set(words.flatMap(([word, surface]) => (word.test(title) ? [surface] : [])))];
  if (named.length > 0) return named;
  return surfaces.length === 1 ? surfaces : [];
}
