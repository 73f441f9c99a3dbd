import type { Running, Sink } from '../../engine/asked.ts';
import type { Monitor } from '../../model/monitor.ts';
import type { Cancel, World } from '../../world/world.ts';
import { event, openAudience } from './audience.ts';
import { type Outlook, outlookOf, type Surroundings } from './outlook.ts';

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
/** Readers are told so often that we are still here, ms. The page takes us for dead after two that it has missed. */
const BEAT_MS = 10_000;

export function openBulletin(
  monitor: Monitor,
  world: Pick<World, 'nowMs' | 'wallMs' | 'after'>,
  around: () => Omit<Surroundings, 'nowMs'>,
): Bulletin {
  const audience = openAudience();
  let gathered: { readonly atMs: number; readonly outlook: Promise<Outlook> } | null = null;
  let isGathering = false;
  let beat: Cancel | null = null;
  let news: Cancel | null = null;

  const outlook = async (): Promise<Outlook> => {
    const atMs = world.nowMs();
    if (gathered === null || (!isGathering && atMs - gathered.atMs >= FRESH_MS)) {
      isGathering = true;
      const gathering = outlookOf(monitor, { ...around(), nowMs: world.wallMs() });
      gathered = { atMs, outlook: gathering.finally(() => void (isGathering = false)) };
    }
    return gathered.outlook;
  };

  const keepBeating = (): void => {
    beat = world.after(
      BEAT_MS,
      () => {
        beat = null;
        if (audience.size() === 0) return;
        void outlook().then(
          ({ checkedAtMs }) => audience.tell(event('beat', { atMs: world.wallMs(), checkedAtMs })),
          // Without a beat, readers see that something is wrong here.
          () => {},
        );
        keepBeating();
      },
      'idle',
    );
  };

  const stopListening = monitor.listen(() => {
    if (audience.size() === 0 || news !== null) return;
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
    watch: (sink) => {
      const running = audience.join(sink, event('beat', { atMs: world.wallMs(), checkedAtMs: null }));
      if (beat === null) keepBeating();
      return running;
    },
    close: () => {
      stopListening();
      beat?.();
      news?.();
      audience.close();
    },
  };
}
