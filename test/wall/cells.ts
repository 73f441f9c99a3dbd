import { type Dialect, dialectOf, DIALECTS, type Way, WAYS } from '../fixtures/client.ts';
import { PLAY_NAMES, playOf, type PlayName, strikes } from './plays.ts';

/** One stone of the wall: what goes wrong, who asks, who is asked and fails, and who is asked then. */
export type Cell = {
  readonly play: PlayName;
  readonly way: Way;
  readonly streamed: boolean;
  readonly primary: Dialect;
  readonly standby: Dialect;
};

export const nameOf = ({ play, way, streamed, primary, standby }: Cell): string =>
  `${play} · ${way} · ${streamed ? 'stream' : 'whole'} · ${primary}, then ${standby}`;

/** The forms in which a caller of this kind can be answered. */
const formsOf = (way: Way): readonly boolean[] => (way === 'gemini-list' ? [true] : [true, false]);

/**
 * Everything × caller × stream or not × standby, the first provider being of the caller's own dialect; and everything × caller ×
 * stream or not × first provider of another dialect, the standbys taking turns.
 */
export function allCells(): readonly Cell[] {
  return PLAY_NAMES.flatMap((play, row) =>
    WAYS.flatMap((way, column) =>
      formsOf(way).flatMap((streamed) =>
        DIALECTS.flatMap((primary, place): readonly Cell[] => {
          const cell = { play, way, streamed, primary };
          if (primary === dialectOf(way)) return DIALECTS.map((standby) => ({ ...cell, standby }));
          return [{ ...cell, standby: turn(row + column + place) }];
        }),
      ),
    ),
  );
}

/**
 * A part of the wall in which every caller meets everything, in each form that it spoils, and every dialect is the standby of
 * everything. Every third caller asks a first provider of another dialect, if there is such a thing in that dialect.
 */
export function someCells(): readonly Cell[] {
  return PLAY_NAMES.flatMap((play, row) =>
    WAYS.flatMap((way, column) =>
      formsOf(way)
        .filter((streamed) => spoils(play, streamed) || formsOf(way).length === 1)
        .map((streamed, form): Cell => {
          const place = row + column + form;
          const other = turn(row + form);
          const primary = place % 3 === 0 && strikes(play, streamed, other) ? other : dialectOf(way);
          return { play, way, streamed, primary, standby: turn(row + column) };
        }),
    ),
  );
}

function turn(place: number): Dialect {
  return DIALECTS[place % DIALECTS.length] ?? 'anthropic';
}

function spoils(play: PlayName, streamed: boolean): boolean {
  const { applies } = playOf(play);
  return applies === 'both' || (applies === 'stream') === streamed;
}
