import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setOwnCommands } from '@main/procfs/remedies.ts';
import { explainFailure, explainRefusal, type RefusalFacts } from '@main/procfs/refusals.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { fixtureRoot } from './fixtures.ts';

/** An ordinary user who asks for a file of a process of his own. */
const facts = (change: Partial<RefusalFacts>): RefusalFacts => ({
  path: '4711/maps',
  code: 'EACCES',
  ourUid: 1000,
  ourCapabilities: 0n,
  processUid: 1000,
  fileUid: 1000,
  user: 'ada',
  ...change,
});
const sysPtrace = 1n << 19n;
const dacReadSearch = 1n << 2n;

describe('explainRefusal', () => {
  test('names the owner of another user’s process', () => {
    expect(explainRefusal(facts({ processUid: 33, fileUid: 33, user: 'www-data' }))).toEqual({
      why: 'Process 4711 belongs to another user (www-data), whose maps only that user and root may read.',
      remedy: 'sudo procatlas 4711',
    });
  });

  test('says that a process protects itself when its files went to root', () => {
    expect(explainRefusal(facts({ fileUid: 0 })).why).toMatch(
      /^Process 4711 protects itself from its own user: it is not dumpable/,
    );
  });

  test('explains that CAP_SYS_PTRACE opens maps but not the owner-only files', () => {
    const refused = facts({ path: '4711/pagemap', processUid: 33, fileUid: 33, ourCapabilities: sysPtrace });
    expect(explainRefusal(refused).why).toContain('CAP_DAC_READ_SEARCH as well');
    expect(explainRefusal({ ...refused, ourCapabilities: sysPtrace | dacReadSearch }).why).not.toContain(
      'CAP_DAC_READ_SEARCH',
    );
  });

  test('blames Yama for mem and syscall only', () => {
    for (const path of ['4711/mem', '4711/task/4712/syscall']) {
      const { why, remedy } = explainRefusal(facts({ path, yamaScope: 1, code: 'EPERM' }));
      expect(why).toContain('ptrace_scope is 1');
      expect(remedy).toBe('sudo sysctl kernel.yama.ptrace_scope=0');
    }
    expect(explainRefusal(facts({ yamaScope: 1 })).why).not.toContain('ptrace_scope');
    expect(explainRefusal(facts({ path: '4711/mem', yamaScope: 3 })).remedy).toMatch(/^Restart the machine/);
  });

  test('blames hidepid when /proc closes the folder', () => {
    const { why } = explainRefusal(
      facts({ path: '4711/stat', code: 'EPERM', processUid: 33, fileUid: 33, hidepid: '1' }),
    );
    expect(why).toBe('/proc is mounted with hidepid=1, which closes process 4711 to every other user.');
  });

  test('does not tell root to use sudo', () => {
    const { why, remedy } = explainRefusal(facts({ ourUid: 0, processUid: 33, fileUid: 33 }));
    expect(why).toMatch(/^Even root is refused maps of process 4711/);
    expect(remedy).not.toContain('sudo');
  });

  test('has an answer for a process of our own with nothing else known', () => {
    expect(explainRefusal(facts({})).why).toContain('although it is ours');
    expect(explainRefusal({ path: 'kpageflags', code: 'EACCES', ourUid: 1, ourCapabilities: 0n }).remedy).toBe(
      'sudo procatlas',
    );
  });
});

describe('remedies', () => {
  afterEach(() => {
    setOwnCommands({ own: 'procatlas', root: 'procatlas', sudo: true });
  });

  test('name the command that is there, as root types it', () => {
    setOwnCommands({ own: 'npx procatlas', root: "node '/my apps/cli.js'", sudo: true });
    expect(explainRefusal(facts({ processUid: 33 })).remedy).toBe("sudo node '/my apps/cli.js' 4711");
  });

  test('do without sudo where there is none', () => {
    setOwnCommands({ own: 'procatlas', root: "node '/my apps/cli.js'", sudo: false });
    expect(explainRefusal(facts({ processUid: 33 })).remedy).toBe(
      String.raw`su -c 'node '\''/my apps/cli.js'\'' 4711'`,
    );
    expect(explainRefusal(facts({ path: '4711/mem', yamaScope: 1 })).remedy).toBe(
      "su -c 'sysctl kernel.yama.ptrace_scope=0'",
    );
  });
});

describe('explainFailure', () => {
  const failure = (path: string, code: string) =>
    explainFailure(fixtureRoot, path, Object.assign(new Error(code), { code }));

  test('says that a process is gone', () => {
    expect(failure('999999999/maps', 'ENOENT')).toEqual({
      status: 'absent',
      why: 'There is no process 999999999: it has ended, or never was.',
    });
  });

  test('says that the kernel lacks a file', () => {
    expect(failure('sys/vm/nothing', 'ENOENT').why).toBe('This kernel does not provide /proc/sys/vm/nothing.');
  });

  test('says which option of the kernel a missing numa_maps needs', () => {
    const root = mkdtempSync(join(tmpdir(), 'procatlas-proc-'));
    mkdirSync(join(root, '4711'));
    const missing = explainFailure(root, '4711/numa_maps', Object.assign(new Error('ENOENT'), { code: 'ENOENT' }));
    rmSync(root, { recursive: true });
    expect(missing).toEqual({
      status: 'absent',
      why: 'This kernel was built without CONFIG_NUMA, so it has no numa_maps, neither for process 4711 nor for any other.',
    });
  });

  test('names an error that has no words of its own', () => {
    expect(failure('4711/mem', 'EIO').why).toBe('Reading /proc/4711/mem failed with EIO.');
    expect(failure('4711/maps', 'EMFILE').why).toBe('Too many files are open at once.');
  });
});
