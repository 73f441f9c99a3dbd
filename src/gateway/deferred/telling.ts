import { told } from '../../deferred/told.ts';
import type { Queue } from '../../deferred/queue.ts';
import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import { isOver } from '../../model/job.ts';
import type { Cancel, World } from '../../world/world.ts';
import { event, EVENT_STREAM } from '../status-page/audience.ts';

/** How often it is looked whether another gateway has changed a job, and that we are still here is said, ms. */
const LOOK_MS = 2_000;
const BEAT_MS = 10_000;

/** Those who are told at once, all in all. */
const READERS_MAX = 500;
let readers = 0;

type Wanted = { readonly id: string; readonly tenant: string };

/**
 * Tells how a job is, at once and at every change, as server-sent events, until it is over; the last event has the answer. Throws `busy`
 * when too many listen already.
 */
export function tellOf(
  queue: Queue,
  { id, tenant }: Wanted,
  world: Pick<World, 'after' | 'nowMs'>,
  sink: Sink,
): Running {
  if (readers >= READERS_MAX) throw new Fault('busy', 'Too many listen already', { retryAfterMs: 60_000 });
  readers += 1;
  let isOpen = false;
  let isEnded = false;
  let isLooking = false;
  let last = '';
  let saidMs = world.nowMs();
  let timer: Cancel | null = null;

  const stop = (): void => {
    if (isEnded) return;
    isEnded = true;
    readers -= 1;
    timer?.();
    unwatch();
  };

  const say = (bytes: Uint8Array): void => {
    if (!isOpen) sink.head(200, EVENT_STREAM);
    isOpen = true;
    saidMs = world.nowMs();
    sink.write(bytes);
  };

  const refuse = (fault: Fault): void => {
    const error = { type: fault.kind, message: fault.message };
    stop();
    if (isOpen) sink.write(event('trouble', { error }));
    else {
      const body = Buffer.from(`${JSON.stringify({ error })}\n`);
      sink.head(fault.rule.status, { 'content-type': 'application/json', 'content-length': String(body.length) });
      sink.write(body);
    }
    sink.end();
  };

  const look = async (): Promise<void> => {
    if (isLooking || isEnded) return;
    isLooking = true;
    try {
      const job = await queue.find(id, tenant);
      if (isEnded) return;
      if (job === null) return refuse(new Fault('no-such-path', 'There is no job of this id'));
      const over = isOver(job.state);
      const answer = over ? await queue.answer(job) : null;
      if (isEnded) return;
      const news = `${job.state} ${job.tries}`;
      if (news !== last) say(event('job', told(job, answer)));
      else if (world.nowMs() - saidMs >= BEAT_MS) say(BEAT);
      last = news;
      if (!over) return;
      stop();
      sink.end();
    } catch (error) {
      // The line is made anew by who wants to know.
      refuse(Fault.from(error));
    } finally {
      isLooking = false;
      timer?.();
      if (!isEnded) timer = world.after(LOOK_MS, () => void look(), 'idle');
    }
  };

  const unwatch = queue.watch(id, () => void look());
  void look();
  return { ...OVER, gone: stop };
}

const BEAT = Buffer.from(': still here\n\n');
