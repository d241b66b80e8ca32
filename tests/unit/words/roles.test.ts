/** Roles: no address, no process id, unique within a capture, and the same in another run. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Capture } from '@contract/capture.ts';
import { importText } from '@main/capture/import/importSource.ts';
import { rolesOf } from '@read/roles.ts';
import { describe, expect, it } from 'vitest';

const fixtures = resolve(import.meta.dirname, '../../fixtures/import');
const opened = (file: string, text = readFileSync(resolve(fixtures, file))): Capture => {
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
