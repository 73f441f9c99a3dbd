import { checkSpelling } from './spelling.ts';
import { numbersOf } from './numbers.ts';
import { checkStyle } from './style.ts';
import type { Report } from './report.ts';

/** Checking longer texts takes longer than a person waits, characters. */
const LENGTH_MAX = 200_000;

export async function checkText(text: string): Promise<Report> {
  const part = text.slice(0, LENGTH_MAX);
  return { spelling: await checkSpelling(part), style: await checkStyle(part), numbers: numbersOf(text) };
}
