/** Each kind of text, made by the real tool of one process (tests/fixtures/import), against the kernel's own maps. */
import { objectLabel } from '@words/labels.ts';
import { regionSentences } from '@words/sentences.ts';
import { allSentences, inWords } from '../../../support/words.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Capture, UnknownFact } from '@contract/capture.ts';
import { formatHex } from '@contract/address.ts';
import { kindIds } from '@contract/kinds.ts';
import { mappingName, permissionText, regionView, smapsFigure } from '@contract/rows.ts';
import { asPageNumber, asPid } from '@contract/units.ts';
import type { Opened } from '@main/capture/import/contentReader.ts';
import { importText } from '../../../support/atOnce.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/import/${name}`, import.meta.url));

function opened(content: string | Uint8Array, name = 'pasted text'): Opened {
  const outcome = importText(content, name);
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

const truth = opened(fixture('maps.txt')).capture;
const rows = ({ mappings }: Capture) => Array.from({ length: mappings.length }, (_, row) => row);
const kinds = ({ regions }: Capture) => Array.from(regions.kind, (kind) => kindIds[kind]);

const sources = [
  ['maps.txt', 'maps'],
  ['smaps.txt', 'smaps'],
  ['pmap.txt', 'pmap'],
  ['pmap-q.txt', 'pmap'],
  ['pmap-x.txt', 'pmap -x'],
  ['pmap-xp.txt', 'pmap -x'],
  ['pmap-d.txt', 'pmap -d'],
  ['pmap-X.txt', 'pmap -X'],
  ['pmap-XX.txt', 'pmap -XX'],
  ['gdb.txt', 'gdb info proc mappings'],
  ['smemcap.tar', 'smemcap tar'],
] as const;

describe.each(sources)('%s', (file, format) => {
  const { capture, notes, format: found } = opened(fixture(file), file);
  const unknown = (fact: UnknownFact) => capture.source?.unknown.includes(fact) === true;

  test('is recognised by its content', () => {
    expect(found).toBe(format);
    expect(capture.source).toMatchObject({ format, name: file });
  });

  test('gives every row with the kernel’s addresses and permissions', () => {
    expect(Array.from(capture.mappings.start)).toEqual(Array.from(truth.mappings.start));
    expect(Array.from(capture.mappings.end)).toEqual(Array.from(truth.mappings.end));
    expect(rows(capture).map((row) => permissionText(capture.mappings.perms[row]!))).toEqual(
      rows(truth).map((row) => permissionText(truth.mappings.perms[row]!)),
    );
    expect(inWords(notes).join(' ')).not.toContain('understood');
  });

  test('gives the other columns exactly, or says that they are unknown', () => {
    const { mappings } = capture;
    if (!unknown('offset')) expect(mappings.offset).toEqual(truth.mappings.offset);
    if (!unknown('inode')) expect(mappings.inodeLow).toEqual(truth.mappings.inodeLow);
    if (!unknown('device')) expect(mappings.major).toEqual(truth.mappings.major);
    for (const row of rows(truth)) {
      const name = mappingName(truth.mappings, row);
      const shown = mappingName(mappings, row);
      if (name.startsWith('/')) expect(shown).toBe(unknown('path') ? name.slice(name.lastIndexOf('/') + 1) : name);
      else if (unknown('names')) expect(shown === '' || shown === name).toBe(true);
      else expect(shown).toBe(name);
    }
  });

  test('has the right picture: code, libraries, stack, guards', () => {
    const found = kinds(capture);
    expect(found.filter((kind) => kind === 'text')).toHaveLength(3);
    expect(found.filter((kind) => kind === 'guard')).toHaveLength(6);
    expect(found.filter((kind) => kind === 'arena-reserve')).toHaveLength(6);
    for (const kind of ['stack', 'vdso', 'vsyscall', 'data', 'rodata', 'bss'] as const) expect(found).toContain(kind);
    expect(capture.objects.map((_, object) => objectLabel(capture, object))).toEqual(
      expect.arrayContaining(['threads', 'libc.so.6', 'ld-linux-x86-64.so.2']),
    );
  });

  test('never cites the kernel for what another program said', () => {
    if (['maps', 'smaps', 'smemcap tar'].includes(format)) return;
    const sentences = allSentences(capture).flat();
    expect(sentences.filter((sentence) => sentence.startsWith('The kernel '))).toEqual([]);
  });

  test('gives no stand-in as a fact', () => {
    expect(capture.takenAt).toBe(0);
    expect(unknown('time') && unknown('pageSize')).toBe(true);
    if (unknown('pid')) expect(capture.process.identity.pid).toBe(0);
    else expect(capture.process.identity.pid).toBe(9402);
    expect(JSON.stringify(capture.objects)).not.toContain('"tid":0');
    expect(JSON.stringify(capture.regions.details)).not.toMatch(/"tid":0|\.txt/);
  });
});

describe('figures', () => {
  test('of pmap -X and -XX are those of smaps, each key that the format shows', () => {
    const smaps = opened(fixture('smaps.txt')).capture.smaps!;
    for (const file of ['pmap-X.txt', 'pmap-XX.txt']) {
      const figures = opened(fixture(file)).capture.smaps!;
      expect(figures.keys.length).toBeGreaterThan(15);
      // How pages are shared changes with every other process between two of the tools.
      for (const key of figures.keys.filter((one) => !/Pss|^Shared_|^Private_/.test(one))) {
        for (let row = 0; row < figures.length; row++) {
          expect([file, key, row, smapsFigure(figures, key, row)]).toEqual([
            file,
            key,
            row,
            smapsFigure(smaps, key, row),
          ]);
        }
      }
    }
  });

  test('of a smemcap tar are those of the smaps in it, and the small files tell the process', () => {
    const { capture } = opened(fixture('smemcap.tar'));
    expect(capture.smaps?.keys).toEqual(opened(fixture('smaps.txt')).capture.smaps?.keys);
    expect(capture.process).toMatchObject({ comm: 'threads', threadCount: 6, cmdline: ['./threads'] });
    expect(capture.process.identity.startTime).toBeGreaterThan(0);
    expect(capture.process.addresses?.startStack).toBeDefined();
    expect(capture.machine.kernel).toMatch(/^\d+\./);
  });

  test('of pmap -x are Size, Rss and its Dirty, which is the sum of two keys and passes for none of them', () => {
    const { capture } = opened(fixture('pmap-x.txt'));
    expect(capture.smaps?.keys).toEqual(['Size', 'Rss', 'Dirty']);
    const exact = opened(fixture('pmap-XX.txt')).capture;
    for (const row of rows(truth)) {
      const [shared, own] = ['Shared_Dirty', 'Private_Dirty'].map((key) => smapsFigure(exact.smaps!, key, row)!);
      expect(smapsFigure(capture.smaps!, 'Dirty', row)).toBe(shared! + own!);
    }
  });

  test('of VmFlags come from pmap -XX, also for a file whose name looks like a flag', () => {
    const text = fixture('pmap-XX.txt').toString().replaceAll(' threads\n', ' rd\n');
    const { capture } = opened(text);
    expect(capture.smaps?.vmFlagSets[capture.smaps.vmFlags[1]!]).toBe('rd ex mr mw me');
    expect(mappingName(capture.mappings, 1)).toBe('rd');
    const whole = opened(fixture('smaps.txt')).capture.smaps!;
    expect(capture.smaps?.vmFlagSets.toSorted()).toEqual(whole.vmFlagSets.toSorted());
  });

  test('that a format does not have are absent', () => {
    for (const file of ['maps.txt', 'pmap.txt', 'pmap-d.txt', 'gdb.txt']) {
      expect(opened(fixture(file)).capture).not.toHaveProperty('smaps');
    }
  });
});

describe('text that has been pasted', () => {
  test('may have passed through Windows', () => {
    for (const [file] of sources.slice(0, -1)) {
      const text = fixture(file).toString();
      const { capture } = opened(`\ufeff${text.replaceAll('\n', '\r\n')}`);
      const { capture: plain } = opened(text);
      expect(capture.mappings).toEqual(plain.mappings);
    }
  });

  test('shows what could be read, counts what could not, and quotes the first of it', () => {
    const lines = fixture('maps.txt').toString().split('\n');
    lines.splice(3, 0, 'oops <script>', 'zzz');
    const { capture, notes } = opened(lines.join('\n'));
    expect(capture.mappings.length).toBe(48);
    expect(inWords(notes)).toEqual([
      '2 lines of maps could not be understood and were left out; the first is “oops <script>”.',
    ]);
    const pmap = opened(fixture('pmap-x.txt').toString().replace('Address', 'ADDRESS'));
    expect(inWords(pmap.notes)[0]).toMatch(/^One line of the output of pmap could not be understood.*“ADDRESS/);
  });

  test('of several processes shows the first and says so', () => {
    const text = fixture('pmap-x.txt').toString();
    const { capture, notes } = opened(text + text.replace('9402:', '17:'));
    expect(capture.process.identity.pid).toBe(9402);
    expect(capture.mappings.length).toBe(48);
    expect(inWords(notes)).toContain(
      'Only the first process is shown; 48 rows of one other process were left out: “17: ./threads”.',
    );
  });

  test.each(['pmap.txt', 'pmap-q.txt', 'pmap-x.txt', 'pmap-d.txt', 'pmap-X.txt', 'pmap-XX.txt'])(
    'of several processes in %s shows the one that is asked for',
    (file) => {
      const text = fixture(file).toString();
      const both = text.replace('9402:', '17:').replace(/^.*\[ ?stack ?\]\n/m, '') + text;
      const outcome = importText(both, file, { pid: asPid(9402) });
      if (!outcome.ok) throw new Error(outcome.message);
      const { capture, notes } = outcome.value;
      expect(capture.process.identity.pid).toBe(9402);
      expect(capture.mappings.start).toEqual(truth.mappings.start);
      expect(inWords(notes)).toContain(
        'Only process 9402 is shown; 47 rows of one other process were left out: “17: ./threads”.',
      );
      expect(importText(both, file, { pid: asPid(18) })).toMatchObject({
        ok: false,
        why: 'It has no rows of process 18, but 95 of 2 other processes.',
      });
    },
  );

  test('of pmap -k tells the kernel’s own names, which the other formats do not', () => {
    // procps 4.0.6 prints them without the two blanks before [ anon ].
    const lines = fixture('pmap.txt').toString().split('\n');
    const text = lines.map((line) => {
      const row = rows(truth).find((each) =>
        line.startsWith(formatHex(asPageNumber(truth.mappings.start[each]!)).padStart(16, '0')),
      );
      const name = row === undefined ? '' : mappingName(truth.mappings, row);
      return name.startsWith('[') ? line.replace(/ {2}\[ (?:anon|stack) \]$/, name) : line;
    });
    const { capture, notes } = opened(text.join('\n'));
    expect(notes).toEqual([]);
    expect(capture.source?.unknown).not.toContain('names');
    const names = ({ mappings }: Capture) => rows(truth).map((row) => mappingName(mappings, row));
    expect(names(capture).filter((name) => name.startsWith('['))).toEqual(
      names(truth).filter((name) => name.startsWith('[')),
    );
    expect(kinds(capture)).toContain('heap');
  });

  test('of our own pmap -l takes no label for a name', () => {
    const text = fixture('pmap.txt').toString().replace('[ anon ]', '[ heap:9402 ]');
    const { capture, notes } = opened(text);
    expect(capture.mappings.names.join()).not.toContain('heap:');
    expect(inWords(notes)[0]).toBe(
      'One label in brackets, which pmap does not print, was left out: the rules look at the rows.',
    );
  });

  test.each(['pmap-X.txt', 'pmap-XX.txt'])('of %s without its heading is refused with the way out', (file) => {
    const [process, , ...lines] = fixture(file).toString().split('\n');
    expect(importText([process, ...lines].join('\n'), file)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/without their heading.*without -q/) as string,
    });
  });

  test.each(['maps.txt', 'smaps.txt', 'pmap-x.txt', 'pmap-XX.txt', 'gdb.txt'])(
    'of %s may begin and end with a shell’s prompt, also from Windows',
    (file) => {
      const text = fixture(file).toString();
      for (const end of ['\n', '\r\n']) {
        const pasted = `ada@tower:~$ cat it\n${text}ada@tower:~$ `.replaceAll('\n', end);
        const { capture, notes } = opened(pasted);
        expect(capture.mappings).toEqual(opened(text).capture.mappings);
        expect(inWords(notes)[0]).toMatch(
          /^2 lines around the table were passed over; the first is “ada@tower:~\$ cat it”\.$/,
        );
      }
    },
  );

  test('with overlapping rows is repaired in words', () => {
    const { capture, notes } = opened('1000-5000 rw-p 0 0:0 0\n3000-6000 r--p 0 0:0 0\n');
    expect(capture.mappings.length).toBe(2);
    expect(inWords(notes)).toEqual([
      'One row overlapped an earlier one; the later row was kept each time: 1 cut short, 0 left out.',
    ]);
  });
});

