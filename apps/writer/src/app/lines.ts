import { type Client, type Help, helpIn } from 'failsoft/client';
import { type GatewayEvent, listen } from '../documents/events.ts';
import type { Library } from '../documents/library.ts';
import { lead } from './lead.ts';
import type { Settable } from './observable.ts';

export type LinesParts = {
  readonly client: Client;
  readonly library: Library;
  readonly key: Settable<string>;
  readonly help: Settable<Help>;
  readonly heard: (event: GatewayEvent) => void;
};

type Told =
  | { readonly kind: 'event'; readonly event: GatewayEvent }
  | { readonly kind: 'help'; readonly help: Help }
  /** A tab that was just opened, and knows nothing yet. */
  | { readonly kind: 'new' };

/**
 * The lines on which the gateway tells what happens. Browsers make six connections to it in all, so one tab has them, and tells the
 * others.
 */
export function openLines({ client, library, key, help, heard }: LinesParts): void {
  const channel = new BroadcastChannel('failsoft-writer-lines');
  const tell = (told: Told): void => channel.postMessage(told);
  let isLeader = false;
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.kind === 'event') heard(data.event);
    if (data.kind === 'help') help.set(data.help);
    if (data.kind === 'new' && isLeader) tell({ kind: 'help', help: help.get() });
  });
  tell({ kind: 'new' });
  void lead('lines', () => {
    isLeader = true;
    listen(key, (event) => {
      heard(event);
      tell({ kind: 'event', event });
    });
    watchHelp({ client, library, key, help });
    help.subscribe(() => tell({ kind: 'help', help: help.get() }));
  });
}

function nothing(): void {}

/** Follows the route of the writer's model, and begins anew when model or key are others. */
function watchHelp({ client, help, library, key }: Omit<LinesParts, 'heard'>): void {
  let stop = nothing;
  let watched: string | null = null;
  const begin = (): void => {
    const model = library.gateway.get()?.model ?? 'default';
    const wanted = `${model}\n${key.get()}`;
    if (wanted === watched) return;
    watched = wanted;
    stop();
    stop = client.watchAvailability((outlook) => help.set(helpIn(outlook)), { model });
  };
  library.gateway.subscribe(begin);
  key.subscribe(begin);
  begin();
}
