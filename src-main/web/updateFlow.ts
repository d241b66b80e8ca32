/**
 * Back-pressure of one connection. A page that cannot keep up (a background tab, a stopped debugger) must not make
 * the server's memory grow: while too much is queued, updates are left out. Once the queue has drained the newest
 * follows; a page that cannot build on it asks for the last capture whole, and nothing is kept here for that.
 */
import type { Events, WatchId } from '../contract/calls.ts';

type WatchUpdate = Events['watch.update'];

/** What the flow needs of its connection. */
export interface FlowOutlet {
  /** Bytes accepted for sending and not sent yet. */
  readonly queued: () => number;
  readonly send: (value: WatchUpdate) => void;
}

/** The updates of one connection's watches. */
export interface UpdateFlow {
  /** Sends an update now, or keeps its place for later. */
  readonly offer: (value: WatchUpdate) => void;
  /** Tells that the queue has become shorter. */
  readonly drained: () => void;
  /** Forgets a watch that has been stopped. */
  readonly forget: (watch: WatchId) => void;
}

/** About three whole captures of 60,000 mappings with all figures. */
const queueLimit = 64 * 1024 * 1024;

/** Makes the flow of one connection. */
export function createUpdateFlow(outlet: FlowOutlet, limit: number = queueLimit): UpdateFlow {
  /** Watches with an update left out, and the last of those. */
  const behind = new Map<WatchId, WatchUpdate>();

  const catchUp = (): void => {
    for (const [watch, value] of behind) {
      if (outlet.queued() > limit) return;
      behind.delete(watch);
      outlet.send(value);
    }
  };

  return {
    offer(value) {
      if (behind.has(value.watch) || outlet.queued() > limit) {
        behind.set(value.watch, value);
        catchUp();
      } else {
        outlet.send(value);
      }
    },
    drained: catchUp,
    forget(watch) {
      behind.delete(watch);
    },
  };
}
