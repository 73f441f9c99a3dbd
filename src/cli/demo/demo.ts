import { type Given, isSet } from '../command.ts';
import { perform } from './perform.ts';
import { play } from './play.ts';
import { openStage } from './stage.ts';
import type { Ending } from '../exit-codes.ts';
import { out } from '../print.ts';

/** Shows a failover: to a person who throws the switches, or by itself where there is none. */
export async function run(given: Given): Promise<Ending> {
  const isWatched = process.stdin.isTTY && out.isTerminal();
  const stage = await openStage(given.cwd, isSet(given, 'fast') || !isWatched ? 'fast' : 'steady');
  try {
    if (!isWatched) return (await play(stage)) ? 'fine' : 'failing';
    await perform(stage);
  } finally {
    await stage.close();
  }
  out.line('With your own keys: set ANTHROPIC_API_KEY and OPENAI_API_KEY, and run failsoft.');
  return 'fine';
}
