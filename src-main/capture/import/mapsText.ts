/** The text of `/proc/PID/maps`, copied or saved. */
import { MapsParser } from '../../procfs/maps.ts';
import type { ForeignReader } from './foreign.ts';

/** Reads maps exactly as the kernel's file is read. */
export function mapsText(): ForeignReader {
  const parser = new MapsParser();
  return {
    get rows() {
      return parser.rows;
    },
    push: (chunk) => {
      parser.push(chunk);
    },
    finish: () => ({ format: 'maps', ...parser.finish(), facts: {}, unknown: [] }),
  };
}
