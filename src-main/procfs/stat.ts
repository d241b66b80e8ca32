/** `/proc/PID/stat` and `/proc/PID/task/TID/stat` (fs/proc/array.c, do_task_stat). */
import type { StatAddresses } from '../contract/capture.ts';
import { asAddress, pageNumberOf } from '../contract/address.ts';
import { asBytes, asPageNumber, asPid, pageBytes, type Bytes, type PageNumber, type Pid } from '../contract/units.ts';
import { decodeText } from './text.ts';

/** What stat says, as far as an address space is concerned. */
export interface StatFacts {
  /** Process or thread id. */
  readonly pid: Pid;
  /** Name, at most 15 bytes for user threads; raw, may hold spaces, parentheses and newlines. */
  readonly comm: string;
  /** One letter: R, S, D, T, t, Z, X, I, …. */
  readonly state: string;
  readonly ppid: Pid;
  /** PF_ flags of the kernel. */
  readonly flags: number;
  /** flags has PF_KTHREAD: there is no address space. */
  readonly kernelThread: boolean;
  readonly threadCount: number;
  /** Page faults of all its threads: without and with input from a disk. */
  readonly minorFaults: number;
  readonly majorFaults: number;
  /** Clock ticks since boot. */
  readonly startTime: number;
  readonly vsize: Bytes;
  /** In pages of the kernel's size. */
  readonly rssPages: number;
  /** Missing when hidden, and when there is no address space. */
  readonly addresses?: StatAddresses;
  /** The kernel hides the addresses from us: startcode is 1 then. */
  readonly hidden: boolean;
}

/** include/linux/sched.h: PF_KTHREAD. */
const kernelThreadFlag = 0x0020_0000;
const openParenthesis = 40;
const closeParenthesis = 41;

/** Fields after the name are numbered as in proc(5), where the state is field 3. */
const firstField = 3;

/** Parses stat; undefined when the text is not one. The name may hold `)`, so the last one ends it. */
export function parseStat(bytes: Uint8Array): StatFacts | undefined {
  const open = bytes.indexOf(openParenthesis);
  const close = bytes.lastIndexOf(closeParenthesis);
  if (open < 1 || close < open) return undefined;
  const pid = Number(decodeText(bytes.subarray(0, open)));
  const fields = decodeText(bytes.subarray(close + 1))
    .trim()
    .split(' ');
  const text = (field: number): string => fields[field - firstField] ?? '';
  const count = (field: number): number => {
    const value = Number(text(field));
    return Number.isFinite(value) ? value : 0;
  };
  const state = text(3);
  if (!Number.isSafeInteger(pid) || pid < 0 || state.length !== 1 || !/^\d+$/.test(text(22))) return undefined;
  const flags = count(9);
  const hidden = text(26) === '1' && text(28) === '0';
  const addresses = hidden ? undefined : addressesOf(text);
  return {
    pid: asPid(pid),
    comm: decodeText(bytes.subarray(open + 1, close)),
    state,
    ppid: asPid(count(4)),
    flags,
    kernelThread: (flags & kernelThreadFlag) !== 0,
    threadCount: count(20),
    minorFaults: count(10),
    majorFaults: count(12),
    startTime: count(22),
    vsize: asBytes(count(23)),
    rssPages: count(24),
    hidden,
    ...(addresses ? { addresses } : {}),
  };
}

/** The address fields; undefined when absent, strange, or all zero (zombie, kernel thread). */
function addressesOf(text: (field: number) => string): StatAddresses | undefined {
  const fields = [26, 27, 28, 45, 46, 47, 48, 49, 50, 51].map(text);
  if (fields.every((digits) => digits === '0') || !fields.every(isAddress)) return undefined;
  return {
    startCode: page(text(26)),
    endCode: page(text(27)),
    startStack: page(text(28)),
    startData: page(text(45)),
    endData: page(text(46)),
    startBrk: page(text(47)),
    argStart: page(text(48)),
    argEnd: page(text(49)),
    envStart: page(text(50)),
    envEnd: page(text(51)),
  };
}

/** Decimal digits that a double surely holds; this file is parsed for every process of the list, so it must be cheap. */
const exactDigits = 15;

const page = (digits: string): PageNumber =>
  digits.length <= exactDigits ? asPageNumber(Number(digits) / pageBytes) : pageNumberOf(asAddress(BigInt(digits)));

const isAddress = (digits: string): boolean =>
  /^\d{1,20}$/.test(digits) && (digits.length < 20 || BigInt(digits) < 1n << 64n);
