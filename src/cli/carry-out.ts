import { ownVariables } from '../config/load.ts';
import { Fault } from '../model/fault.ts';
import type { Given } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { talk } from './print.ts';
import type { Chosen } from './program.ts';

/** How long what is left behind may keep the process alive after its command has ended, ms. */
const LINGER_MS = 2_000;

/** Carries a command out, and says on stderr why when it cannot be. Gives the exit code. */
export async function carryOut({ run, given }: Chosen, commands: Given['commands']): Promise<number> {
  try {
    const ending = await run({ ...given, cwd: process.cwd(), env: ownVariables(), commands });
    return typeof ending === 'number' ? ending : EXIT_CODES[ending].code;
  } catch (error) {
    const fault = Fault.from(error);
    if (fault.kind === 'cancelled') return EXIT_CODES.interrupted.code;
    // Mistakes of a file begin with their place, so that editors can go there.
    const placed = /^\S+:\d+:\d+ /.test(fault.message);
    talk.line(placed ? fault.message : `${talk.paint('red', 'failsoft:')} ${fault.message}`);
    if (fault.kind === 'bug' && fault.cause instanceof Error) talk.line(fault.cause.stack ?? fault.cause.message);
    return fault.kind === 'configuration' ? EXIT_CODES.usage.code : EXIT_CODES.failing.code;
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}
