import { type Context, createContext, createElement, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type Client, followHelp, type Help, type Queue, type Value, type Wanted } from '../client/client.ts';

export type FailsoftProviderProps = {
  /** From `createClient`; like the others made once, outside of components. */
  readonly client: Client;
  /** What help there is for most of the app: `followHelp(client, …)`. */
  readonly help: Value<Help>;
  /** From `createQueue`; it runs as long as the provider is there. Without one nothing can be asked for later. */
  readonly queue?: Queue;
  readonly children?: ReactNode;
};

/** What the hooks work with. */
export type Failsoft = {
  readonly client: Client;
  readonly queue: Queue | null;
  /** The same value for everybody who wants the same. */
  readonly helpFor: (wanted?: Wanted) => Value<Help>;
};

const Surroundings: Context<Failsoft | null> = createContext<Failsoft | null>(null);

/** Gives the hooks below it what they work with. Renders nothing of its own, and asks nothing by itself. */
export function FailsoftProvider({ client, help, queue, children }: FailsoftProviderProps): ReactNode {
  const failsoft = useMemo(
    () => ({ client, queue: queue ?? null, helpFor: helpOver(client, help) }),
    [client, help, queue],
  );
  useEffect(() => queue?.run(), [queue]);
  return createElement(Surroundings.Provider, { value: failsoft }, children);
}

/** The client, the queue and the help of the provider above. Throws where there is none. */
export function useFailsoft(): Failsoft {
  const failsoft = useContext(Surroundings);
  if (failsoft === null) throw new Error('The hooks of failsoft/react need a FailsoftProvider above them');
  return failsoft;
}

function helpOver(client: Client, help: Value<Help>): Failsoft['helpFor'] {
  const known = new Map<string, Value<Help>>();
  return (wanted) => {
    if (wanted === undefined) return help;
    const key = JSON.stringify([wanted.route, wanted.model, wanted.workflow]);
    const followed = known.get(key) ?? followHelp(client, wanted);
    known.set(key, followed);
    return followed;
  };
}
