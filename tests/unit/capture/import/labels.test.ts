/** What the rules say of rows that only a text or a core file tells of: nothing that the source does not. */
import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { regionView } from '@contract/rows.ts';
import { objectLabel } from '@words/labels.ts';
import { rowFindings } from '@main/read/rowFindings.ts';
import { allSentences } from '../../../support/words.ts';
import { importText } from '../../../support/atOnce.ts';

function captureOf(content: string | Uint8Array): Capture {
  const outcome = importText(content, 'text');
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value.capture;
}

/** Kind and certainty of each region, with the object it belongs to. */
const told = (capture: Capture): string[] =>
  Array.from({ length: capture.regions.length }, (_, region) => {
    const { kind, certainty, object } = regionView(capture.regions, region);
    return `${kind} ${certainty}${object === undefined ? '' : ` ${objectLabel(capture, object)}`}`;
  });

const roles = ({ objects }: Capture): string[] =>
  objects.flatMap(({ path, role }) => (role === undefined ? [] : [`${path ?? ''} ${role}`]));

describe('a library whose hole has a higher offset than the part above it', () => {
  const maps = `00400000-00406000 r-xp 00000000 fd:00 11 /usr/bin/rest
00606000-00607000 r--p 00006000 fd:00 11 /usr/bin/rest
00607000-00608000 rw-p 00007000 fd:00 11 /usr/bin/rest
7f1000000000-7f10001b8000 r-xp 00000000 fd:00 12 /usr/lib64/libc-2.17.so
7f10001b8000-7f10003b7000 ---p 001b8000 fd:00 12 /usr/lib64/libc-2.17.so
7f10003b7000-7f10003bb000 r--p 001b7000 fd:00 12 /usr/lib64/libc-2.17.so
7f10003bb000-7f10003bd000 rw-p 001bb000 fd:00 12 /usr/lib64/libc-2.17.so
7f10003bd000-7f10003c2000 rw-p 00000000 00:00 0 
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]
`;

  test('is one module, and the part between code and data of a file with two segments is relro', () => {
    expect(told(captureOf(maps)).slice(0, 8)).toEqual([
      'text strong rest',
      'relro guess rest',
      'data strong rest',
      'text strong libc-2.17.so',
      'module-gap exact libc-2.17.so',
      'relro guess libc-2.17.so',
      'data strong libc-2.17.so',
      'bss strong libc-2.17.so',
    ]);
  });

  test('and the program is called the program, the library is not', () => {
    expect(roles(captureOf(maps))).toEqual(['/usr/bin/rest program', '/usr/lib64/libc-2.17.so library']);
  });

  test('loaded twice is two modules all the same', () => {
    const copy = maps
      .split('\n')
      .filter((line) => line.includes('libc'))
      .map((line) => line.replaceAll('7f1000', '7f2000'))
      .join('\n');
    const libraries = captureOf(`${maps.replace(/7ffd.*\n/, '')}${copy}\n`).objects.filter(
      ({ kind }) => kind === 'module',
    );
    expect(libraries).toHaveLength(3);
  });
});

test('where stack and heap are executable, x does not make code of data', () => {
  const capture = captureOf(`40000000-40009000 r-xp 00000000 08:03 11 /usr/java/bin/java
40108000-4010a000 rwxp 00008000 08:03 11 /usr/java/bin/java
40bf1000-40c12000 rwxp 00000000 00:00 0 [heap]
31f4000000-31f4020000 r-xp 00000000 08:03 12 /lib64/ld-2.12.so
31f421f000-31f4220000 r-xp 0001f000 08:03 12 /lib64/ld-2.12.so
31f4220000-31f4221000 rwxp 00020000 08:03 12 /lib64/ld-2.12.so
31f4221000-31f4222000 rwxp 00000000 00:00 0 
7fff9a3e3000-7fff9a3f8000 rwxp 00000000 00:00 0 [stack]
`);
  expect(told(capture).slice(0, 7)).toEqual([
    'text strong java',
    'data strong java',
    'heap exact Heap',
    'text strong ld-2.12.so',
    'relro guess ld-2.12.so',
    'data strong ld-2.12.so',
    'bss strong ld-2.12.so',
  ]);
});

test('what a loader reserved between the parts of a library belongs to it', () => {
  const capture = captureOf(`7f4d81103000-7f4d83153000 r--p 00000000 fd:20 73 /data/app/libxul.so
7f4d83153000-7f4d83157000 ---p 00000000 00:00 0 
7f4d83157000-7f4d8c5f7000 r-xp 02050000 fd:20 73 /data/app/libxul.so
7f4d8c5f7000-7f4d8c5fa000 ---p 00000000 00:00 0 
7f4d8c5fa000-7f4d8c691000 rw-p 0b4ef000 fd:20 73 /data/app/libxul.so
7f4d8c691000-7f4d8c692000 ---p 00000000 00:00 0 
`);
  const gaps = told(capture);
  expect([gaps[1], gaps[3]]).toEqual(['module-gap strong libxul.so', 'module-gap strong libxul.so']);
  expect(gaps[5]).not.toContain('libxul');
});

