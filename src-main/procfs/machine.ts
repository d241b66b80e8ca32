/** Facts of the machine: the same for every process, read once for a capture. */
import { machine } from 'node:os';
import type { MachineFacts } from '../contract/capture.ts';
import { asBytes, type Bytes } from '../contract/units.ts';
import { auxvNumber, auxvTypes, auxvWordBytes, parseAuxv } from './auxv.ts';
import type { ProcReader } from './reader.ts';
import { decodeText } from './text.ts';

/** Page size of x86-64, for a root that has no auxv of its own. */
const usualPageSize = 4096;

/** Kernel, architecture, page size and the limits that matter for address spaces. */
export function readMachine(reader: ProcReader): MachineFacts {
  const text = (path: string): string | undefined => {
    const outcome = reader.read(path);
    return outcome.status === 'read' ? decodeText(outcome.value).trim() : undefined;
  };
  const count = (path: string): number | undefined => {
    const value = text(path);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const maxMapCount = count('sys/vm/max_map_count');
  const mmapMinAddress = count('sys/vm/mmap_min_addr');
  const randomizeVaSpace = count('sys/kernel/randomize_va_space');
  return {
    kernel: text('sys/kernel/osrelease') ?? '',
    architecture: text('sys/kernel/arch') ?? machine(),
    pageSize: readPageSize(reader),
    ...(maxMapCount === undefined ? {} : { maxMapCount }),
    ...(mmapMinAddress === undefined ? {} : { mmapMinAddress: asBytes(mmapMinAddress) }),
    ...(randomizeVaSpace === undefined ? {} : { randomizeVaSpace }),
  };
}

/** The kernel's page size, from our own auxiliary vector (AT_PAGESZ). */
export function readPageSize(reader: ProcReader): Bytes {
  const outcome = reader.read('self/auxv');
  const auxv = outcome.status === 'read' ? parseAuxv(outcome.value, auxvWordBytes(outcome.value)) : [];
  return asBytes(auxvNumber(auxv, auxvTypes.pageSize) ?? usualPageSize);
}

/** The kernel's random id of this boot; empty when it cannot be read. */
export function readBootId(reader: ProcReader): string {
  const outcome = reader.read('sys/kernel/random/boot_id');
  return outcome.status === 'read' ? decodeText(outcome.value).trim() : '';
}
