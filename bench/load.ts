import { Agent } from 'undici';

// The callers, in a process of their own. Every answer is read to its end and checked, so that nobody is fast by being wrong.

/** What the load process can be asked to do. */
export type Work =
  /** `count` requests, `concurrency` at a time. */
  | { readonly kind: 'requests'; readonly call: Call; readonly count: number; readonly concurrency: number }
  /** Opens streams and keeps them; answers when all have had their first byte. */
  | { readonly kind: 'open'; readonly call: Call; readonly count: number }
  /** How many bytes have come on the open streams since the last time. */
  | { readonly kind: 'count' }
  | { readonly kind: 'drop' };

export type Call = {
  readonly port: number;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  /** The answer must contain this. */
  readonly expected: string;
};

export type Result = {
  readonly failures: number;
  readonly firstFailure: string;
  /** ms to the first byte of each answer, in order of arrival. */
  readonly firstByteMs: readonly number[];
  readonly bytes: number;
};

const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 1, keepAliveTimeout: 60_000 });
const aborts: (() => void)[] = [];
let received = 0;

process.on('message', (work: Work) => {
  void carryOut(work).then((done) => process.send?.(done));
});

async function carryOut(work: Work): Promise<Result> {
  switch (work.kind) {
    case 'requests':
      return requests(work.call, work.count, work.concurrency);
    case 'open':
      received = 0;
      return result(await Promise.all(Array.from({ length: work.count }, () => openStream(work.call))), []);
    case 'count': {
      const bytes = received;
      received = 0;
      return { ...result([], []), bytes };
    }
    case 'drop':
      for (const abort of aborts.splice(0)) abort();
      return result([], []);
  }
}

async function requests(call: Call, count: number, concurrency: number): Promise<Result> {
  const times: number[] = [];
  const failures: string[] = [];
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const failure = await one(call, times);
      if (failure !== '') failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return result(failures, times);
}

function result(outcomes: readonly string[], firstByteMs: readonly number[]): Result {
  const failures = outcomes.filter((outcome) => outcome !== '');
  return { failures: failures.length, firstFailure: failures[0] ?? '', firstByteMs, bytes: 0 };
}

function one(call: Call, times: number[]): Promise<string> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const pieces: Buffer[] = [];
    let status = 0;
    agent.dispatch(dispatched(call), {
      onRequestStart: () => {},
      onResponseStart: (_, code) => {
        status = code;
      },
      onResponseData: (_, bytes) => {
        if (pieces.length === 0) times.push(performance.now() - startMs);
        pieces.push(bytes);
      },
      onResponseEnd: () => {
        const text = Buffer.concat(pieces).toString();
        const good = status === 200 && text.includes(call.expected);
        resolve(good ? '' : `status ${status}: ${text.slice(0, 300)}`);
      },
      onResponseError: (_, error) => resolve(error.message),
    });
  });
}

/** Resolves with why the stream could not be opened; empty when it was. */
function openStream(call: Call): Promise<string> {
  return new Promise((resolve) => {
    let status = 0;
    agent.dispatch(dispatched(call), {
      onRequestStart: (started) => void aborts.push(() => started.abort(new Error('enough'))),
      onResponseStart: (_, code) => {
        status = code;
      },
      onResponseData: (_, bytes) => {
        received += bytes.length;
        resolve(status === 200 ? '' : `status ${status}: ${bytes.toString().slice(0, 300)}`);
      },
      onResponseEnd: () => resolve('it ended'),
      onResponseError: (_, error) => resolve(error.message),
    });
  });
}

function dispatched(call: Call): Agent.DispatchOptions {
  const { port, path, headers, body } = call;
  return { origin: `http://127.0.0.1:${port}`, path, method: 'POST', headers: [...headers], body };
}
