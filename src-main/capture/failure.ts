/** The sentences for a process that cannot be read: what happened, why, what to do. */
import type { Failure } from '../contract/calls.ts';
import type { Pid } from '../contract/units.ts';

/** There is no process with this number. */
export const noSuchProcess = (pid: Pid): Failure => ({
  ok: false,
  code: 'no-such-process',
  message: `There is no process ${pid}.`,
  why: 'It has ended, or /proc of this machine does not show it to you.',
  remedy: 'Choose another process.',
});

/** The process was there when reading began and is gone now. */
export const hasExited = (pid: Pid): Failure => ({
  ok: false,
  code: 'exited',
  message: `Process ${pid} has exited.`,
  why: 'It ended while it was being read; its address space is gone with it.',
});

/** The number belongs to another process now. */
export const wasReplaced = (pid: Pid): Failure => ({
  ok: false,
  code: 'exited',
  message: `Process ${pid} has exited.`,
  why: `Its number ${pid} now belongs to another process, started later.`,
});

/** A kernel thread: nothing to see, and that is no fault. */
export const isKernelThread = (pid: Pid, comm: string): Failure => ({
  ok: false,
  code: 'no-address-space',
  message: `Process ${pid} (${comm}) is a kernel thread and has no address space of its own.`,
  why: 'Kernel threads run inside the kernel; only programs have a user address space.',
  remedy: 'Choose a process that runs a program.',
});

/** Ended, waiting for its parent. */
export const isZombie = (pid: Pid, comm: string): Failure => ({
  ok: false,
  code: 'no-address-space',
  message: `Process ${pid} (${comm}) has ended and is a zombie: it has no address space any more.`,
  why: 'Only its exit status is left, until its parent asks for it.',
});

/** Alive and yet without mappings: between two programs, or about to end. */
export const hasNoMappings = (pid: Pid, comm: string): Failure => ({
  ok: false,
  code: 'no-address-space',
  message: `Process ${pid} (${comm}) shows no mappings.`,
  why: 'The kernel gave an empty list, as it does while a process is ending or starting another program.',
  remedy: 'Try again in a moment.',
});

/** maps is refused: without it there is no picture at all. */
export const mapsRefused = (pid: Pid, why: string | undefined, remedy: string | undefined): Failure => ({
  ok: false,
  code: 'refused',
  message: `The memory of process ${pid} may not be read.`,
  ...(why === undefined ? {} : { why }),
  ...(remedy === undefined ? {} : { remedy }),
});

/** The process changed its program again and again while it was being read. */
export const keepsExecuting = (pid: Pid): Failure => ({
  ok: false,
  code: 'failed',
  message: `Process ${pid} started another program each time it was read.`,
  why: 'A capture must show one program, not half of two.',
  remedy: 'Try again in a moment.',
});
