/** `/proc/PID/cmdline`: the arguments, each ended by a NUL byte. */
import { decodeText } from './text.ts';

/**
 * Parses cmdline; empty for kernel threads and zombies. A program that overwrites its arguments with a title may
 * leave one argument without its NUL, or a run of NULs behind it; the run is padding, not arguments.
 */
export function parseCmdline(bytes: Uint8Array): string[] {
  const text = decodeText(bytes);
  if (text === '') return [];
  const words = (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
  // Only one word before the padding: a title. Several words: empty last arguments are real.
  return words.length > 1 && words.slice(1).every((word) => word === '') ? words.slice(0, 1) : words;
}
