/** `/proc/PID/limits` (fs/proc/base.c, proc_pid_limits): a table in columns of fixed width. */
import type { ResourceLimit } from '../contract/capture.ts';
import { decodeText } from './text.ts';

const row = /^(\S.*?) +(unlimited|\d+) +(unlimited|\d+) *(\S*) *$/;

/** Parses limits. The heading and strange lines are passed over; values are in the row's own unit. */
export function parseLimits(bytes: Uint8Array): ResourceLimit[] {
  return decodeText(bytes)
    .split('\n')
    .flatMap((line) => {
      const match = row.exec(line);
      if (!match) return [];
      const [, name = '', soft = '', hard = '', unit = ''] = match;
      return [
        {
          name,
          ...(soft === 'unlimited' ? {} : { soft: Number(soft) }),
          ...(hard === 'unlimited' ? {} : { hard: Number(hard) }),
          unit,
        },
      ];
    });
}
