import { describe, expect, test } from 'vitest';
import { parsePmap, type PmapOptions } from '@main/cli/pmapArguments.ts';
import { parsePmapPid } from '@main/cli/pmapPid.ts';

const command = (...words: string[]) => parsePmap(words).command;
function options(...words: string[]): PmapOptions {
  const found = command(...words);
  if (found.command !== 'print') throw new Error(JSON.stringify(found));
  return found.options;
}

describe('words are read as getopt_long reads them', () => {
  test('short options in one word, values attached or behind', () => {
    expect(options('-xqp', '7')).toMatchObject({ format: 'extended', quiet: true, fullPath: true, pids: [7] });
    expect(options('-XX', '7').format).toBe('most');
    expect(options('-X', '7', '-X').format).toBe('most');
    expect(options('-qA10', '7').range).toEqual({ low: 0x10n, high: 0x10n });
    expect(options('-qA', '10,20', '7').range).toEqual({ low: 0x10n, high: 0x20n });
  });

  test('long names may be shortened, and procps’s own come first', () => {
    expect(options('--ext', '7').format).toBe('extended');
    expect(options('--s', '7').fullPath).toBe(true);
    expect(options('--so', 'size', '7').sort).toBe('size');
    expect(options('--read-rc', '7').format).toBe('columns');
    expect(command('--re', '7')).toEqual({
      command: 'usage',
      message: '--re is short for more than one option: --read-rc, --read-rc-from.',
    });
  });

  test('-- ends the options, and so does the first other word where POSIX is asked for', () => {
    expect(command('--', '-x')).toMatchObject({ command: 'usage' });
    expect(parsePmap(['7', '-x'], { POSIXLY_CORRECT: '' }).command).toMatchObject({ command: 'usage' });
    expect(options('7', '-x').format).toBe('extended');
  });

  test('the first fault counts', () => {
    expect(command('-h', '-z')).toEqual({ command: 'help' });
    expect(command('-z', '-h')).toEqual({ command: 'usage', message: 'There is no option -z.' });
    expect(command('-A', 'zz', '-V')).toMatchObject({
      command: 'error',
      message: expect.stringContaining('“zz”') as string,
    });
  });
});

describe('options that procps names otherwise', () => {
  test('-n is rows only, -c kilobytes; the column files keep their long names', () => {
    expect(options('-n', '7')).toMatchObject({ rowsOnly: true, format: 'default' });
    expect(options('-x', '-c', '7')).toMatchObject({ unit: 'kilobytes', format: 'extended' });
    expect(command('--create-rc')).toEqual({ command: 'create column file' });
    expect(command('-Nfile')).toEqual({ command: 'create column file', file: 'file' });
    expect(options('-C', 'file', '7')).toMatchObject({ format: 'columns', columnFile: 'file' });
  });

  test('-A means hexadecimal where no process is left beside its value', () => {
    expect(options('-A', '7')).toMatchObject({ hex: true, pids: [7], range: { low: 0n } });
    expect(options('7', '-A')).toMatchObject({ hex: true, pids: [7] });
    expect(options('-A', '10', '-A', '7')).toMatchObject({ hex: true, pids: [7], range: { low: 0x10n, high: 0x10n } });
    expect(options('-A', '10', '7')).toMatchObject({ hex: false, pids: [7] });
    expect(options('7', '-A', '8')).toMatchObject({ hex: false, pids: [7] });
    expect(command('-A10')).toEqual({ command: 'error', message: 'No process is named: give its PID, or a file.' });
    expect(command('-A', '1,2')).toEqual({
      command: 'error',
      message: 'No process is named: give its PID, or a file.',
    });
    expect(command('--range', '7')).toEqual({
      command: 'error',
      message: 'No process is named: give its PID, or a file.',
    });
    expect(command('-A')).toMatchObject({ command: 'usage' });
  });
});

test('a PID is decimal, hexadecimal, octal or a path', () => {
  expect(['7', '0x1F', '010', '/proc/7', '/proc/0x7'].map(parsePmapPid)).toEqual([7, 31, 8, 7, 7]);
  expect(['/proc/self', '/proc/'].map(parsePmapPid)).toEqual(['none', 'none']);
  for (const word of ['', '0', '00', '08', '0x', '-1', '+7', ' 7', '7x', '/proc/7/maps', '2147483648', 'self']) {
    expect([word, parsePmapPid(word)]).toEqual([word, 'invalid']);
  }
});
