import { type SimulatedWorld, simulatedWorld } from '../../../world/simulated.ts';
import type { WireRequest } from '../../../world/world.ts';

export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly code: string }
  | 'hang'
  | 'endless';

/** A network in which pages answer after 50 ms as they are told to. */
export type PageNetwork = {
  readonly world: SimulatedWorld;
  answer: (request: WireRequest) => Answer;
  readonly asked: { readonly atMs: number; readonly request: WireRequest }[];
  readonly counts: { open: number; openMax: number; aborted: number; bytesSent: number };
};

const PIECE = new Uint8Array(256 * 1024);

export function pageNetwork(): PageNetwork {
  const counts: PageNetwork['counts'] = { open: 0, openMax: 0, aborted: 0, bytesSent: 0 };
  const asked: PageNetwork['asked'] = [];
  const world = simulatedWorld(7, (request, on, own) => {
    asked.push({ atMs: own.nowMs(), request });
    counts.open += 1;
    counts.openMax = Math.max(counts.openMax, counts.open);
    let over = false;
    const end = (): void => {
      if (!over) counts.open -= 1;
      over = true;
    };
    const piece = (): void => {
      if (over) return;
      counts.bytesSent += PIECE.length;
      on.bytes(PIECE);
      own.arrive(1, piece);
    };
    const whole = ({ status, headers = {}, body }: Extract<Answer, { readonly status: number }>): void => {
      on.head(status, headers);
      if (!over && body !== undefined) on.bytes(Buffer.from(body));
      if (over) return;
      end();
      on.end();
    };
    const cancel = own.arrive(50, () => {
      const said = network.answer(request);
      if (said === 'hang') return;
      if (said !== 'endless' && 'code' in said) {
        end();
        return on.broke(said.code, 'no');
      }
      on.sent();
      if (said !== 'endless') return whole(said);
      on.head(200, {});
      piece();
    });
    return {
      pause: () => {},
      resume: () => {},
      abort: () => {
        if (!over) counts.aborted += 1;
        end();
        cancel();
      },
    };
  });
  const network: PageNetwork = { world, answer: () => 'hang', asked, counts };
  return network;
}
