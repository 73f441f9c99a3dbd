import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTAGE_NAMES } from '../src/drill/simulator/scenario/named.ts';
import { DIALECTS, WAYS } from './fixtures/client.ts';
import { CATALOGUE, CATALOGUE_SIZE, ROWS } from './wall/catalogue.ts';
import { allCells, nameOf, someCells } from './wall/cells.ts';
import { BESIDES } from './wall/picture.ts';
import { PLAY_NAMES } from './wall/plays.ts';
import { raiseWall } from './wall/raise.ts';
import { simulateCell, simulatedCells } from './wall/simulated.ts';

describe('the catalogue of known faults', () => {
  it('has a row for every number, and no other', () => {
    expect(Object.keys(CATALOGUE)).toEqual(Array.from({ length: CATALOGUE_SIZE }, (_, index) => String(index + 1)));
    expect(new Set(ROWS.map(([, { name }]) => name)).size).toBe(ROWS.length);
  });

  it.each(ROWS)('says of row %s where it is played, and names only what there is', (_, row) => {
    const { sockets, simulated = [], tests = [], why = '' } = row;
    expect(sockets.length + simulated.length + tests.length).toBeGreaterThan(0);
    for (const play of sockets) expect(PLAY_NAMES).toContain(play);
    for (const outage of simulated) expect(OUTAGE_NAMES).toContain(outage);
    for (const [file, title] of tests) {
      expect(existsSync(file)).toBe(true);
      expect(titlesIn(file).some((one) => one.includes(title))).toBe(true);
    }
    if (sockets.length === 0) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  it('leaves nothing out that can be played', () => {
    const named = new Set(ROWS.flatMap(([, { sockets, simulated = [] }]) => [...sockets, ...simulated, ...BESIDES]));
    expect([...PLAY_NAMES, ...OUTAGE_NAMES].filter((name) => !named.has(name))).toEqual([]);
  });
});

/** The titles of the tests in a file, as they are written. */
function titlesIn(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/\bit(?:\.\w+)*\(\s*(['"`])(.*?)\1/gs)].map(
    ([, , title]) => title ?? '',
  );
}

it.each([
  ['the part that is raised here', someCells()],
  ['all of it', allCells()],
])('every caller and every standby meets everything: %s', (_, cells) => {
  for (const play of PLAY_NAMES) {
    const row = cells.filter((cell) => cell.play === play);
    expect(new Set(row.map(({ way }) => way))).toEqual(new Set(WAYS));
    expect(new Set(row.map(({ standby }) => standby))).toEqual(new Set(DIALECTS));
  }
});

describe('nobody gets less than was sent: all of it, or its beginning and an explicit error', () => {
  it('on real sockets', async () => {
    const verdicts = await raiseWall(someCells());
    expect(verdicts.length).toBeGreaterThan(1_000);
    expect(
      verdicts.filter(({ outcome }) => outcome === 'wrong').map(({ cell, why }) => `${nameOf(cell)}: ${why}`),
    ).toEqual([]);
  }, 300_000);

  it.each(simulatedCells())('in the simulator: $outage, $way, streamed: $streamed', (cell) => {
    expect(simulateCell(cell)).toMatchObject({ outcome: expect.stringMatching(/saved|told/) });
  });
});
