import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeze, nobody, ours, procps, procpsVersion, withoutPss } from '../support/pmapCommands.ts';
import { startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

const version = procpsVersion();
/** Options that need nothing but a process, in every form that both sides have. */
const plainFormats = ['', '-x', '-d', '-q', '-p', '-xq', '-xp', '-dq', '-dp', '-xqp', '-dqp', '-r'];
const smapsFormats = ['-X', '-XX', '-Xq', '-XXq', '-Xp', '-XqpX'];
const ranges = ['-A0', '-A,', '-A7f0000000000,', '-A,7f0000000000', '-dA0x10000,ffffffffffffffff', '-A10,1'];

const words = (option: string): string[] => (option === '' ? [] : [option]);

/**
 * Both sides print and return the same. The kernel ages pages, merges them and takes them back from processes at rest too:
 * compared is a moment in which procps says the same before us and after us.
 */
function expectSame(args: readonly string[], as: readonly string[] = []): void {
  let theirs = procps(args, {}, as);
  let mine = ours(args, {}, as);
  for (let attempt = 0; attempt < 8 && mine.stdout !== theirs.stdout; attempt++) {
    const after = procps(args, {}, as);
    if (after.stdout === theirs.stdout) break;
    theirs = after;
    mine = ours(args, {}, as);
  }
  expect({ args, status: mine.status, stdout: mine.stdout }).toEqual({
    args,
    status: theirs.status,
    stdout: theirs.stdout,
  });
}

if (version === undefined) console.info('skipped: the comparison with procps, because pmap is not installed.');

describe.skipIf(version === undefined)(`procatlas pmap and procps ${version ?? '(not installed)'}`, () => {
  const programs = new Map<string, Program>();
  const pid = (name: string): string => String(programs.get(name)?.pid ?? 0);

  beforeAll(async () => {
    const folder = temporaryFolder('pmapClasses');
    const start = async (name: string, starting: Promise<Program>): Promise<void> => {
      programs.set(name, await starting);
    };
    await start('a shell', startCommand('sh', ['-c', 'echo {}; kill -STOP $$']));
    await start('Python', startCommand('python3', ['-uc', 'print("{}"); import time; time.sleep(1e6)']));
    await start('Node', startCommand(process.execPath, ['-e', 'console.log("{}"); setInterval(() => {}, 1e6)']));
    execFileSync('javac', ['-d', folder, resolve(import.meta.dirname, '../programs/Sleep.java')]);
    await start('Java', startCommand('java', ['-Xmx64m', '-cp', folder, 'Sleep']));
    await start('threads', startProgram('threads'));
    await start('odd names', startProgram('oddNames', { args: [temporaryFolder('odd'), 'short', ...oddWords] }));
    await start('static', startProgram('threads', { flags: ['-static'], variant: 'Static' }));
    for (const { pid: each } of programs.values()) await freeze(each);
  });
  afterAll(async () => {
    for (const program of programs.values()) await program.stop();
  });

  const names = ['a shell', 'Python', 'Node', 'Java', 'threads', 'odd names', 'static'];
  test.each(names)('%s: default, -x, -d with and without -q and -p print the same bytes', (name) => {
    for (const option of plainFormats) expectSame([...words(option), pid(name)]);
  });

  test.each(names)('%s: ranges print the same bytes', (name) => {
    for (const option of ranges) expectSame([option, pid(name)]);
  });

  test.each(names)('%s: -X and -XX print the same, but for the Pss of shared libraries', (name) => {
    for (const option of ['-X', '-XX', '-Xp']) {
      let theirs = procps([option, pid(name)]);
      let mine = ours([option, pid(name)]);
      // A page of a library turns from shared to private when another process ends: compared is a moment in which
      // procps says the same before and after us.
      for (let attempt = 0; attempt < 8; attempt++) {
        const after = procps([option, pid(name)]);
        if (JSON.stringify(withoutPss(after.stdout)) === JSON.stringify(withoutPss(theirs.stdout))) break;
        theirs = after;
        mine = ours([option, pid(name)]);
      }
      expect(mine.status).toBe(theirs.status);
      expect(mine.stdout.split('\n', 2)[0]).toBe(theirs.stdout.split('\n', 2)[0]);
      expect(withoutPss(mine.stdout)).toEqual(withoutPss(theirs.stdout));
    }
  });

  test('a program that shares no file with others: -X and -XX print the same bytes', () => {
    for (const option of smapsFormats) expectSame([option, pid('static')]);
    expectSame(['-Xq', pid('static'), pid('static')]);
  });

  test('several processes, threads, duplicates and ways to write a PID', () => {
    const number = Number(pid('threads'));
    const tid = String(programs.get('threads')!.made('plainStack').facts.tid);
    for (const option of ['', '-x', '-d', '-q']) {
      expectSame([...words(option), pid('threads'), pid('odd names'), pid('threads')]);
      expectSame([...words(option), tid]);
      expectSame([...words(option), `/proc/${number}`, `0x${number.toString(16)}`, `0${number.toString(8)}`]);
    }
    expectSame(['--', pid('threads')]);
    expectSame([pid('threads'), '--quie', '--show', '--exten']);
    expectSame(['--range=0,ffff', pid('threads')]);
    expectSame(['/proc/self', pid('threads')]);
  });

  test('a kernel thread', (context) => {
    const kernelThread = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isKernelThread(name));
    if (kernelThread === undefined) skip(context, 'no kernel thread is visible here');
    for (const option of ['', '-x', '-d', '-q', '-X', '-XX']) expectSame([...words(option), kernelThread]);
  });

  test('a zombie', async () => {
    const parent = await startProgram('zombie');
    const zombie = String(parent.made('zombie').facts.pid);
    for (const option of ['', '-x', '-d', '-q', '-X', '-XX']) expectSame([...words(option), zombie]);
    await parent.stop();
  });

  test('a refused process, a missing one, and both: 1, 42, 43', (context) => {
    if (process.getuid?.() !== 0) skip(context, 'only root can become another user');
    const refused = pid('static');
    for (const option of ['', '-x', '-d', '-q', '-X', '-XX']) {
      expectSame([...words(option), refused], nobody);
      expectSame([...words(option), '4194305'], nobody);
      expectSame([...words(option), '4194305', refused], nobody);
    }
    expect(ours(['4194305', refused], {}, nobody).status).toBe(43);
  });

  test('wrong usage ends with 1 and prints nothing to standard output', () => {
    const one = pid('threads');
    for (const args of [
      [],
      ['-z', one],
      ['--unknown', one],
      ['--re', one],
      ['--quiet=1', one],
      ['--read-rc-from'],
      ['-C'],
      ['-x', '-d', one],
      ['-x', '-X', one],
      ['-d', '-C', '/nowhere', one],
      ['-N', '/nowhere', '-q'],
      ['-N', '/nowhere', one],
      ['-N', '/nowhere/at/all'],
      ['-C', '/nowhere', one],
      ['-A', 'zz', one],
      ['-A', '1,2,3', one],
      ['--range'],
      ['-x'],
      ['abc'],
      ['0'],
      ['-1'],
      ['08'],
      [`${one}x`],
      [`/proc/${one}/maps`],
      ['0x80000000'],
      ['/proc/self'],
    ]) {
      expectSame(args);
      expect({ args, status: ours(args).status }).toEqual({ args, status: 1 });
    }
  });
});

/** Words of a command line that take some care: every byte there is, and an empty last one. */
const oddWords = [
  'a b',
  String.fromCharCode(...Array.from({ length: 31 }, (_, code) => code + 1)),
  'é\u007f\u{1f600}',
  '',
  'x ',
];

function isKernelThread(pid: string): boolean {
  try {
    return /^Kthread:\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