test('without permissions a file of several parts is one module, and nothing is said of code or data', () => {
  const rows = [
    ['555555554000', '555555555000', '1000', '0', '/usr/bin/app'],
    ['555555555000', '555555556000', '1000', '1000', '/usr/bin/app'],
    ['555555556000', '555555558000', '2000', '2000', '/usr/bin/app'],
    ['7ffff7dc9000', '7ffff7deb000', '22000', '0', '/usr/lib/libc-2.31.so'],
    ['7ffff7deb000', '7ffff7f63000', '178000', '22000', '/usr/lib/libc-2.31.so'],
    ['7ffff7fb7000', '7ffff7fbd000', '6000', '0', ''],
  ];
  const text = rows.map(([start, end, size, offset, name]) => `0x${start} 0x${end} 0x${size} 0x${offset} ${name}\n`);
  const capture = captureOf(`Start Addr End Addr Size Offset objfile\n${text.join('')}`);
  expect(told(capture).slice(0, 5)).toEqual([
    'file exact app',
    'file exact app',
    'file exact app',
    'file exact libc-2.31.so',
    'file exact libc-2.31.so',
  ]);
  expect(roles(capture)).toEqual(['/usr/bin/app program', '/usr/lib/libc-2.31.so library']);
  expect(allSentences(capture).flat().join(' ')).not.toMatch(/executable here|writable here|read only here|private/);
});

describe('a core file without the list of files', () => {
  /** As kernels before 3.7 and several dumpers write it: program headers, and notes of the process alone. */
  const loads: readonly (readonly [bigint, bigint, number])[] = [
    [0x40_0000n, 0x1000n, 5],
    [0x60_0000n, 0x1000n, 6],
    [0x32_6c20_0000n, 0x2_0000n, 5],
    [0x32_6c42_1000n, 0x1000n, 4],
    [0x7fff_4f3b_1000n, 0x2_1000n, 6],
  ];
  function coreWithoutFiles(): Buffer {
    const head = Buffer.alloc(64);
    Buffer.from('7f454c46020101', 'hex').copy(head);
    head.writeUInt16LE(4, 16);
    head.writeUInt16LE(62, 18);
    head.writeBigUInt64LE(64n, 32);
    head.writeUInt16LE(56, 54);
    head.writeUInt16LE(loads.length, 56);
    const headers = loads.map(([start, size, flags]) => {
      const header = Buffer.alloc(56);
      header.writeUInt32LE(1, 0);
      header.writeUInt32LE(flags, 4);
      header.writeBigUInt64LE(start, 16);
      header.writeBigUInt64LE(size, 40);
      header.writeBigUInt64LE(4096n, 48);
      return header;
    });
    return Buffer.concat([head, ...headers]);
  }

  /** The same with its notes first, NT_PRSTATUS and NT_PRPSINFO. */
  function withNotes(): Buffer {
    const note = (type: number, bytes: Buffer): Buffer => {
      const start = Buffer.alloc(20);
      start.writeUInt32LE(5, 0);
      start.writeUInt32LE(bytes.length, 4);
      start.writeUInt32LE(type, 8);
      start.write('CORE', 12, 'latin1');
      return Buffer.concat([start, bytes]);
    };
    const told = Buffer.alloc(136);
    told.write('demo', 40, 'latin1');
    told.write('demo', 56, 'latin1');
    const notes = Buffer.concat([note(1, Buffer.alloc(336)), note(3, told)]);
    const plain = coreWithoutFiles();
    plain.writeUInt16LE(loads.length + 1, 56);
    const header = Buffer.alloc(56);
    header.writeUInt32LE(4, 0);
    header.writeBigUInt64LE(BigInt(plain.length + 56), 8);
    header.writeBigUInt64LE(BigInt(notes.length), 32);
    return Buffer.concat([plain.subarray(0, 64), header, plain.subarray(64), notes]);
  }

  /** The same of a 32-bit machine, for all but the library above 4 GiB. */
  function ofThirtyTwoBits(): Buffer {
    const low = loads.filter(([start]) => start < 1n << 32n);
    const head = Buffer.alloc(52);
    Buffer.from('7f454c46010101', 'hex').copy(head);
    head.writeUInt16LE(4, 16);
    head.writeUInt16LE(3, 18);
    head.writeUInt32LE(52, 28);
    head.writeUInt16LE(32, 42);
    head.writeUInt16LE(low.length, 44);
    const headers = low.map(([start, size, flags]) => {
      const header = Buffer.alloc(32);
      for (const [index, word] of [1, 4096, Number(start), 0, 0, Number(size), flags, 4096].entries())
        header.writeUInt32LE(word, 4 * index);
      return header;
    });
    return Buffer.concat([head, ...headers]);
  }

  test.each([
    ['without notes', coreWithoutFiles, 5],
    ['with the notes of old kernels', withNotes, 5],
    ['of 32 bits', ofThirtyTwoBits, 2],
  ])('%s calls no row generated code, nothing exact, and raises no finding', (_, core, rows) => {
    const capture = captureOf(core());
    expect(capture.mappings.length).toBe(rows);
    expect(capture.source?.unknown).toEqual(expect.arrayContaining(['path', 'names']));
    expect(new Set(told(capture))).toEqual(new Set(['anon guess']));
    expect(rowFindings(capture)).toEqual([]);
    expect(allSentences(capture).flat().join(' ')).not.toMatch(/No file|has no file/);
  });
});
