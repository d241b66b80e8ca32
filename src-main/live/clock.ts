/** The clock and the timers of the machine, for watches. */
import { asMilliseconds } from '../contract/units.ts';
import type { WatchClock } from './watcher.ts';

export const timers: WatchClock = {
  now: () => asMilliseconds(performance.now()),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return () => {
      clearTimeout(timer);
    };
  },
};
