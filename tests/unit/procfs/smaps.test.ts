import { missingFigure } from '@contract/capture.ts';
import { smapsFigure } from '@contract/rows.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import { SmapsParser } from '@main/procfs/smaps.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutting, pieces, smapsRecord, smapsRow } from './arbitraries.ts';
import { bytesOf, fixture } from './fixtures.ts';
import { referenceRows, rowsOf } from './reference.ts';
import { inWords } from '../../support/words.ts';
import { parseSmaps } from '../../support/atOnce.ts';

describe('parseSmaps', () => {
  test('gives back every figure and flag, whichever keys are missing and however wide the figures', () => {
    fc.assert(
      fc.property(fc.array(smapsRow, { maxLength: 300 }), (rows) => {
        const { mappings, smaps, notes } = parseSmaps(bytesOf(rows.map(smapsRecord).join('')));
        expect(notes).toEqual([]);
        expect(rowsOf(mappings, smaps)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test('gives the same result however the text is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(smapsRow, { maxLength: 20 }), cutting, (rows, cuts) => {
        const bytes = bytesOf(rows.map(smapsRecord).join(''));
        const parser = new SmapsParser();
        for (const piece of pieces(bytes, cuts)) {
          parser.push(piece);
          piece.fill(0x78);
        }
        expect(parser.finish()).toEqual(parseSmaps(bytes));
      }),
    );
  });

  test('gives the same figures of the keys that are wanted, and no others', () => {
    const wanted = (key: string): boolean => ['Rss', 'Shared_Dirty', 'Swap'].includes(key);
    fc.assert(
      fc.property(fc.array(smapsRow, { maxLength: 100 }), (rows) => {
        const bytes = bytesOf(rows.map(smapsRecord).join(''));
        const parser = new SmapsParser(wanted);
        parser.push(bytes);
        const { mappings, smaps } = parser.finish();
        const all = parseSmaps(bytes);
        expect(mappings).toEqual(all.mappings);
        expect(smaps.keys).toEqual(all.smaps.keys.filter(wanted));
        expect(smaps.columns).toEqual(all.smaps.columns.filter((_, index) => wanted(all.smaps.keys[index] ?? '')));
        expect(smaps.vmFlagSets).toEqual(['']);
      }),
    );
  });

  test('keeps its columns as long as its rows when bytes of a real text are overwritten at random', () => {
    const text = fixture('sleep/smaps');
    const changes = fc.array(fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'09 :kBaZ\nf'.split(''))), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(changes, (changed) => {
        const bytes = text.slice();
        for (const [at, letter] of changed) bytes[at] = letter.charCodeAt(0);
        const { mappings, smaps } = parseSmaps(bytes);
        expect(smaps.length).toBe(mappings.length);
        for (const column of smaps.columns) expect(column).toHaveLength(mappings.length);
      }),
    );
  });

  test('never throws on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(() => parseSmaps(bytes)).not.toThrow();
      }),
    );
  });

  test('reads a recorded process as the reference parser does', () => {
    const bytes = fixture('sleep/smaps');
    const { mappings, smaps, notes } = parseSmaps(bytes);
    expect(notes).toEqual([]);
    expect(rowsOf(mappings, smaps)).toEqual(referenceRows(new TextDecoder().decode(bytes)));
  });

  test('contains the rows of maps', () => {
    expect(parseSmaps(fixture('sleep/smaps')).mappings).toEqual(parseMaps(fixture('sleep/maps')).mappings);
  });

  test('keeps unknown keys in the place where the kernel prints them', () => {
    expect(parseSmaps(fixture('new-kernel/smaps')).smaps.keys).toEqual([
      'Size',
      'KernelPageSize',
      'MMUPageSize',
      'Rss',
      'Late_Key',
      'Pss',
      'Future_Key',
      'Pss_Dirty',
      'Swap',
      'THPeligible',
      'ProtectionKey',
    ]);
  });

  test('tells a missing key from a figure of 0', () => {
    const { smaps } = parseSmaps(fixture('new-kernel/smaps'));
    expect(smapsFigure(smaps, 'Swap', 2)).toBeUndefined();
    expect(smapsFigure(smaps, 'Pss_Dirty', 2)).toBe(0);
    expect(smapsFigure(smaps, 'ProtectionKey', 0)).toBeUndefined();
    expect(smapsFigure(smaps, 'ProtectionKey', 1)).toBe(1);
  });

  test('widens only the column whose figure does not fit 32 bits', () => {
    const { smaps } = parseSmaps(fixture('new-kernel/smaps'));
    expect(smapsFigure(smaps, 'Rss', 3)).toBe(5_000_000_000);
    expect(smaps.columns.filter((column) => column instanceof Float64Array)).toHaveLength(1);
    const missing = parseSmaps(bytesOf(`${smapsHead}Rss: ${missingFigure} kB\n${smapsHead}`)).smaps;
    expect(smapsFigure(missing, 'Rss', 0)).toBe(missingFigure);
    expect(smapsFigure(missing, 'Rss', 1)).toBeUndefined();
  });

  test('keeps unknown VmFlags codes and numbers equal sets alike', () => {
    const { smaps } = parseSmaps(fixture('new-kernel/smaps'));
    expect(smaps.vmFlagSets).toEqual(['', 'rd wr mr mw me ac zz', 'rd wr sh mr mw me ms', 'ex zz']);
    expect([...smaps.vmFlags]).toEqual([1, 2, 3, 0]);
  });

  test('reads the fewer keys of an old kernel, without VmFlags', () => {
    const { smaps, mappings, notes } = parseSmaps(fixture('old-kernel/smaps'));
    expect(notes).toEqual([]);
    expect(mappings.names).toContain('[stack:1234]');
    expect(smapsFigure(smaps, 'Locked', 1)).toBe(1300);
    expect(smaps.vmFlagSets).toEqual(['']);
  });

  test('leaves out the figures of a mapping whose first line could not be understood', () => {
    const { mappings, smaps, notes } = parseSmaps(
      bytesOf(`${smapsHead}Rss:                   4 kB\nnonsense\nRss:                  99 kB\n`),
    );
    expect(mappings.length).toBe(1);
    expect(smapsFigure(smaps, 'Rss', 0)).toBe(4);
    expect(inWords(notes)).toEqual(['One line of smaps could not be understood and was left out: “nonsense”.']);
  });

  test('does not take one key for another of the same shape', () => {
    const record = (key: string, value: number): string => `${smapsHead}${key}:${String(value).padStart(11)} kB\n`;
    const { smaps } = parseSmaps(
      bytesOf(record('Shared_Clean', 1) + record('Shared_Dirty', 2) + record('Shared_Clean', 3)),
    );
    expect(smapsFigure(smaps, 'Shared_Clean', 1)).toBeUndefined();
    expect(smapsFigure(smaps, 'Shared_Dirty', 1)).toBe(2);
    expect(smapsFigure(smaps, 'Shared_Clean', 2)).toBe(3);
  });

  test('stops taking keys when a text invents more than any kernel has', () => {
    const text = Array.from({ length: 200 }, (_, i) => `K${i}:                 1 kB\n`).join('');
    const { smaps, notes } = parseSmaps(bytesOf(smapsHead + text));
    expect(smaps.keys).toHaveLength(128);
    expect(inWords(notes)).toEqual(['smaps has more than 128 different keys; 72 lines of the others were left out.']);
  });
});

const smapsHead = '00400000-00401000 r--p 00000000 fe:00 9                          /opt/program\n';
