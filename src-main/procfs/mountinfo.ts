/** `/proc/PID/mountinfo`: what is mounted where, as that process sees it. */
import { decodeText } from './text.ts';

/** One mount. */
export interface MountEntry {
  /** Device of the file system, as maps prints it in hexadecimal. */
  readonly major: number;
  readonly minor: number;
  /** The directory of the file system that is mounted (`/` for all of it). */
  readonly root: string;
  readonly mountPoint: string;
  /** `ext4`, `tmpfs`, `hugetlbfs`, …. */
  readonly type: string;
  /** Options of the mount and of the file system (`rw`, `hidepid=2`, …). */
  readonly options: readonly string[];
}

/** Parses mountinfo; strange lines are passed over. */
export function parseMountinfo(bytes: Uint8Array): MountEntry[] {
  return decodeText(bytes)
    .split('\n')
    .flatMap((line) => {
      // `36 35 98:0 /root /mount options [optional fields …] - type source superoptions`
      const words = line.split(' ');
      const separator = words.indexOf('-', 6);
      const device = /^(\d+):(\d+)$/.exec(words[2] ?? '');
      const [, , , root, mountPoint, options] = words;
      const type = words[separator + 1];
      if (separator < 0 || !device || !root || !mountPoint || !type) return [];
      return [
        {
          major: Number(device[1]),
          minor: Number(device[2]),
          root: unescapeOctal(root),
          mountPoint: unescapeOctal(mountPoint),
          type,
          options: [...(options ?? '').split(','), ...(words[separator + 3] ?? '').split(',')].filter(
            (word) => word !== '',
          ),
        },
      ];
    });
}

/** The kernel writes space, tab, newline, backslash and `#` as three octal digits. */
const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
