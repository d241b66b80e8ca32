/** Roles: no address, no process id, unique within a capture, and the same in another run. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Capture } from '@contract/capture.ts';
import { asPid, asTid } from '@contract/units.ts';
import { label } from '@contract/verdict.ts';
import { rolesOf } from '@read/roles.ts';
import { describe, expect, it } from 'vitest';
import { importText } from '../../support/atOnce.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/import');
const opened = (file: string, text: Uint8Array = readFileSync(resolve(fixtures, file))): Capture => {
  const outcome = importText(text, file);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value.capture;
};

describe.each(['smaps.txt', 'maps.txt', 'pmap-x.txt', 'gdb.txt', 'smemcap.tar'])('roles of %s', (file) => {
  const capture = opened(file);
  const roles = rolesOf(capture);

  it('are unique', () => {
    expect(new Set(roles.regions).size).toBe(capture.regions.length);
    expect(new Set(roles.objects).size).toBe(capture.objects.length);
  });

  it('hold no address and no process id', () => {
    const all = [...roles.regions, ...roles.objects].map((role) => role.replace(/\+0x[0-9a-f]+/, ''));
    for (const role of all) expect(role).not.toMatch(/[0-9a-f]{9,}|\b9402\b/);
  });

  it('are the same when asked for again', () => {
    expect(rolesOf({ ...capture })).toBe(roles);
  });
});

it('stay when everything lies elsewhere', () => {
  const text = readFileSync(resolve(fixtures, 'maps.txt'), 'utf8');
  // As if the kernel had put everything but the vsyscall page 16 GiB higher.
  const moved = text.replace(/^([0-9a-f]+)-([0-9a-f]+)/gm, (line, start: string, end: string) =>
    start.startsWith('ffffffff')
      ? line
      : `${(BigInt(`0x${start}`) + 0x4_0000_0000n).toString(16)}-${(BigInt(`0x${end}`) + 0x4_0000_0000n).toString(16)}`,
  );
  const before = rolesOf(opened('maps.txt')).regions;
  expect(rolesOf(opened('maps.txt', Buffer.from(moved))).regions).toEqual(before);
});

describe('roles of hostile and telling names', () => {
  const rows = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);
  const unique = (capture: Capture): void => {
    const { regions, objects } = rolesOf(capture);
    expect(new Set(regions).size).toBe(capture.regions.length);
    expect(new Set(objects).size).toBe(capture.objects.length);
  };

  it('stay unique where a file is named like the second copy of another', () => {
    const copy = (at: string): string[] => [
      `${at}0000000-${at}0001000 r--p 00000000 fe:00 7 /lib/a`,
      `${at}0001000-${at}0002000 r-xp 00001000 fe:00 7 /lib/a`,
    ];
    const capture = opened(
      'maps.txt',
      rows(
        ...copy('7f100'),
        ...copy('7f200'),
        '7f3000000000-7f3000001000 r--p 00000000 fe:00 8 /lib/a#2',
        '7f3000001000-7f3000002000 r-xp 00001000 fe:00 8 /lib/a#2',
      ),
    );
    expect(capture.objects.map(({ path }) => path)).toEqual(['/lib/a', '/lib/a', '/lib/a#2']);
    unique(capture);
  });

  it('leave out the process id that a file is named after', () => {
    const capture = opened(
      'maps.txt',
      rows('7f0000040000-7f0000041000 rw-s 00000000 fe:00 12 /tmp/hsperfdata_ada/4711'),
    );
    const moved = {
      ...capture,
      process: { ...capture.process, identity: { ...capture.process.identity, pid: asPid(4711) } },
    };
    const fresh = { ...moved, regions: { ...moved.regions } };
    expect(rolesOf(fresh).objects).toEqual(['file:/tmp/hsperfdata_ada/PID']);
    expect(rolesOf(fresh).regions.join()).not.toContain('4711');
  });

  it('keep a thread that is named main apart from the main thread', () => {
    const capture = opened('smaps.txt');
    const pid = capture.process.identity.pid as number;
    const threads = [
      { tid: asTid(pid), name: 'x', state: 'S' },
      { tid: asTid(pid + 1), name: 'main', state: 'S' },
    ];
    const object = {
      kind: 'thread' as const,
      label: label('thread', { thread: asTid(pid + 1) }),
      key: 'k',
      tid: asTid(pid + 1),
    };
    const main = { ...object, label: label('thread', { thread: asTid(pid) }), key: 'm', tid: asTid(pid) };
    // Whatever comes first by address, the main thread has the name to itself.
    const at = (objects: Capture['objects']): readonly string[] =>
      rolesOf({
        ...capture,
        process: { ...capture.process, threads },
        regions: { ...capture.regions, length: 0 },
        objects,
      }).objects;
    expect(at([object, main])).toEqual(['thread:main#2', 'thread:main']);
    expect(at([main, object])).toEqual(['thread:main', 'thread:main#2']);
  });

  it('follow a thread that was renamed while its regions were kept', () => {
    const capture = opened('smaps.txt');
    const tid = asTid((capture.process.identity.pid as number) + 1);
    const objects = [{ kind: 'thread' as const, label: label('thread', { thread: tid }), key: 'k', tid }];
    const named = (name: string): Capture => ({
      ...capture,
      objects,
      process: { ...capture.process, threads: [{ tid, name, state: 'S' }] },
    });
    expect(rolesOf(named('idle')).objects).toEqual(['thread:idle']);
    expect(rolesOf(named('busy')).objects).toEqual(['thread:busy']);
  });
});
