import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setOwnCommands } from '@main/procfs/remedies.ts';
import { explainFailure, explainRefusal, type RefusalFacts } from '@main/procfs/refusals.ts';
import { afterEach, beforeAll, afterAll, describe, expect, test, vi } from 'vitest';
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

/** Each cause next to what is no longer it. */
describe('a refusal has the cause', () => {
  const why = (change: Partial<RefusalFacts>): string => explainRefusal(facts(change)).why;
  const others = { processUid: 33, fileUid: 33 } as const;

  test('hidepid, of other users’ processes where the kernel says EPERM', () => {
    const hidden = { ...others, path: '4711/stat', code: 'EPERM', hidepid: '1' } as const;
    for (const hidepid of ['1', 'noaccess']) expect(why({ ...hidden, hidepid })).toContain(`hidepid=${hidepid}`);
    for (const change of [
      { hidepid: '2' },
      { hidepid: 'off' },
      { code: 'EACCES' },
      { processUid: 1000, fileUid: 1000 },
    ])
      expect(why({ ...hidden, ...change })).not.toContain('hidepid');
  });

  test('a missing capability, of files that only their owner may open', () => {
    const told = (change: Partial<RefusalFacts>): boolean =>
      why({ ...others, path: '4711/pagemap', ourCapabilities: sysPtrace, ...change }).includes('CAP_DAC_READ_SEARCH');
    expect(told({})).toBe(true);
    for (const file of ['auxv', 'environ', 'mem', 'syscall', 'personality', 'stack', 'map_files', 'fd', 'fdinfo'])
      expect(told({ path: `4711/${file}` })).toBe(true);
    expect(told({ path: '4711/maps' })).toBe(false);
    expect(told({ fileUid: 1000 })).toBe(false);
    expect(told({ ourCapabilities: 0n })).toBe(false);
    // CAP_DAC_OVERRIDE, the second of all, does as well.
    expect(told({ ourCapabilities: sysPtrace | (1n << 1n) })).toBe(false);
    expect(told({ ourCapabilities: sysPtrace | 1n })).toBe(true);
  });

  test('Yama, of files that need the right to attach', () => {
    const yama = (change: Partial<RefusalFacts>): string | undefined =>
      /ptrace_scope is \d/.exec(why({ path: '4711/mem', code: 'EPERM', ...change }))?.[0];
    expect([0, 1, 2, 3].map((yamaScope) => yama({ yamaScope }))).toEqual([
      undefined,
      'ptrace_scope is 1',
      'ptrace_scope is 2',
      'ptrace_scope is 3',
    ]);
    expect(yama({})).toBeUndefined();
    expect(why({ path: '4711/mem', yamaScope: 1 })).toContain('a program that started process 4711');
    expect(why({ path: '4711/mem', yamaScope: 2 })).toContain('a program with CAP_SYS_PTRACE');
    for (const file of ['syscall', 'personality', 'stack'])
      expect(yama({ path: `4711/${file}`, yamaScope: 1 })).toBe('ptrace_scope is 1');
    expect(yama({ path: '4711/pagemap', yamaScope: 1 })).toBeUndefined();
    // Of another user's process, or one that protects itself, that is the cause before Yama is asked.
    expect(yama({ ...others, yamaScope: 1 })).toBeUndefined();
    expect(yama({ fileUid: 0, yamaScope: 1 })).toBeUndefined();
    expect(yama({ ...others, yamaScope: 3 })).toBe('ptrace_scope is 3');
  });

  test('another user, by name or number, before it is that the process protects itself', () => {
    const { path, code, ourUid, ourCapabilities } = facts({});
    const bare: RefusalFacts = { path, code, ourUid, ourCapabilities };
    expect(explainRefusal({ ...bare, processUid: 33, fileUid: 0 }).why).toContain('belongs to another user (33)');
    expect(explainRefusal({ ...bare, fileUid: 0 }).why).toContain('protects itself');
    expect(explainRefusal({ ...bare, processUid: 1000 }).why).toContain('although it is ours');
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

describe('what a failure rests on', () => {
  const root = mkdtempSync(join(tmpdir(), 'procatlas-refusals-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const failure = (path: string, code: string): string =>
    explainFailure(root, path, Object.assign(new Error(code), { code })).why;
  const mountedWith = (options: string): void => {
    write(
      'self/mountinfo',
      `22 1 0:20 / /elsewhere rw - proc proc rw,hidepid=9\n23 1 0:21 / ${root} rw - proc proc rw,${options}\n`,
    );
  };
  beforeAll(() => {
    mkdirSync(join(root, '4711/task/4711'), { recursive: true });
    write('4711/status', 'Name:\tzoo\nUid:\t1000\t1001\t1000\t1000\n');
    write('4711/maps', '');
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('are the user that the process runs as, and Yama’s scope', () => {
    vi.spyOn(process, 'geteuid').mockReturnValue(1002);
    expect(failure('4711/maps', 'EACCES')).toMatch(/^Process 4711 belongs to another user \(/);
    write('sys/kernel/yama/ptrace_scope', '3\n');
    expect(failure('4711/mem', 'EPERM')).toContain('ptrace_scope is 3');
    rmSync(join(root, 'sys'), { recursive: true });
    expect(failure('4711/mem', 'EPERM')).toMatch(/^Process 4711 belongs to another user/);
    vi.spyOn(process, 'geteuid').mockReturnValue(0);
    expect(failure('4711/maps', 'EACCES')).toMatch(/^Even root is refused maps/);
  });

  test('is the hidepid of the root’s own mount', () => {
    vi.spyOn(process, 'geteuid').mockReturnValue(1002);
    mountedWith('hidepid=noaccess');
    expect(failure('4711/stat', 'EPERM')).toContain('hidepid=noaccess');
    for (const [option, hides] of [
      ['hidepid=2', true],
      ['hidepid=invisible', true],
      ['hidepid=0', false],
      ['hidepid=off', false],
      ['hidepid=1', false],
      ['hidepid=noaccess', false],
      ['gid=4', false],
    ] as const) {
      mountedWith(option);
      expect(
        failure('999/stat', 'ENOENT').includes(`or /proc hides it from this user (it is mounted with ${option})`),
      ).toBe(hides);
    }
  });

  test('is what is not there: the process, its thread, its memory, its program, or the file', () => {
    expect(failure('999/maps', 'ESRCH')).toMatch(/^There is no process 999/);
    expect(failure('4711/task/4712/stat', 'ENOENT')).toBe('Thread 4712 of process 4711 has ended.');
    expect(failure('4711/task/4711/stat', 'ENOENT')).toBe(
      'This kernel does not provide task/4711/stat for process 4711.',
    );
    expect(failure('4711/maps', 'ESRCH')).toContain('has no maps because it has no address space');
    expect(failure('4711/exe', 'ENOENT')).toMatch(/^Process 4711 has no program file/);
    expect(failure('4711/newer', 'ENOTDIR')).toBe('This kernel does not provide newer for process 4711.');
    expect(failure('4711/fd/7', 'ENOENT')).toBe('This kernel does not provide fd/7 for process 4711.');
    expect(failure('4711/maps', 'ENFILE')).toBe('Too many files are open at once.');
  });
});
