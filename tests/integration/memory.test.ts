import { asAddress, pageNumberOf } from '@contract/address.ts';
import { memoryPageStates } from '@contract/inside.ts';
import { pageStateBits } from '@contract/pages.ts';
import { mappingName } from '@contract/rows.ts';
import { asPageNumber, asPid, pageBytes, type PageNumber } from '@contract/units.ts';
import { AccessLog } from '@main/capture/accessLog.ts';
import { openContext } from '@main/capture/context.ts';
import { withMemory } from '@main/capture/evidence.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookInto, type Looked } from '../support/looking.ts';
import { startProgram, type Program } from '../support/programs.ts';

let program: Program;
let looked: Looked;
beforeAll(async () => {
  program = await startProgram('pointers');
  looked = lookInto(program.pid);
});
afterAll(() => program.stop());

const pageOf = (name: string): PageNumber => pageNumberOf(asAddress(program.made(name).start));
const spans = (): Float64Array => Float64Array.of(pageOf('block'), pageOf('block') + 4);
const stateNames = (pages: Uint8Array): string[] => Array.from(pages, (state) => memoryPageStates[state] ?? '');
const consent = true;

describe('bytes of memory', () => {
  test('are those that the program wrote', async () => {
    const { bytes } = await looked.get('memory.read', { start: pageOf('rare'), length: 6, consent });
    expect([...bytes]).toEqual([0xc0, 0xff, 0xee, 0x5a, 0xa5, 0x17]);
    const first = await looked.get('memory.read', { start: pageOf('first'), length: 32, consent });
    expect(new DataView(first.bytes.buffer).getBigUint64(0, true)).toBe(program.made('second').start);
    expect(new TextDecoder().decode(first.bytes.subarray(8, 26))).toBe('first of the chain');
  });

  test('of a page that was never touched are not read, and looking does not touch it', async () => {
    const length = 4 * pageBytes;
    const { pages, bytes } = await looked.get('memory.read', { start: pageOf('block'), length, consent });
    expect(stateNames(pages)).toEqual(['read', 'absent', 'read', 'read']);
    expect(bytes.subarray(pageBytes, 2 * pageBytes).every((byte) => byte === 0)).toBe(true);
    await looked.get('memory.search', {
      spans: spans(),
      needle: { type: 'text', text: 'chain', ignoreCase: false },
      limit: 10,
      consent,
    });
    const { states } = await looked.get('pages.states', { spans: spans() });
    expect(states[1]! & pageStateBits.present).toBe(0);
  });

  test('of gaps and of the kernel’s own pages are told to be out of reach', async () => {
    const gap = await looked.get('memory.read', { start: asPageNumber(16), length: 16, consent });
    expect(stateNames(gap.pages)).toEqual(['unmapped']);
    const { mappings } = looked.capture;
    const vvar = Array.from({ length: mappings.length }, (_, row) => row).find(
      (row) => mappingName(mappings, row) === '[vvar]',
    );
    if (vvar === undefined) return;
    const kernel = await looked.get('memory.read', { start: asPageNumber(mappings.start[vvar]!), length: 16, consent });
    expect(['absent', 'unreadable']).toContain(stateNames(kernel.pages)[0]);
  });

  test('are never read without consent', async () => {
    expect(await looked.ask('memory.read', { start: pageOf('block'), length: 16, consent: false })).toMatchObject({
      ok: false,
      code: 'invalid',
      message: expect.stringContaining('nobody agreed') as string,
    });
  });
});

