import type { Job } from '../model/job.ts';
import type { Secret } from '../model/secret.ts';
import type { DueHook, JobStore } from '../store/deferred/job-store.ts';
import type { Sealing } from '../store/sealing.ts';
import { webhookHead } from '../world/webhook-signature.ts';
import type { Cancel, World } from '../world/world.ts';
import { unpackAnswer } from './answer.ts';
import type { DeferredLimits } from './limits.ts';
import { pauseAfter } from './pace.ts';
import { aboutText } from './queue.ts';
import { told } from './told.ts';

/** Sends a request once and calls back once, within a bounded time. Nothing comes after the cancellation. */
export type Post = (
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  /** Of an address that may be on this machine or in its network. */
  isPrivate: boolean,
  done: (outcome: { readonly ok: boolean }) => void,
) => Cancel;

/** A place that may be told, as the operator says now. */
export type Place = { readonly secret: Secret; readonly private: boolean };

export type NewsParts = {
  readonly world: Pick<World, 'nowMs' | 'wallMs' | 'after' | 'random'>;
  readonly store: Pick<JobStore, 'hooks' | 'hookEnded'>;
  readonly sealing: Sealing;
  readonly limits: Pick<DeferredLimits, 'hookMs' | 'hooks'>;
  readonly post: Post;
  /** Null: nobody may be told there any more. */
  readonly placeOf: (url: string, tenant: string) => Place | null;
  /** Nobody took it for as long as it is kept. */
  readonly gaveUp: (job: Job) => void;
};

/** Who takes a hook has it for this time, ms: longer than a try may take. */
const TRY_MS = 60_000;
/** An answer that is longer is not sent; it can be fetched. Bytes. */
const SENT_BYTES_MAX = 256 * 1024;

/**
 * Tells those who want to be told of the end of a job, until they have taken it. A receiver may get the same more than once, under the same
 * `webhook-id`, and never two results of one job.
 */
export function news(parts: NewsParts): Cancel {
  const { world, store, sealing, limits, post, placeOf, gaveUp } = parts;
  const under = new Set<Cancel>();
  let isOver = false;
  let timer: Cancel | null = null;

  const look = async (): Promise<void> => {
    const free = limits.hooks - under.size;
    try {
      if (free > 0) {
        const nowMs = world.wallMs();
        for (const due of await store.hooks({ nowMs, againAtMs: nowMs + TRY_MS, limit: free })) tell(due);
      }
    } catch {
      // The store has said what is wrong.
    }
    if (!isOver) timer = world.after(limits.hookMs, () => void look(), 'idle');
  };

  const tell = (due: DueHook): void => {
    const letter = letterOf(due);
    if (letter === 'unwanted' || letter === 'missed') return void end(due, letter);
    let stop: Cancel | null = null;
    const cancel = (): void => stop?.();
    under.add(cancel);
    stop = post(letter.request, letter.isPrivate, ({ ok }) => {
      under.delete(cancel);
      void end(due, ok ? 'delivered' : 'missed');
    });
  };

  const end = async ({ job, tries }: DueHook, came: 'delivered' | Missing): Promise<void> => {
    const dueAtMs = world.wallMs() + pauseAfter(tries, world.random());
    const isHopeless = came === 'unwanted' || (job.keptUntilMs !== null && dueAtMs > job.keptUntilMs);
    const state = came === 'delivered' ? came : isHopeless ? 'given-up' : 'due';
    if (state === 'given-up') gaveUp(job);
    try {
      await store.hookEnded({ id: job.id, tries, state, dueAtMs });
    } catch {
      // It is told once more, under the same id.
    }
  };

  const letterOf = ({ job, hook, answer }: DueHook): Letter | Missing => {
    try {
      const url = sealing.open(hook, aboutText(job.id, job.tenant, 'hook')).toString('utf8');
      const place = placeOf(url, job.tenant);
      if (place === null) return 'unwanted';
      const opened =
        answer === null ? null : unpackAnswer(sealing.open(answer, aboutText(job.id, job.tenant, 'answer')));
      const id = job.resultId ?? `${job.id}.${job.state}`;
      const sent = opened !== null && opened.body.length <= SENT_BYTES_MAX ? opened : null;
      const body = JSON.stringify({
        specversion: '1.0',
        id,
        source: '/failsoft/deferred',
        type: `failsoft.deferred.${job.state}`,
        subject: job.id,
        time: new Date(job.endedAtMs ?? 0).toISOString(),
        datacontenttype: 'application/json',
        data: told(job, sent),
      });
      const headers = {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        ...webhookHead({ id, atMs: world.wallMs(), body, secret: place.secret.reveal() }),
      };
      return { request: { url, headers, body }, isPrivate: place.private };
    } catch {
      // The key may be there again with the next start.
      return 'missed';
    }
  };

  timer = world.after(limits.hookMs * world.random(), () => void look(), 'idle');
  return () => {
    isOver = true;
    timer?.();
    for (const stop of under) stop();
  };
}

/** Nobody may be told there any more, or nobody could be told now. */
type Missing = 'unwanted' | 'missed';
type Letter = { readonly request: Parameters<Post>[0]; readonly isPrivate: boolean };
