/** `/proc/PID/task/TID/syscall` (fs/proc/base.c, proc_pid_syscall): where a blocked thread stands. */
import { pageNumberOf, parseAddress } from '../contract/address.ts';
import type { PageNumber } from '../contract/units.ts';
import { decodeText } from './text.ts';

/** A running thread has no readable registers; a blocked one shows its user stack pointer and program counter. */
export type SyscallFacts =
  { readonly running: true } | { readonly stackPointer: PageNumber; readonly programCounter: PageNumber };

/** Parses syscall; undefined for strange text, and for a thread that has ended (`-1 0x0 0x0`). */
export function parseSyscall(bytes: Uint8Array): SyscallFacts | undefined {
  const words = decodeText(bytes).trim().split(' ');
  if (words.length === 1) return words[0] === 'running' ? { running: true } : undefined;
  // `NR a0 … a5 SP PC` inside a system call, `-1 SP PC` when blocked outside one.
  if (words.length !== 3 && words.length !== 9) return undefined;
  const stackPointer = parseAddress(words.at(-2) ?? '');
  const programCounter = parseAddress(words.at(-1) ?? '');
  if (stackPointer === undefined || programCounter === undefined || stackPointer === 0n) return undefined;
  return { stackPointer: pageNumberOf(stackPointer), programCounter: pageNumberOf(programCounter) };
}