test('the first region of the vDSO in pmap says what it rests on', () => {
  const { capture } = opened(fixture('pmap.txt'));
  const { regions } = capture;
  const vdso = Array.from({ length: regions.length }, (_, row) => regionView(regions, row)).find(
    ({ kind }) => kind === 'vdso',
  );
  expect(vdso?.certainty).toBe('strong');
  expect(regionSentences(capture, vdso?.index ?? -1)).toEqual([
    expect.stringContaining('practically always') as string,
  ]);
});

describe('gdb’s columns', () => {
  const gdbRows = fixture('gdb.txt')
    .toString()
    .split('\n')
    .flatMap((line) => {
      const match = /^ *(0x\w+) +(0x\w+) +(0x\w+) +(0x\w+) +(\S{4}) *(.*)$/.exec(line);
      return match ? [match.slice(1)] : [];
    });
  /** As each version prints them (gdb/linux-tdep.c, linux_info_proc_1). */
  const layouts: readonly (readonly [string, string, (row: readonly string[]) => string])[] = [
    [
      'up to 11, without permissions',
      '          Start Addr           End Addr       Size     Offset objfile\n',
      ([start = '', end = '', size = '', offset = '', , name = '']) =>
        `  ${start.padStart(18)} ${end.padStart(18)} ${size.padStart(10)} ${offset.padStart(10)} ${name}\n`,
    ],
    [
      '12 and 13',
      '          Start Addr           End Addr       Size     Offset  Perms  objfile\n',
      ([start = '', end = '', size = '', offset = '', perms = '', name = '']) =>
        `  ${start.padStart(18)} ${end.padStart(18)} ${size.padStart(10)} ${offset.padStart(10)}  ${perms.padEnd(5)}  ${name}\n`,
    ],
    [
      'from 14 on, as a table',
      'Start Addr         End Addr           Size               Offset             Perms File \n',
      ([start = '', end = '', size = '', offset = '', perms = '', name = '']) =>
        [start, end].map((address) => `0x${address.slice(2).padStart(16, '0')}`).join(' ') +
        ` ${size.padEnd(18)} ${offset.padEnd(18)} ${perms.padEnd(5)} ${name} \n`,
    ],
  ];

  test.each(layouts)('of version %s are read', (version, heading, print) => {
    const text = `process 9402\nMapped address spaces:\n\n${heading}${gdbRows.map(print).join('')}`;
    const { capture, notes } = opened(text);
    const plain = opened(fixture('gdb.txt')).capture;
    expect(notes).toEqual([]);
    expect(capture.mappings.start).toEqual(plain.mappings.start);
    expect(capture.mappings.end).toEqual(plain.mappings.end);
    expect(capture.mappings.names).toEqual(plain.mappings.names);
    expect(capture.mappings.offset).toEqual(plain.mappings.offset);
    const told = !version.includes('without permissions');
    expect(capture.source?.unknown.includes('permissions')).toBe(!told);
    if (told) expect(capture.mappings.perms).toEqual(plain.mappings.perms);
  });
});
