/** The text of `/proc/PID/smaps`, copied or saved. */
import { SmapsParser } from '../../procfs/smaps.ts';
import type { ForeignReader } from './foreign.ts';

/** Reads smaps exactly as the kernel's file is read. */
export function smapsText(): ForeignReader {
  const parser = new SmapsParser();
  return {
    get rows() {
      return parser.rows;
    },
    push: (chunk) => {
      parser.push(chunk);
    },
    finish: () => ({ format: 'smaps', ...parser.finish(), facts: {}, unknown: [] }),
  };
}
