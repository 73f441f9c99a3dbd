import { describe, expect, it } from 'vitest';
import { needsOf } from '../graph.ts';
import { report, scanOf } from '../testing/reports.ts';
import { SHOP } from '../testing/shop.ts';
import { drawingOf } from './drawing.ts';

describe('the picture of what everything hangs on', () => {
  it('has each box once, and a line only between boxes that are there', () => {
    const { columns, lines } = drawingOf(needsOf(report(scanOf(), SHOP)), new Set());
    const ids = columns.flatMap(({ boxes }) => boxes.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    const drawn = lines.filter(({ from, to }) => ids.includes(from) && ids.includes(to));
    expect(new Set(drawn.flatMap(({ from, to }) => [from, to]))).toEqual(new Set(ids));
    expect(columns.map(({ title }) => title)).toEqual(['Workflow', 'Way', 'Who answers', 'What that stands on']);
  });

  it('tells what stands in from what serves first, also where one does both', () => {
    const { lines } = drawingOf(needsOf(report(scanOf(), SHOP)), new Set());
    const to = (id: string) => lines.filter((line) => line.to === id).map(({ from, isStandby }) => [from, isStandby]);
    expect(to('service:openai-api')).toEqual([
      ['code:search-answer', false],
      ['people:support-reply', true],
      ['people:moderation', false],
    ]);
  });

  it('has no column without a box, and one for what nobody knows', () => {
    const { columns } = drawingOf(needsOf(report(scanOf())), new Set());
    expect(columns.map(({ title }) => title)).toEqual(['Calls', 'Who answers', 'What that stands on']);
    const dark = drawingOf(needsOf(report(scanOf(), [{ id: 'dark' }])), new Set());
    expect(dark.columns.map(({ boxes }) => boxes.map(({ name }) => name))).toEqual([
      ['dark'],
      ['no code'],
      ['nobody knows'],
    ]);
  });
});
