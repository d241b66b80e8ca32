import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellLabels, fitted, longestFitting, wholeWords } from '@renderer/layout/labels.ts';
import { sampleMeasure } from '../../support/sampleScene.ts';

describe('a text', () => {
  it('is shortened in its middle, and the end of a path stays', () => {
    expect(fitted('/usr/lib/x86_64-linux-gnu/libc.so.6', 'name', 140, sampleMeasure)).toBe('/usr/li…nu/libc.so.6');
  });

  it('stays whole when it fits and is left out when nothing of it fits', () => {
    expect(fitted('heap', 'name', 28, sampleMeasure)).toBe('heap');
    expect(fitted('libcrypto.so.3', 'name', 15, sampleMeasure)).toBeUndefined();
  });

  it('never gets wider than its room, and no character is cut in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-composite', maxLength: 60 }),
        fc.integer({ min: 0, max: 300 }),
        (text, room) => {
          const short = fitted(text, 'name', room, sampleMeasure);
          if (short === undefined) return;
          expect(sampleMeasure(short, 'name')).toBeLessThanOrEqual(room);
          for (const letter of short) if (letter !== '…') expect(Array.from(text)).toContain(letter);
        },
      ),
    );
  });

  it('is broken at spaces into whole words, or not at all', () => {
    expect(wholeWords('Libraries and threads', 'strong', 100, sampleMeasure)).toEqual(['Libraries and', 'threads']);
    expect(wholeWords('Libraries and threads', 'strong', 60, sampleMeasure)).toBeUndefined();
  });

  it('takes the longest form that fits, and cuts the shortest one at its end only when some letters of it stay', () => {
    const forms = ['Stack of thread 4712 (worker)', 'worker 4712', 'worker'];
    const at = (letters: number) => longestFitting(forms, 'name', letters * 7, sampleMeasure);
    expect([at(40), at(12), at(8), at(5), at(4)]).toEqual([forms[0], 'worker 4712', 'worker', 'work…', undefined]);
  });
});

describe('a cell', () => {
  const text = {
    names: ['stack of 4712', 'stack'],
    nameFont: 'name',
    size: '8 MiB',
    note: 'rw-p',
    edges: { top: '0x2000', bottom: '0x1000' },
  } as const;
  const texts = (height: number, width = 300, y = 100) =>
    cellLabels({ x: 0, y, width, height }, 720, text, 0xffffff, 1, sampleMeasure).map((label) => label.text);

  it('says more the more room it has: name and size, then permissions, then addresses', () => {
    expect(texts(10)).toEqual([]);
    expect(texts(16)).toEqual(['stack of 4712', '8 MiB']);
    expect(texts(34)).toEqual(['stack of 4712', '8 MiB', 'rw-p']);
    expect(texts(80)).toEqual(['stack of 4712', '8 MiB', 'rw-p', '0x2000', '0x1000']);
  });

  it('shortens its name before it drops its size, and gives the size a line of its own where there is one', () => {
    expect(texts(16, 120)).toEqual(['stack', '8 MiB']);
    expect(texts(34, 120)).toEqual(['stack of 4712', '8 MiB', 'rw-p']);
  });

  it('leaves out the size where it is narrow', () => {
    expect(texts(16, 80)).toEqual(['stack']);
  });

  it('does not write an edge’s address where the edge is off screen', () => {
    expect(texts(400, 300, 500)).toEqual(['stack of 4712', '8 MiB', 'rw-p', '0x2000']);
  });
});
