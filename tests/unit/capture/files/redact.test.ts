/** What a redacted capture must not tell, and what it must still show. */
import { objectLabel } from '@words/labels.ts';
import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { asBytes, asPageNumber } from '@contract/units.ts';
import { whatLeaves } from '@main/capture/files/leaving.ts';
import { redacted } from '@main/capture/files/redact.ts';
import { captureJsonText } from '@main/capture/json.ts';
import { importText } from '../../../support/atOnce.ts';

const maps = `00400000-00401000 r-xp 00000000 fe:00 17 /home/ada/secret project/engine
00401000-00402000 rw-p 00001000 fe:00 17 /home/ada/secret project/engine
7f0000000000-7f0000001000 r-xp 00000000 fe:00 18 /home/ada/lib/libpayroll.so.1 (deleted)
7f0000001000-7f0000002000 r-xp 00000000 fe:00 19 /usr/lib/libc.so.6
7f0000003000-7f0000004000 r--p 00000000 fe:00 20 /home/grace/notes.txt
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]
`;

function sample(): Capture {
  const outcome = importText(maps, 'maps of ada');
  if (!outcome.ok) throw new Error(outcome.message);
  const { capture } = outcome.value;
  return {
    ...capture,
    process: {
      ...capture.process,
      comm: 'engine',
      exe: '/home/ada/secret project/engine',
      user: 'ada',
      cmdline: ['/home/ada/secret project/engine', '--token=hunter2', '/srv/x'],
      cgroup: {
        version: 2,
        path: '/lovelace.slice/payments-pod.scope',
        limits: [{ path: '/lovelace.slice', limit: asBytes(1 << 30), used: asBytes(1 << 20) }],
      },
    },
    access: [
      {
        file: '/proc/1/mem',
        status: 'refused',
        why: 'It belongs to ada on tower, see /home/ada/diary/never-mapped and /home/grace.',
        remedy: 'sudo -u ada procatlas',
        bytes: 0 as never,
        cost: 0 as never,
      },
    ],
    pins: [{ at: asPageNumber(0x400), name: 'engine of ada: token parser' }],
    remark: 'ada, look into /home/ada/diary',
    carried: [{ path: ['note'], json: '"ada wrote this"' }],
  };
}

const text = (capture: Capture): string => [...captureJsonText(capture)].join('');

describe('a redacted capture', () => {
  const shown = redacted(sample(), { homes: ['/home/ada'], users: ['ada'], hosts: ['tower'] });

  test('tells no path below a home folder, no user, no host and no argument', () => {
    expect(text(shown)).not.toMatch(
      /ada\b|grace|secret project|engine|payroll|notes\.txt|hunter2|srv|tower|diary|never-mapped|lovelace|pod/,
    );
  });

  test('tells how deep a cgroup lies, and not its name', () => {
    expect(shown.process.cgroup?.path).toBe('/[group]/[group]');
    expect(shown.process.cgroup?.limits[0]?.path).toBe('/[group]');
  });

  test('still shows rows, kinds and which parts belong together', () => {
    const before = sample();
    expect(shown.mappings.start).toEqual(before.mappings.start);
    expect(shown.regions.kind).toEqual(before.regions.kind);
    expect(shown.mappings.names).toContain('/usr/lib/libc.so.6');
    expect(shown.mappings.names.filter((name) => name.startsWith('/[home]/'))).toEqual([
      '/[home]/[path-1]',
      '/[home]/[path-2] (deleted)',
      '/[home]/[path-3]',
    ]);
    expect(shown.process.comm).toBe('[path-1]');
    expect(shown.process.cmdline).toEqual(['/[home]/[path-1]', '[argument]', '[argument]']);
    expect(shown.objects.map((_, object) => objectLabel(shown, object))).toContain('[path-1]');
  });

  test('tells no user or host as a part of a word, nor the owner of any home folder', () => {
    const outcome = importText(
      `${maps}7f0000005000-7f0000006000 rw-s 00000000 00:01 21 /memfd:ada-cache (deleted)
7f0000006000-7f0000007000 rw-s 00000000 fe:00 22 /tmp/grace_data/tower.db
7f0000007000-7f0000008000 rw-s 00000000 fe:00 23 /srv/adamant/towering
7f0000008000-7f0000009000 rw-s 00000000 fe:00 24 /root/vault.db
7f0000009000-7f000000a000 rw-s 00000000 fe:00 25 /proc/1/root/srv/kept
`,
      'ada@tower maps',
    );
    if (!outcome.ok) throw new Error(outcome.message);
    const { capture } = outcome.value;
    const written = text(redacted(capture, { homes: [], users: ['ada'], hosts: ['tower'] }));
    expect(written).not.toMatch(/\bada\b|ada-cache|grace|tower\b|vault/);
    expect(written).toContain('/memfd:[user]-cache (deleted)');
    expect(written).toContain('/tmp/[user]_data/[host].db');
    expect(written).toContain('/srv/adamant/towering');
    expect(written).toContain('/proc/1/root/srv/kept');
  });

  test('tells no relative path of the program', () => {
    const started = (cmdline: readonly string[], exe = '/usr/bin/tool'): readonly string[] => {
      const capture = { ...sample(), process: { ...sample().process, cmdline, exe } };
      return redacted(capture, { homes: ['/home/ada'], users: [], hosts: [] }).process.cmdline;
    };
    expect(started(['./secret project/engine', '-v'], '/home/ada/secret project/engine')).toEqual([
      '/[home]/[path-1]',
      '[argument]',
    ]);
    expect(started(['../plans/tool', '-v'])).toEqual(['[program]', '[argument]']);
    expect(started(['plans/tool --token=hunter2'])).toEqual(['[program]']);
    expect(started(['tool', '-v'])).toEqual(['tool', '[argument]']);
  });

  test('keeps what stands in brackets: its own stand-ins and the kernel’s names', () => {
    const { mappings } = redacted(sample(), { homes: ['/home/ada'], users: ['stack', 'home', 'path'], hosts: [] });
    expect(mappings.names).toContain('[stack]');
    expect(mappings.names).toContain('/[home]/[path-1]');
  });

  test('can be saved and opened like any other', () => {
    expect(importText(text(shown), 'redacted')).toMatchObject({ ok: true, value: { format: 'capture' } });
  });
});

describe('what leaves', () => {
  test('has the pins and the remark that are given, blacked out like everything else', () => {
    const pins = [{ at: asPageNumber(0x401), name: 'secret table of the parser' }];
    const left = whatLeaves(sample(), { redact: false, hidden: ['secret table'], pins, remark: 'a secret table, too' });
    expect(left.pins).toEqual([{ at: 0x401, name: '[hidden-1] of the parser' }]);
    expect(left.remark).toBe('a [hidden-1], too');
    expect(whatLeaves(sample(), { redact: false, pins: [] }).pins).toEqual([]);
    expect(whatLeaves(sample(), { redact: false }).pins).toEqual(sample().pins);
  });
});
