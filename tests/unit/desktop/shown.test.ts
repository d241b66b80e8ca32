import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tellShown } from '@main/desktop/shown.ts';

test('who waits is told once, and the descriptor is closed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procatlas-shown-'));
  const file = join(folder, 'told');
  const descriptor = openSync(file, 'w');
  const environment: NodeJS.ProcessEnv = { PROCATLAS_SHOWN_FD: String(descriptor) };
  tellShown(environment);
  expect(() => fstatSync(descriptor)).toThrow('EBADF');
  tellShown(environment);
  expect([readFileSync(file, 'utf8'), environment]).toEqual(['shown\n', {}]);
  rmSync(folder, { recursive: true });
});

test('nobody waits, or no longer: nothing happens', () => {
  const descriptor = openSync('/dev/null', 'r');
  closeSync(descriptor);
  for (const text of [undefined, '', 'x', '-1', '1e3', String(descriptor)]) {
    expect(() => {
      tellShown(text === undefined ? {} : { PROCATLAS_SHOWN_FD: text });
    }).not.toThrow();
  }
});
