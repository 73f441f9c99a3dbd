import type { Running, Sink } from '../../engine/asked.ts';
import type { Monitor } from '../../model/monitor.ts';
import type { Cancel, World } from '../../world/world.ts';
import { event, openAudience } from './audience.ts';
import { type Outlook, outlookOf, type Surroundings } from './outlook.ts';
import { openPast } from './past.ts';

/** How providers are doing, for all who look at it: gathered at most once a second, and told at once to those who watch. */
export type Bulletin = {
  readonly monitor: Monitor;
  readonly outlook: () => Promise<Outlook>;
  /** Tells a reader of server-sent events that something has changed, and that we are still here. Throws `busy`. */
  readonly watch: (sink: Sink) => Running;
  readonly close: () => void;
};

/** Whoever looks again within this time gets the same, ms. */
const FRESH_MS = 1_000;

export function openBulletin(
  monitor: Monitor,
  world: Pick<World, 'nowMs' | 'wallMs' | 'after'>,
  around: () => Omit<Surroundings, 'nowMs'>,
): Bulletin {
  const past = openPast(monitor, world);
  let gathered: { readonly atMs: number; readonly outlook: Promise<Outlook> } | null = null;
  let isGathering = false;
  let news: Cancel | null = null;

  const gather = async (): Promise<Outlook> => {
    const history = await past.known();
    // The present last: the past takes a while.
    return outlookOf(monitor, { ...around(), nowMs: world.wallMs() }, history);
  };

  const outlook = async (): Promise<Outlook> => {
    const atMs = world.nowMs();
    if (gathered === null || (!isGathering && atMs - gathered.atMs >= FRESH_MS)) {
      isGathering = true;
      gathered = { atMs, outlook: gather().finally(() => void (isGathering = false)) };
    }
    return gathered.outlook;
  };

  const beat = (checkedAtMs: number | null): Uint8Array => event('beat', { atMs: world.wallMs(), checkedAtMs });
  const audience = openAudience(world, () => {
    void outlook().then(
      ({ checkedAtMs }) => audience.tell(beat(checkedAtMs)),
      // Without a beat, readers see that something is wrong here.
      () => {},
    );
  });

  const stopListening = monitor.listen(({ kind }) => {
    if (kind === 'incident') past.changed();
    if (audience.isEmpty() || news !== null) return;
    // Many things change at once, and what was gathered has to be old enough to be gathered anew.
    news = world.after(
      FRESH_MS,
      () => {
        news = null;
        audience.tell(event('changed', {}));
      },
      'idle',
    );
  });

  return {
    monitor,
    outlook,
    watch: (sink) => audience.join(sink, beat(null)),
    close: () => {
      stopListening();
      news?.();
      audience.close();
    },
  };
}
