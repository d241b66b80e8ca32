/** What is said when a program cannot wait at its gate. The shell is taken away before the gate is loaded. */
import type childProcess from 'node:child_process';
import type { Failure } from '@contract/messages.ts';
import { afterEach, describe, expect, test, vi } from 'vitest';

let shell = '/no/such/shell';
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof childProcess>();
  const spawn = (_file: string, ...rest: [readonly string[], object]) => real.spawn(shell, ...rest);
  return { ...real, spawn };
});
const { StartedPrograms } = await import('@main/desktop/startedPrograms.ts');
const { launchGated } = await import('@main/launch/gate.ts');

afterEach(() => {
  shell = '/no/such/shell';
});

describe('a program that cannot wait at its gate', () => {
  test.each(['/no/such/shell', '/etc/passwd'])('is refused in a sentence where %s is the shell', async (there) => {
    shell = there;
    const refused: Failure[] = [];
    const shown: number[] = [];
    const programs = new StartedPrograms(
      (pid) => shown.push(pid),
      (failure) => refused.push(failure),
    );
    await programs.start('/bin/true');
    expect(shown).toEqual([]);
    expect(refused).toEqual([
      {
        ok: false,
        code: 'failed',
        message: '/bin/true was not started.',
        why: 'It would wait in /bin/sh until it is looked at, and that cannot be executed here.',
        remedy: 'Install a shell as /bin/sh, or start the program yourself and choose its process.',
      },
    ]);
  });

  test('is refused for arguments that the kernel does not take', async () => {
    shell = '/bin/sh';
    // One argument may have 32 pages (MAX_ARG_STRLEN).
    expect(await launchGated('/bin/true', ['x'.repeat(32 * 4096)])).toMatchObject({
      ok: false,
      why: 'Its arguments are longer than the kernel takes.',
    });
  });
});
