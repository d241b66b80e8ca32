/** What two processes ran under: what differs, what is the same, and what a capture does not tell. */
import { describe, expect, test } from 'vitest';
import { compareSettings, type Setting } from '@compare/settings.ts';
import type { Capture, MappedObject } from '@contract/capture.ts';
import { asBytes } from '@contract/units.ts';
import { settingName, settingText } from '@words/settings.ts';
import { told } from '../../support/words.ts';
import { syntheticCapture, type MappingRow } from '../state/syntheticCapture.ts';

const library = (path: string): MappedObject => ({
  kind: 'module',
  label: told(path),
  key: path,
  path,
  role: 'library',
});
const large = (perms: string, eligible?: number): MappingRow => ({
  start: '7f0000000000',
  end: '7f0000800000',
  perms,
  ...(eligible === undefined ? {} : { figures: { THPeligible: eligible } }),
});
const capture = (rows: readonly MappingRow[], paths: readonly string[] = []): Capture =>
  syntheticCapture(rows, { objects: paths.map(library), stackLimit: 8 << 20 });

const said = (settings: readonly Setting[]): string[] =>
  settings
    .filter(({ differs }) => differs)
    .map(
      ({ topic, name, before, after }) => `${settingName(topic, name)}: ${settingText(before)} | ${settingText(after)}`,
    );
const base = capture([large('rw-p')], ['/lib/liba.so.1.2.13', '/lib/libb.so.1']);

describe('the settings of two captures', () => {
  test('of the same run do not differ', () => {
    const settings = compareSettings(base, base);
    expect(said(settings)).toEqual([]);
    expect(settings.map(({ topic }) => topic)).toContain('kernel');
  });

  test('tell another kernel, limit and command line, and nothing else', () => {
    const other: Capture = {
      ...base,
      machine: { ...base.machine, kernel: '7.1.0', maxMapCount: 262_144 },
      process: {
        ...base.process,
        cmdline: ['sample', '--fast'],
        limits: [{ name: 'Max stack size', soft: 1 << 20, hard: 2 << 20, unit: 'bytes' }],
      },
    };
    const first = { ...base, machine: { ...base.machine, maxMapCount: 65_530 } };
    expect(said(compareSettings(first, other))).toEqual([
      `Kernel: ${base.machine.kernel} | 7.1.0`,
      'Most mappings (vm.max_map_count): 65,530 | 262,144',
      'Command line: sample | sample --fast',
      'Max stack size: 8 MiB, at most unlimited | 1 MiB, at most 2 MiB',
    ]);
  });

  test('tell a library of another version, and one that is on one side only', () => {
    const other = capture([large('rw-p')], ['/lib/liba.so.1.2.14', '/lib/libc.so.6']);
    expect(said(compareSettings(base, other))).toEqual([
      'Library liba.so.1.2.13: /lib/liba.so.1.2.13 | /lib/liba.so.1.2.14',
      'Library libb.so.1: /lib/libb.so.1 | not there',
      'Library libc.so.6: not there | /lib/libc.so.6',
    ]);
    // Two libraries whose names differ by digits alone are two, not one of another version.
    const sums = (...bits: readonly number[]) =>
      capture(
        [],
        bits.map((number) => `/lib/sha${number}.so`),
      );
    expect(said(compareSettings(sums(256, 512), sums(512)))).toEqual(['Library sha256.so: /lib/sha256.so | not there']);
    expect(said(compareSettings(sums(1, 2), sums(3)))).toHaveLength(3);
  });

  test('tell where huge pages are used, and what weakens the protection of memory', () => {
    const [always, never] = [capture([large('rw-p', 1)]), capture([large('rw-p', 0)])];
    expect(said(compareSettings(always, never))).toEqual([
      'Huge pages of anonymous memory: also without advice | no mapping may have them',
    ]);
    const advised: Capture = {
      ...always,
      ...(always.smaps ? { smaps: { ...always.smaps, vmFlagSets: ['rd wr hg'] } } : {}),
    };
    expect(said(compareSettings(never, advised))).toEqual([
      'Huge pages of anonymous memory: no mapping may have them | where the program advises',
    ]);
    expect(said(compareSettings(base, capture([large('rwxp')], ['/lib/liba.so.1.2.13', '/lib/libb.so.1'])))).toEqual([
      'Writable and executable: places: not there | 1',
    ]);
  });

  test('that a source does not tell are no difference', () => {
    const imported: Capture = {
      ...base,
      machine: { kernel: '', architecture: '', pageSize: asBytes(0) },
      source: { format: 'maps', name: 'a', unknown: ['machine', 'pageSize', 'cmdline', 'user', 'limits'] },
      process: { ...base.process, limits: [] },
    };
    const settings = compareSettings(imported, base);
    expect(said(settings)).toEqual([]);
    const kernel = settings.find(({ topic }) => topic === 'kernel');
    expect(settingText(kernel?.before)).toBe('not told');
  });
});
