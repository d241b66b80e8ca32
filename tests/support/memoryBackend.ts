/** A backend without a main side: every answer is given beforehand. */
import type { CallName, CallOptions, Calls, EventName, Events, Outcome } from '@contract/calls.ts';
import type { ConnectedBackend, ConnectionState } from '@renderer/backend/connection.ts';
import { createListeners } from '@renderer/backend/listeners.ts';

/** What answers each call; a call without an answer is a `failed` outcome. */
export type MemoryAnswers = {
  readonly [N in CallName]?: (argument: Calls[N]['argument'], options: CallOptions) => Outcome<Calls[N]['result']>;
};

/** A backend that tests also drive from the other end. */
export interface MemoryBackend extends ConnectedBackend {
  /** Every call so far, in order. */
  readonly calls: readonly { readonly name: CallName; readonly argument: unknown }[];
  readonly emit: <N extends EventName>(name: N, value: Events[N]) => void;
  readonly setConnection: (state: ConnectionState) => void;
}

/** Makes one; answers come in a microtask, as those of a real carrier never come at once. */
export function memoryBackend(answers: MemoryAnswers = {}): MemoryBackend {
  const listeners = createListeners();
  const watchers = new Set<(state: ConnectionState) => void>();
  const calls: { name: CallName; argument: unknown }[] = [];
  let state: ConnectionState = { state: 'open' };
  const setConnection = (next: ConnectionState): void => {
    state = next;
    for (const watcher of [...watchers]) watcher(next);
  };
  return {
    calls,
    call<N extends CallName>(
      name: N,
      argument: Calls[N]['argument'],
      options: CallOptions = {},
    ): Promise<Outcome<Calls[N]['result']>> {
      calls.push({ name, argument });
      const answer: MemoryAnswers[N] = answers[name];
      return Promise.resolve(
        answer?.(argument, options) ?? { ok: false, code: 'failed', message: `The test gave no answer to “${name}”.` },
      );
    },
    on: listeners.on,
    emit: listeners.emit,
    connection: () => state,
    onConnection(listener) {
      watchers.add(listener);
      listener(state);
      return () => watchers.delete(listener);
    },
    setConnection,
    close: () => {
      setConnection({ state: 'lost' });
    },
  };
}
