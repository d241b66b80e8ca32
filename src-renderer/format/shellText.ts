/** Text that can be pasted into a shell or a debugger and means exactly what was copied. */
import { formatAddress } from '@contract/address.ts';
import type { PageNumber } from '@contract/units.ts';

const plain = /^[\w@%+=:,./-]+$/;

/**
 * A path as maps has it (a newline is printed as `\012`) with the kernel's escapes undone. Only `\012` is ever
 * produced by the kernel (`seq_path` with "\n", fs/proc/task_mmu.c), so nothing else is touched.
 */
export const unescapeKernelName = (name: string): string => name.replaceAll('\\012', '\n');

/** Quotes bytes for a POSIX shell or bash: plain words stay, all else becomes `$'…'` with octal escapes. */
export function shellQuote(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (plain.test(text)) return text;
  let quoted = '';
  for (const byte of bytes) {
    if (byte === 0x27 || byte === 0x5c) quoted += `\\${String.fromCharCode(byte)}`;
    else if (byte < 0x20 || byte >= 0x7f) quoted += `\\${byte.toString(8).padStart(3, '0')}`;
    else quoted += String.fromCharCode(byte);
  }
  return `$'${quoted}'`;
}

/** A gdb command line that attaches to the process and names what lies at an address. */
export const gdbCommand = (pid: number, start: PageNumber): string =>
  `gdb --batch -p ${pid} -ex 'info symbol ${formatAddress(start)}' -ex 'x/8gx ${formatAddress(start)}'`;
