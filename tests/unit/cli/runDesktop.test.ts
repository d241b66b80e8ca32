import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDesktop } from '@main/cli/runDesktop.ts';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'procatlas-desktop-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A program in Electron's place. */
function electron(script: string): string {
  const file = join(folder, 'electron');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const run = (script: string) => runDesktop(electron(script), ['/app', '4711'], process.env);

it('ends well with a window that was closed, or that had been there already', async () => {
  expect(await run('echo shown >&3; exit 0')).toEqual({ exit: 0 });
  expect(await run('[ "$1 $2" = "/app 4711" ]')).toEqual({ exit: 0 });
});

it('failed when a window that was shown ended badly: it is not to come back as a page', async () => {
  expect(await run('echo shown >&"$PROCATLAS_SHOWN_FD"; exit 7')).toEqual({ exit: 1 });
});

it.each([
  ['a signal, as Chromium ends where it gets no sandbox', 'kill -TRAP $$', 'SIGTRAP'],
  ['a dead display', 'exit 1', 'status 1'],
])('names what kept the window from coming: %s', async (_, script, how) => {
  expect(await run(script)).toEqual({
    obstacle: expect.stringContaining(`ended before it was shown (${how})`) as string,
  });
});

it('names a program that cannot be started', async () => {
  expect(await runDesktop(join(folder, 'none'), [], process.env)).toEqual({
    obstacle: expect.stringContaining('could not be started') as string,
  });
});