describe('searching memory', () => {
  test('finds a text, in either case when asked, in one region and in everything', async () => {
    const search = (text: string, ignoreCase: boolean, of: Float64Array) =>
      looked.get('memory.search', { spans: of, needle: { type: 'text', text, ignoreCase }, limit: 100, consent });
    const exactly = await search('of the chain', false, spans());
    expect([...exactly.start]).toEqual([pageOf('first') + 14 / pageBytes, pageOf('second') + 15 / pageBytes]);
    expect(exactly.around).toEqual([
      expect.stringMatching(/first of the chain/),
      expect.stringMatching(/second of the chain/),
    ]);
    expect((await search('OF THE CHAIN', false, spans())).start).toHaveLength(0);
    const everywhere = await search('OF THE CHAIN', true, new Float64Array());
    expect(everywhere.start.length).toBeGreaterThanOrEqual(2);
    expect(everywhere.bytesRead).toBeGreaterThan(4096);
  });

  test('finds bytes and pointers', async () => {
    const bytes = Uint8Array.of(0xc0, 0xff, 0xee, 0x5a, 0xa5, 0x17);
    const found = await looked.get('memory.search', {
      spans: spans(),
      needle: { type: 'bytes', bytes },
      limit: 9,
      consent,
    });
    expect([...found.start]).toEqual([pageOf('rare')]);
    const second = pageOf('second');
    const pointers = await looked.get('memory.search', {
      spans: spans(),
      needle: { type: 'pointer', start: second, end: asPageNumber(second + 1) },
      limit: 9,
      consent,
    });
    expect([...pointers.start]).toEqual([pageOf('first')]);
    expect([...pointers.target!]).toEqual([second]);
  });

  test('stops at the limit and says that there is more', async () => {
    const needle = { type: 'text', text: 'of the chain', ignoreCase: false } as const;
    const { start, more } = await looked.get('memory.search', { spans: spans(), needle, limit: 1, consent });
    expect(start).toHaveLength(1);
    expect(more).toBe(true);
  });

  test('can be given up', async () => {
    const abort = new AbortController();
    abort.abort();
    const needle = { type: 'text', text: 'x', ignoreCase: false } as const;
    const answer = looked.ask(
      'memory.search',
      { spans: new Float64Array(), needle, limit: 100_000, consent },
      { signal: abort.signal },
    );
    expect(await answer).toMatchObject({ ok: false, code: 'cancelled' });
  });
});

test('the texts of a region are told with their addresses', async () => {
  const start = pageOf('block');
  const { start: at, texts } = await looked.get('memory.strings', {
    start,
    end: asPageNumber(start + 4),
    least: 6,
    limit: 100,
    consent,
  });
  expect(texts).toEqual(['first of the chain', 'second of the chain']);
  expect(at[0]).toBe(start + 8 / pageBytes);
});

test('fields that lie in one page, where a pointer led, cost one look at pagemap', () => {
  const { reader, machine } = openContext();
  const log = new AccessLog(reader);
  const { start } = program.made('first');
  withMemory(log, asPid(program.pid), { pageSize: machine.pageSize, wanted: true }, (memory) => {
    expect(memory?.presentPages(pageOf('first'), 1)).toEqual(Uint8Array.of(1));
    for (const field of [0n, 8n, 16n]) expect(memory?.read(asAddress(start + field), 8)).toHaveLength(8);
  });
  const bytesOf = (name: string): number | undefined => log.entries().find(({ file }) => file.endsWith(name))?.bytes;
  expect(bytesOf('/pagemap')).toBe(8);
  expect(bytesOf('/mem')).toBe(24);
});

test('short reads are kept as they were when others follow', () => {
  const { reader, machine } = openContext();
  const { start } = program.made('first');
  withMemory(new AccessLog(reader), asPid(program.pid), { pageSize: machine.pageSize, wanted: true }, (memory) => {
    const whole = memory?.read(asAddress(start), pageBytes);
    const pieces = Array.from({ length: 800 }, (_, at) => memory?.read(asAddress(start + BigInt(at)), 1 + (at % 33)));
    for (const [at, piece] of pieces.entries()) expect(piece).toEqual(whole?.subarray(at, at + 1 + (at % 33)));
    // Rules look at words of 8 bytes in them.
    expect(pieces.every((piece) => piece !== undefined && piece.byteOffset % 8 === 0)).toBe(true);
  });
});

test('pages that pagemap was asked for at once are not asked for again when they are read', () => {
  const { reader, machine } = openContext();
  const log = new AccessLog(reader);
  const first = asPageNumber(Math.floor(pageOf('first')));
  withMemory(log, asPid(program.pid), { pageSize: machine.pageSize, wanted: true }, (memory) => {
    expect(memory?.presentPages(first, 32)?.[0]).toBe(1);
    expect(memory?.read(asAddress(program.made('first').start), 8)).toHaveLength(8);
  });
  expect(log.entries().find(({ file }) => file.endsWith('/pagemap'))?.bytes).toBe(32 * 8);
});
