/** The readers and parsers on this machine's own kernel files. */
import { addressOf, asAddress } from '@contract/address.ts';
import { nodeKeys, numaPolicy, numaSize, printedCount } from '@contract/numa.ts';
import { mappingName, rowAt, smapsFigure } from '@contract/rows.ts';
import { asPageNumber, asPid } from '@contract/units.ts';
import { auxvAddress, auxvNumber, auxvTypes, auxvWordBytes, parseAuxv } from '@main/procfs/auxv.ts';
import { listProcesses } from '@main/procfs/processes.ts';
import { readBootId, readMachine } from '@main/procfs/machine.ts';
import { MapsParser, parseMaps } from '@main/procfs/maps.ts';
import { openMemory } from '@main/procfs/mem.ts';
import { joinPart } from '@main/capture/parts/read.ts';
import { parseMountinfo } from '@main/procfs/mountinfo.ts';
import { pageStateBits } from '@contract/pages.ts';
import { openPagemap } from '@main/procfs/pagemap.ts';
import { openProc } from '@main/procfs/reader.ts';
import { parseStat } from '@main/procfs/stat.ts';
import { parseStatus } from '@main/procfs/status.ts';
import { readThreads } from '@main/procfs/threads.ts';
import { openUsers } from '@main/procfs/users.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skip } from '../support/skip.ts';
import { referenceRows, rowsOf } from '../unit/procfs/reference.ts';
import { parseNumaMaps, parseSmaps } from '../support/atOnce.ts';

const reader = openProc();
let child: ChildProcess;
let pid = 0;

/** The bytes of a file that must be readable here. */
function bytesOf(path: string): Uint8Array {
  const outcome = reader.read(path);
  if (outcome.status !== 'read') throw new Error(outcome.why);
  return outcome.value;
}

beforeAll(async () => {
  // A process of our own that stands still, so that two reads of it agree.
  child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  pid = child.pid!;
  // Until the loader has finished, the map still moves.
  while (parseMaps(bytesOf(`${pid}/maps`)).mappings.length < 10) {
    await new Promise((done) => setTimeout(done, 10));
  }
  await new Promise((done) => setTimeout(done, 200));
});

afterAll(() => {
  child.kill('SIGKILL');
});

describe('a process that stands still', () => {
  test('maps says what the reference parser says', () => {
    const { mappings, notes } = parseMaps(bytesOf(`${pid}/maps`));
    expect(notes).toEqual([]);
    expect(rowsOf(mappings)).toEqual(referenceRows(readFileSync(`/proc/${pid}/maps`, 'utf8')));
  });

  test('smaps says what the reference parser says', () => {
    const { mappings, smaps, notes } = parseSmaps(bytesOf(`${pid}/smaps`));
    expect(notes).toEqual([]);
    const expected = referenceRows(readFileSync(`/proc/${pid}/smaps`, 'utf8'));
    // The referenced bits may change between two reads without the process doing anything.
    const still = rowsOf(mappings, smaps).map(({ figures, ...row }) => ({ ...row, keys: Object.keys(figures) }));
    expect(still).toEqual(expected.map(({ figures, ...row }) => ({ ...row, keys: Object.keys(figures) })));
    expect(rowsOf(mappings, smaps).map(({ figures }) => figures.Size)).toEqual(
      expected.map(({ figures }) => figures.Size),
    );
  });

  test('numa_maps has a line for every mapping but [vsyscall], and counts the pages that smaps calls resident', (context) => {
    const outcome = reader.read(`${pid}/numa_maps`);
    if (outcome.status !== 'read') skip(context, outcome.why);
    const { mappings, smaps } = parseSmaps(bytesOf(`${pid}/smaps`));
    const { table: numa, notes } = joinPart('numa', mappings, parseNumaMaps(outcome.value));
    expect(notes).toEqual([]);
    for (let row = 0; row < mappings.length; row++) {
      const name = mappingName(mappings, row);
      expect([name, numaPolicy(numa, row) === undefined]).toEqual([name, name === '[vsyscall]']);
      if (numa.keys.every((key) => printedCount(numa, key, row) === undefined)) continue;
      const sizes = nodeKeys(numa).map((key) => numaSize(numa, key, row) ?? NaN);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect([name, total]).toEqual([name, smapsFigure(smaps, 'Rss', row)]);
    }
  });

  test('the sum of Rss over smaps is that of smaps_rollup', () => {
    const { smaps } = parseSmaps(bytesOf(`${pid}/smaps`));
    const rollup = /^Rss: +(\d+) kB$/m.exec(Buffer.from(bytesOf(`${pid}/smaps_rollup`)).toString('latin1'))?.[1];
    let total = 0;
    for (let row = 0; row < smaps.length; row++) total += smapsFigure(smaps, 'Rss', row) ?? 0;
    expect(Math.abs(total - Number(rollup))).toBeLessThanOrEqual(64);
  });

  test('auxv, stat and maps agree on where things are', () => {
    const { mappings } = parseMaps(bytesOf(`${pid}/maps`));
    const auxvBytes = bytesOf(`${pid}/auxv`);
    const auxv = parseAuxv(auxvBytes, auxvWordBytes(auxvBytes));
    const stat = parseStat(bytesOf(`${pid}/stat`));
    const nameAt = (page: number): string => mappingName(mappings, rowAt(mappings, asPageNumber(page)));
    const entry = auxvAddress(auxv, auxvTypes.entry)!;
    expect(nameAt(Number(entry / 4096n))).toMatch(/sleep|coreutils|busybox/);
    expect(nameAt(Math.floor(stat!.addresses!.startStack))).toBe('[stack]');
    expect(auxvNumber(auxv, auxvTypes.pageSize)).toBe(readMachine(reader).pageSize);
  });

  test('its one thread is blocked with the stack pointer in the stack', () => {
    const { threads, access } = readThreads(reader, asPid(pid));
    expect(threads).toHaveLength(1);
    const pointer = threads[0]!.stackPointer;
    if (pointer === undefined) {
      expect(access.find(({ file }) => file.endsWith('syscall'))?.status).toBe('refused');
      return;
    }
    const { mappings } = parseMaps(bytesOf(`${pid}/maps`));
    expect(mappingName(mappings, rowAt(mappings, pointer))).toBe('[stack]');
  });

  test('pagemap calls the pages present that smaps counts as resident', () => {
    const { mappings, smaps } = parseSmaps(bytesOf(`${pid}/smaps`));
    const outcome = openPagemap(reader, asPid(pid), readMachine(reader).pageSize);
    if (outcome.status !== 'read') throw new Error(outcome.why);
    const stack = mappings.name.findIndex((name) => mappings.names[name] === '[stack]');
    const start = asPageNumber(mappings.start[stack]!);
    const states = outcome.value.readStates(start, mappings.end[stack]! - start);
    outcome.value.close();
    const present = states.filter((state) => (state & pageStateBits.present) !== 0).length;
    expect(present * 4).toBe(smapsFigure(smaps, 'Rss', stack));
  });

  test('memory can be read where it is mapped, and only there', () => {
    const { mappings } = parseMaps(bytesOf(`${pid}/maps`));
    const outcome = openMemory(reader, asPid(pid));
    if (outcome.status !== 'read') throw new Error(outcome.why);
    const first = addressOf(asPageNumber(mappings.start[0]!));
    expect([...outcome.value.read(first, 4)!]).toEqual([0x7f, 0x45, 0x4c, 0x46]);
    expect(outcome.value.read(asAddress(4096n), 4)).toBeUndefined();
    expect(outcome.value.read(asAddress(0xffffffffff600000n), 4)).toBeUndefined();
    outcome.value.close();
  });

  test('the list of processes shows it with its command line', () => {
    const rows = listProcesses(reader, openUsers());
    const row = rows.find((one) => one.pid === asPid(pid));
    expect(row).toMatchObject({ comm: 'sleep', cmdline: 'sleep 600', ppid: process.pid, threads: 1 });
    expect(row).not.toHaveProperty('locked');
    expect(row!.rss).toBeGreaterThan(100_000);
  });
});

