/** The parts of every mapped ELF file as `readelf` tells them, for comparing with our labels. */
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import type { Truth } from './truths.ts';

interface Load {
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly flags: string;
}

const page = 4096n;
const pageDown = (value: bigint): bigint => value & ~(page - 1n);
const pageUp = (value: bigint): bigint => pageDown(value + page - 1n);
const headers = new Map<string, readonly Load[]>();

function loadsOf(path: string): readonly Load[] {
  const known = headers.get(path);
  if (known) return known;
  let text = '';
  try {
    text = execFileSync('readelf', ['-lW', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // not ELF, or gone
  }
  const line = /^\s+LOAD\s+0x(\w+)\s+0x(\w+)\s+0x\w+\s+0x(\w+)\s+0x(\w+)\s+([RWE ]+?)\s+0x/gm;
  const loads = [...text.matchAll(line)].map(([, offset, address, fileSize, memorySize, flags]) => ({
    offset: BigInt(`0x${offset}`),
    address: BigInt(`0x${address}`),
    fileSize: BigInt(`0x${fileSize}`),
    memorySize: BigInt(`0x${memorySize}`),
    flags: (flags ?? '').replaceAll(' ', ''),
  }));
  headers.set(path, loads);
  return loads;
}

/** Spans of code, constants and data of a process's files. Files mapped shared or without a program header give none. */
export function elfTruth(pid: number): Truth[] {
  const truths: Truth[] = [];
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from, to, perms, offsetText, path] = /^(\w+)-(\w+) (\S{4}) (\w+) \S+ \d+\s+(\/.*)$/.exec(line) ?? [];
    if (path === undefined || perms?.[3] !== 'p' || perms === '---p' || /\(deleted\)$|^\/dev|^\/memfd/.test(path))
      continue;
    let file: string;
    try {
      file = realpathSync(path);
    } catch {
      continue;
    }
    const [start, end, offset] = [BigInt(`0x${from}`), BigInt(`0x${to}`), BigInt(`0x${offsetText}`)];
    const executable = perms.includes('x');
    for (const load of loadsOf(file)) {
      const low = pageDown(load.offset);
      const high = pageUp(load.offset + load.fileSize);
      if (offset >= high || offset + (end - start) <= low || load.flags.includes('E') !== executable) continue;
      if (load.flags.includes('E')) {
        truths.push({ name: `readelf ${path} text`, kinds: ['text'], start, end });
      } else if (!load.flags.includes('W')) {
        if (perms !== 'r--p' || offset < low || offset + (end - start) > high) continue;
        truths.push({ name: `readelf ${path} constants`, kinds: ['rodata', 'file', 'relro'], start, end });
      } else if (offset === low && perms === 'rw-p') {
        // What lies in the file, after its first page, is data or protected later.
        const fileEnd = start - pageDown(load.address) + load.address + load.fileSize;
        const limit = fileEnd < end ? fileEnd : end;
        if (limit > start) truths.push({ name: `readelf ${path} data`, kinds: ['data', 'relro'], start, end: limit });
      }
      break;
    }
  }
  return truths;
}
