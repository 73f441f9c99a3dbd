import { type FaultName, type PaceName, type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { type Trace, Unanswered } from '../../ask.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { askThere } from '../running/answering.ts';
import { startGateway } from '../serving/start.ts';
import { CLAUDE, simulatedConfig } from '../setup/simulated.ts';

/** The vendors that can be switched off. */
export const VENDORS = { anthropic: 'Claude', openai: 'OpenAI' } as const;

export type Vendor = keyof typeof VENDORS;

/** Two simulated vendors and a real gateway in front of them, asked over HTTP as any client would. */
export type Stage = {
  readonly url: string;
  /** Asks Claude. `hear` gets the text as it comes. Rejects only when the gateway itself is gone. */
  readonly ask: (question: string, hear: (text: string) => void) => Promise<Told>;
  readonly isOff: (vendor: Vendor) => boolean;
  readonly turn: (vendor: Vendor) => void;
  readonly close: () => Promise<void>;
};

/** How a question ended, and who had a part in it. `trouble` is empty when the answer is complete. */
export type Told = { readonly trace: Pick<Trace, 'mode' | 'servedBy' | 'attempts'> | null; readonly trouble: string };

/** What an outage looks like here. It is what Anthropic answers most often when it is in trouble: 529. */
const OUTAGE: FaultName = 'overloaded';

export async function openStage(cwd: string, pace: PaceName): Promise<Stage> {
  const sandbox = await startSandbox({ pace });
  const config = { ...simulatedConfig(sandbox), listen: { host: '127.0.0.1', port: 0 } };
  const setup = {
    config,
    reread: null,
    origin: { kind: 'sandbox', sandbox, asked: true },
    close: sandbox.close,
  } as const;
  const started = await startGateway(setup, { cwd, mayMove: false, record: false, say: () => {} });
  return {
    url: started.url,
    ask: async (question, hear) => ask(started.url, question, hear),
    ...switches(sandbox),
    close: async () => started.close(0),
  };
}

function switches(sandbox: Sandbox): Pick<Stage, 'isOff' | 'turn'> {
  const off = new Set<Vendor>();
  return {
    isOff: (vendor) => off.has(vendor),
    turn: (vendor) => {
      if (!off.delete(vendor)) off.add(vendor);
      sandbox.setFault(vendor, off.has(vendor) ? OUTAGE : null);
    },
  };
}

async function ask(url: string, text: string, hear: (text: string) => void): Promise<Told> {
  try {
    const { events, trace } = await askThere(url, { model: CLAUDE, text }, null);
    const trouble = await listen(events, hear);
    return { trace: await trace, trouble };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { trace: error.trace, trouble: error.message };
  }
}

async function listen(events: AsyncIterable<ReplyEvent>, hear: (text: string) => void): Promise<string> {
  let trouble = '';
  for await (const event of events) {
    if (event.type === 'text') hear(event.text);
    if (event.type === 'fault') trouble = event.fault.message;
  }
  return trouble;
}