describe('this process', () => {
  test('reads its own maps in chunks as it changes, without a line that is not understood', () => {
    const parser = new MapsParser();
    const outcome = reader.readChunks('self/maps', (chunk) => {
      parser.push(chunk);
    });
    expect(outcome.status).toBe('read');
    const { mappings, notes } = parser.finish();
    expect(notes).toEqual([]);
    expect(mappings.length).toBeGreaterThan(20);
  });

  test('status gives its threads and figures', () => {
    const status = parseStatus(bytesOf('self/status'));
    expect(status.uid).toBe(process.geteuid?.());
    expect(status.figures.VmRSS).toBeGreaterThan(10_000);
    expect(status.threads).toBeGreaterThan(1);
  });

  test('the mounts name /proc', () => {
    expect(parseMountinfo(bytesOf('self/mountinfo')).find(({ mountPoint }) => mountPoint === '/proc')?.type).toBe(
      'proc',
    );
  });

  test('the boot has an id', () => {
    expect(readBootId(reader)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a process that is not there', () => {
  test('gives an absent maps with a sentence', () => {
    expect(reader.read('4194305/maps')).toMatchObject({
      status: 'absent',
      why: 'There is no process 4194305: it has ended, or never was.',
    });
  });

  test('a zombie has empty maps and says so for smaps_rollup', async () => {
    // The shell's child ends while the shell, now another program, never waits for it.
    const parent = spawn('sh', ['-c', 'sleep 0 & exec sleep 600'], { stdio: 'ignore' });
    await once(parent, 'spawn');
    const zombie = await waitForZombie(parent.pid!);
    try {
      expect(bytesOf(`${zombie}/maps`)).toHaveLength(0);
      expect(reader.read(`${zombie}/smaps_rollup`)).toMatchObject({
        status: 'absent',
        why: `Process ${zombie} has no smaps_rollup because it has no address space: it has just ended, is a zombie, or is a kernel thread.`,
      });
      const stat = parseStat(bytesOf(`${zombie}/stat`));
      expect(stat).toMatchObject({ state: 'Z', hidden: false });
      expect(stat).not.toHaveProperty('addresses');
    } finally {
      parent.kill('SIGKILL');
    }
  });
});

async function waitForZombie(parent: number): Promise<number> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const row = listProcesses(reader, openUsers()).find(({ ppid, state }) => ppid === asPid(parent) && state === 'Z');
    if (row) return row.pid;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('no zombie appeared');
}
