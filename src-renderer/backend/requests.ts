/** Numbers requests, cancels them and hands on how far they are: the same for every carrier. */
import {
  cancelled,
  type Backend,
  type CallName,
  type CallOptions,
  type Calls,
  type Outcome,
  type RequestId,
} from '@contract/calls.ts';
import type { Listeners } from './listeners.ts';

/** What a carrier does with one request. */
export type Send = (name: CallName, argument: unknown, id: RequestId) => Promise<Outcome<unknown>>;

/** The calls of one backend. */
export interface Requests {
  readonly call: Backend['call'];
  /** The number of the next request, for what a carrier asks by itself. */
  readonly nextId: () => RequestId;
}

/** Makes the calls of a carrier; progress comes as an event that its listeners are handed. */
export function createRequests(send: Send, listeners: Pick<Listeners, 'on'>): Requests {
  let last = 0;
  const nextId = (): RequestId => last++;
  return {
    nextId,
    async call<N extends CallName>(
      name: N,
      argument: Calls[N]['argument'],
      { signal, progress }: CallOptions = {},
    ): Promise<Outcome<Calls[N]['result']>> {
      if (signal?.aborted) return cancelled;
      const id = nextId();
      const cancel = (): void => void send('call.cancel', { call: id }, nextId());
      signal?.addEventListener('abort', cancel, { once: true });
      const deaf =
        progress &&
        listeners.on('call.progress', ({ call, share }) => {
          if (call === id) progress(share);
        });
      try {
        // The result's type follows from the call's name by the contract.
        return (await send(name, argument, id)) as Outcome<Calls[N]['result']>;
      } finally {
        signal?.removeEventListener('abort', cancel);
        deaf?.();
      }
    },
  };
}
