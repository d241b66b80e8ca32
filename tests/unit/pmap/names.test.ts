import { describe, expect, test } from 'vitest';
import { asPageNumber } from '@contract/units.ts';
import { parseMaps } from '@main/procfs/maps.ts';
import type { Chosen } from '@main/pmap/cells.ts';
import { kernelNames, mappingNames, type NameFacts, type NameStyle } from '@main/pmap/mappingName.ts';
import { charsetOf, cleanCommand, cleanName } from '@main/pmap/printableBytes.ts';
import { commandText } from '@main/pmap/processLine.ts';

const plain: NameStyle = { fullPath: false, kernelName: false, charset: 'ascii' };
const line = (name: string, device = '00:00', inode = 0): string =>
  `1000-3000 rw-s 00000000 ${device} ${inode} ${name}\n`;

const first = ({ choices, chosen }: Chosen): string | undefined => choices[chosen[0] ?? 0];

function nameOf(text: string, style: Partial<NameStyle> = {}, facts: Partial<NameFacts> = {}): string | undefined {
  const { mappings } = parseMaps(Buffer.from(text, 'latin1'));
  return first(mappingNames(mappings, { isKernelDevice: () => true, ...facts }, { ...plain, ...style }));
}

describe('the Mapping column', () => {
  test('is what follows the last slash, or the whole path with -p', () => {
    expect(nameOf(line('/usr/lib/libc.so.6'))).toBe('libc.so.6');
    expect(nameOf(line('/usr/lib/libc.so.6'), { fullPath: true })).toBe('/usr/lib/libc.so.6');
    expect(nameOf(line('/dev/zero (deleted)'))).toBe('zero (deleted)');
    expect(nameOf(line('[anon:a/b]'))).toBe('b]');
    expect(nameOf(line('/'))).toBe('/');
  });

  test('is [ stack ] where the stack begins, both ends included, and [ anon ] elsewhere', () => {
    for (const [page, name] of [
      [1, '  [ stack ]'],
      [2.5, '  [ stack ]'],
      [3, '  [ stack ]'],
      [3.1, '  [ anon ]'],
      [0.9, '  [ anon ]'],
    ] as const) {
      expect(nameOf(line('[heap]'), {}, { startStack: asPageNumber(page) })).toBe(name);
    }
    expect(nameOf(line(''))).toBe('  [ anon ]');
  });

  test('with -k is the kernel’s bracket name, whole', () => {
    expect(nameOf(line('[heap]'), { kernelName: true })).toBe('[heap]');
    expect(nameOf(line('anon_inode:[io_uring]'), { kernelName: true })).toBe('[io_uring]');
    expect(nameOf(line('[anon:a/b]'), { kernelName: true })).toBe('[anon:a/b]');
    expect(nameOf(line('/tmp/a[b]'), { kernelName: true })).toBe('a[b]');
    expect(nameOf(line(''), { kernelName: true })).toBe('  [ anon ]');
  });

  test('is a shmid for System V segments only', () => {
    expect(nameOf(line('/SYSV00000000 (deleted)', '00:01', 33))).toBe('  [ shmid=0x21 ]');
    expect(nameOf(line('/SYSV00000000 (deleted)', 'fe:00', 33))).toBe('SYSV00000000 (deleted)');
    expect(nameOf(line('/tmp/SYSV00000000 (deleted)', '00:01', 33))).toBe('SYSV00000000 (deleted)');
    expect(nameOf(line('/SYSV00000000 (deleted)', '00:17', 33), {}, { isKernelDevice: () => false })).toBe(
      'SYSV00000000 (deleted)',
    );
  });

  test('of -X is the kernel’s name byte for byte', () => {
    const { mappings } = parseMaps(Buffer.from(line('/tmp/\xff\x1b\xc3\xa9'), 'latin1'));
    expect(first(kernelNames(mappings, false))).toBe('\xff\x1b\xc3\xa9');
    expect(first(kernelNames(mappings, true))).toBe('/tmp/\xff\x1b\xc3\xa9');
    expect(first(kernelNames(mappings, false, 'utf-8'))).toBe('??\xc3\xa9');
  });
});

describe('strange bytes', () => {
  test('are question marks in the C locale; a command line shows control characters as dots', () => {
    expect(cleanName('a\x1b\xc3\xa9\x7f', 'ascii')).toBe('a????');
    expect(cleanCommand('a\x1b\xc3\xa9\x7f', 'ascii')).toBe('a.??.');
  });

  test('in UTF-8 valid characters stay, but none that could mislead a terminal', () => {
    const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    expect(cleanName(bytes('é€😀'), 'utf-8')).toBe(bytes('é€😀'));
    expect(cleanName(`${bytes('\u202e\u0085\u2028')}\xff\xc3`, 'utf-8')).toBe('?????');
    expect(cleanName('\xed\xa0\x80\xc0\xaf', 'utf-8')).toBe('?????');
  });

  test('the locale is asked for as setlocale does', () => {
    expect(charsetOf({ LC_ALL: 'C', LANG: 'en_GB.UTF-8' })).toBe('ascii');
    expect(charsetOf({ LC_ALL: '', LC_CTYPE: 'C.utf8' })).toBe('utf-8');
    expect(charsetOf({})).toBe('ascii');
  });
});

describe('the command line', () => {
  const text = (cmdline: string, stat = '7 (a) b) S 1'): string =>
    commandText({ cmdline: Buffer.from(cmdline, 'latin1'), stat: Buffer.from(stat, 'latin1') }, 'ascii');

  test('has blanks for NULs and newlines, without the padding at its end', () => {
    expect(text('a\0b c\0\0d\n\0\0\0')).toBe('a b c  d ');
    expect(text('a title ')).toBe('a title');
    expect(text('\0')).toBe('?');
  });

  test('is the name in brackets without one', () => {
    expect(text('')).toBe('[a) b]');
    expect(text('', '7 (sleep) Z 1')).toBe('[sleep] <defunct>');
  });

  test('is cut where procps cuts it', () => {
    expect(text('x'.repeat(200_000))).toHaveLength(131_071);
  });
});
