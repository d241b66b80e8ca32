/** The first line of a process: `PID:   command line`, as procps's library makes it. */
import type { ByteText } from './byteText.ts';
import { byteString } from './byteText.ts';
import { cleanCommand, type Charset } from './printableBytes.ts';

/** procps reads at most so many bytes of a command line. */
const longestCommand = 131_071;
/** And so many of a name in stat. */
const longestName = 63;

/** What the line is made of. */
export interface CommandFacts {
  /** Bytes of `/proc/PID/cmdline`; empty for kernel threads and zombies. */
  readonly cmdline: Uint8Array;
  /** Bytes of `/proc/PID/stat`. */
  readonly stat: Uint8Array;
}

/**
 * The command line with blanks between its words; without one the name in brackets: `[kthreadd]`,
 * `[sleep] <defunct>`. A string of bytes.
 */
export function commandText({ cmdline, stat }: CommandFacts, charset: Charset): string {
  if (cmdline.length === 0) {
    const [, name = '', state = ''] = /^[^(]*\(([^]*)\) ([^])/.exec(byteString(stat)) ?? [];
    return `[${cleanCommand(name.slice(0, longestName), charset)}]${state === 'Z' ? ' <defunct>' : ''}`;
  }
  const text = byteString(cmdline.subarray(0, longestCommand));
  const words = text.replace(/\0+$/, '').replace(/[\n\0]/g, ' ');
  // A title that fills its room ends without NUL; procps drops one blank there.
  const trimmed = words.length === text.length && words.endsWith(' ') ? words.slice(0, -1) : words;
  return cleanCommand(trimmed, charset) || '?';
}

/** Writes the line; `?` stands for a PID that is not known. */
export function writeProcessLine(out: ByteText, pid: number | undefined, command: string): void {
  out
    .text(pid === undefined ? '?' : String(pid))
    .text(':   ')
    .text(command)
    .newline();
}
