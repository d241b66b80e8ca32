/**
 * Proof that a signal handler runs: the frame that the kernel puts on the handler's stack (arch/x86/kernel/signal_64.c,
 * struct rt_sigframe): the address of the restorer, then a ucontext whose uc_stack names the alternate stack.
 */
import { addressOf, pageNumberOf } from '../contract/address.ts';
import type { MappingIndex } from '../contract/capture.ts';
import { asPageNumber, type Address, type Tid } from '../contract/units.ts';
import type { MemoryPort } from './input.ts';
import { readAt } from './memoryScan.ts';
import type { Space } from './space.ts';

/** Pages searched from the top of the stack: a frame with the largest register state takes 11 KiB. */
const searchPages = 16;
/** ss_flags of a stack that is in use or was: SS_ONSTACK, SS_DISABLE. */
const stackFlags = [0n, 1n, 2n];
const word = 8;

/** Where a signal frame lies on a stack, as a page number; undefined when none is seen or memory cannot be read. */
export function findSignalFrame(space: Space, row: MappingIndex, tid: Tid): number | undefined {
  if (space.input.machine.architecture !== 'x86_64' || space.threads().every((thread) => thread.tid !== tid))
    return undefined;
  const [start, end] = [space.start(row), space.end(row)];
  const executable = (page: number): boolean => {
    const at = space.rowAt(page);
    return at >= 0 && space.isExecutable(at);
  };
  return space.askMemory((memory) => {
    for (let page = end - 1; page >= Math.max(start, end - searchPages); page--) {
      const found = frameIn(memory, page, start, end, executable);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}

/** A frame whose uc_stack lies in one page. */
function frameIn(
  memory: MemoryPort,
  page: number,
  start: number,
  end: number,
  executable: (page: number) => boolean,
): number | undefined {
  const base = addressOf(asPageNumber(page));
  const view = readAt(memory, base, 4096);
  if (!view) return undefined;
  const [low, high] = [addressOf(asPageNumber(start)), addressOf(asPageNumber(end))];
  for (let at = 3 * word; at + 3 * word <= view.byteLength; at += word) {
    const sp = view.getBigUint64(at, true);
    if (sp < low || sp >= high || !stackFlags.includes(view.getBigUint64(at + word, true) & 0xffff_ffffn)) continue;
    const size = view.getBigUint64(at + 2 * word, true);
    if (size < 2048n || sp + size > high) continue;
    // uc_flags is small, uc_link is null, and the word before both is the restorer's address.
    const link = view.getBigUint64(at - word, true);
    const flags = view.getBigUint64(at - 2 * word, true);
    const restorer = view.getBigUint64(at - 3 * word, true);
    if (link !== 0n || flags > 15n || restorer === 0n || restorer >= 1n << 47n) continue;
    if (executable(pageNumberOf(restorer as Address))) return pageNumberOf((base + BigInt(at - 3 * word)) as Address);
  }
  return undefined;
}
