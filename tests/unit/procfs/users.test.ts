import { openUsers } from '@main/procfs/users.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('users have the first name that the table gives their number', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procatlas-users-'));
  const table = join(folder, 'passwd');
  writeFileSync(table, 'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:\nbroken\nada:x:1000:1000::/home/ada:/bin/sh\n');
  const users = openUsers(table);
  expect(users.name(0)).toBe('root');
  rmSync(folder, { recursive: true });
  expect(users.name(1000)).toBe('ada');
  expect(users.name(77)).toBeUndefined();
});

test('without a table every user has a number only', () => {
  expect(openUsers('/does/not/exist').name(0)).toBeUndefined();
});
