import { asEpochMilliseconds, asMilliseconds, asPageNumber } from '@contract/units.ts';
import { formatClock, formatDuration } from '@renderer/format/duration.ts';
import { isWritableAndExecutable, permissionWords } from '@renderer/format/permissions.ts';
import { gdbCommand, shellQuote, unescapeKernelName } from '@renderer/format/shellText.ts';
import { smapsKeyEntry } from '@renderer/format/smapsKeys.ts';
import { visiblePieces, visibleText } from '@renderer/format/visibleText.ts';
import { knownVmFlags, vmFlagEntries } from '@renderer/format/vmFlags.ts';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('a name made visible', () => {
  it('shows newlines, escapes and direction marks as escapes', () => {
    expect(visibleText('a\nb\u001b[31m\u202Ecod.exe\u200B')).toBe('a\\nb\\e[31m\\u{202e}cod.exe\\u{200b}');
  });
  it('tells what was escaped from what merely looks so', () => {
    expect(visiblePieces('\\n\n')).toEqual([
      { text: '\\n', escape: false },
      { text: '\\n', escape: true },
    ]);
  });
  it('leaves ordinary names in any script alone', () => {
    expect(visibleText('/home/grüße/日本.so')).toBe('/home/grüße/日本.so');
  });
});

describe('a path for a shell', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  it('stays as it is when it is plain', () => {
    expect(shellQuote(bytes('/usr/lib/libc.so.6'))).toBe('/usr/lib/libc.so.6');
  });
  it.each(['/a b', "/it's", '/back\\slash', '/new\nline', '/$HOME `id` "q"', '/ümlaut\u202E'])(
    'means exactly %j to bash',
    (path) => {
      const output = execFileSync('bash', ['-c', `printf %s ${shellQuote(bytes(path))}`]);
      expect(output.toString('utf8')).toBe(path);
    },
  );
  it('carries bytes that are not UTF-8', () => {
    const raw = Uint8Array.of(0x2f, 0xff, 0xfe);
    expect([...execFileSync('bash', ['-c', `printf %s ${shellQuote(raw)}`])]).toEqual([...raw]);
  });
  it('undoes the one escape the kernel makes', () => {
    expect(unescapeKernelName('/tmp/a\\012b')).toBe('/tmp/a\nb');
  });
  it('asks gdb for the symbol at the address', () => {
    expect(gdbCommand(4711, asPageNumber(0x7f12a))).toContain("-p 4711 -ex 'info symbol 0x7f12a000'");
  });
});

describe('permissions in words', () => {
  it('name what is allowed and with whom', () => {
    expect(permissionWords(3)).toBe('may be read and written; private (changes stay in this process)');
    expect(permissionWords(15)).toBe('may be read, written and executed; shared with others');
    expect(permissionWords(0)).toMatch(/^no access at all/);
  });
  it('know what is dangerous', () => {
    expect([3, 5, 6, 7].map(isWritableAndExecutable)).toEqual([false, false, true, true]);
  });
});

describe('VmFlags in words', () => {
  it('keep the order and the codes nobody knows', () => {
    expect(vmFlagEntries('rd wr zz ').map(({ code, name }) => [code, name])).toEqual([
      ['rd', 'READ'],
      ['wr', 'WRITE'],
      ['zz', 'unknown'],
    ]);
  });
  it('know every code of the kernel up to 6.19', () => {
    const codes =
      'rd wr ex sh mr mw me ms gd pf gu lo io sr rr dc de lf ac nr ht sf ar wf dd bt sd mm hg nh mg um uw ui mt ss dp sl ?? dw nl mp';
    expect([...knownVmFlags].sort()).toEqual(codes.split(' ').sort());
  });
});

it('explains known figures and says of others that they are unknown', () => {
  expect(smapsKeyEntry('Pss').meaning).toMatch(/divided/);
  expect(smapsKeyEntry('THPeligible').unit).toBe('number');
  expect(smapsKeyEntry('Novel').meaning).toMatch(/does not know/);
});

it('says durations in the unit one would', () => {
  expect([0.42, 12.4, 1500, 125_000].map((value) => formatDuration(asMilliseconds(value)))).toEqual([
    '0.4 ms',
    '12 ms',
    '1.5 s',
    '2 min 5 s',
  ]);
  expect(formatClock(asEpochMilliseconds(3_723_000))).toBe('01:02:03');
});
