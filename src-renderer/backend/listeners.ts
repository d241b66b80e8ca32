/** Who wants to hear of events. */
import { eventNames, type EventName, type Events } from '@contract/calls.ts';

/** The listeners of one backend. */
export interface Listeners {
  readonly on: <N extends EventName>(name: N, listener: (value: Events[N]) => void) => () => void;
  /** Hands an event over; a name that the contract does not know is ignored. */
  readonly emit: (name: string, value: unknown) => void;
}

/** Makes an empty list. */
export function createListeners(): Listeners {
  const lists = new Map<string, Set<(value: unknown) => void>>(eventNames.map((name) => [name, new Set()]));
  return {
    on(name, listener) {
      // The value's type follows from its name by the contract; the main side is the one that sends it.
      const own = (value: unknown): void => {
        listener(value as Parameters<typeof listener>[0]);
      };
      lists.get(name)?.add(own);
      return () => lists.get(name)?.delete(own);
    },
    emit(name, value) {
      for (const listener of [...(lists.get(name) ?? [])]) listener(value);
    },
  };
}
