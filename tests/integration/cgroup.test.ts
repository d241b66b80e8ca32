/** The memory limit of a real cgroup that a program has been put into. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asPid } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { expect, it } from 'vitest';
import { startProgram } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const versions = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', version: 1 },
  { root: '/sys/fs/cgroup', limit: 'memory.max', version: 2 },
] as const;

/** An empty cgroup with a limit; undefined where none may be made, or where memory is not counted in it. */
function limitedGroup(name: string, bytes: number) {
  for (const { root, limit, version } of versions) {
    if (!existsSync(join(root, 'cgroup.procs'))) continue;
    const folder = join(root, name);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    if (existsSync(join(folder, limit))) {
      writeFileSync(join(folder, limit), String(bytes));
      return { folder, version };
    }
    rmdirSync(folder);
  }
  return undefined;
}

it('what the cgroup of a process allows is read with the capture', async (context) => {
  const name = `procatlas-test-${process.pid}`;
  const limit = 256 * 2 ** 20;
  const group = limitedGroup(name, limit);
  if (!group) skip(context, 'no cgroup that counts memory can be made here');
  const program = await startProgram('manyHeaps');
  try {
    writeFileSync(join(group.folder, 'cgroup.procs'), String(program.pid));
    const outcome = captureNow(openContext(), asPid(program.pid));
    if (!outcome.ok) throw new Error(outcome.message);
    const { cgroup } = outcome.value.process;
    expect(cgroup).toMatchObject({ version: group.version });
    const own = cgroup?.limits.find(({ path }) => path.endsWith(name));
    expect(own?.limit).toBe(limit);
    expect(own?.used).toBeGreaterThanOrEqual(0);
    expect(own?.used).toBeLessThanOrEqual(limit);
    expect(outcome.value.access).toContainEqual(
      expect.objectContaining({ file: `/proc/${program.pid}/cgroup`, status: 'read' }),
    );
  } finally {
    await program.stop();
    rmdirSync(group.folder);
  }
});
