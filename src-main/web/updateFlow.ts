/**
 * Back-pressure of one connection. A page that cannot keep up (a background tab, a stopped debugger) must not make
 * the server's memory grow: while too much is queued, updates are left out, and the newest picture follows whole
 * once the queue has drained.
 */
import type { Capture } from '../contract/capture.ts';
import type { Events, WatchId } from '../contract/calls.ts';
import { applyUpdate, wholeUpdate } from '../contract/update.ts';

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
export const queueLimit = 64 * 1024 * 1024;

/** Makes the flow of one connection. */
export function createUpdateFlow(outlet: FlowOutlet, limit: number = queueLimit): UpdateFlow {
  /** The newest picture of each watch, as the page would have it had nothing been left out. */
  const newest = new Map<WatchId, Capture>();
  /** Watches with an update left out, and the last of those. */
  const behind = new Map<WatchId, WatchUpdate>();

  const catchUp = (): void => {
    for (const [watch, value] of behind) {
      if (outlet.queued() > limit) return;
      behind.delete(watch);
      const capture = newest.get(watch);
      outlet.send(capture ? { ...value, update: wholeUpdate(capture) } : value);
    }
  };

  return {
    offer(value) {
      const { watch, update } = value;
      const capture = applyUpdate(newest.get(watch), update);
      if (capture) newest.set(watch, capture);
      if (behind.has(watch) || outlet.queued() > limit) {
        behind.set(watch, value);
        catchUp();
      } else {
        outlet.send(value);
      }
    },
    drained: catchUp,
    forget(watch) {
      newest.delete(watch);
      behind.delete(watch);
    },
  };
}
