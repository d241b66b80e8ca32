/** Where procps 4.0.2 is defective we print the right thing: each correction, and what procps prints instead. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeze, ours, procps, procpsVersion } from '../support/pmapCommands.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

let program: Program;
let names: Program;
beforeAll(async () => {
  program = await startProgram('threads', { flags: ['-static'], variant: 'Static' });
  names = await startProgram('oddNames', { args: [temporaryFolder('long'), 'long'] });
  await freeze(program.pid);
  await freeze(names.pid);
});
afterAll(async () => {
  await program.stop();
  await names.stop();
});

const lines = (...args: string[]): string[] => ours(args).stdout.trimEnd().split('\n');
const address = (place: bigint): string => place.toString(16);

test('-X gives each of several processes its own totals', () => {
  const pid = String(program.pid);
  const once = ours(['-X', pid]).stdout;
  expect(ours(['-X', pid, pid]).stdout).toBe(once + once);
  // 4.0.2 adds the second process to the first one's totals.
  if (procpsVersion() === '4.0.2') expect(procps(['-X', pid, pid]).stdout).not.toBe(once + once);
});

test('-X prints a kernel thread’s line alone, wherever it stands', () => {
  const [first] = ours(['-X', '2']).stdout.split('\n');
  const once = ours(['-X', String(program.pid)]).stdout;
  if (first?.startsWith('2:')) expect(ours(['-X', String(program.pid), '2']).stdout).toBe(`${once}${first}\n`);
});

test('-X obeys -A, and its totals are those of the rows printed', () => {
  const { start } = program.made('mainFrame');
  const printed = lines('-X', '-A', address(start), String(program.pid));
  expect(printed).toHaveLength(5);
  expect(printed[2]).toMatch(/\[stack\]$/);
  const size = printed[2]?.trim().split(/\s+/)[5];
  expect(printed[4]?.trim().split(/\s+/)[0]).toBe(size);
});

test('-X with a range that holds nothing prints titles and zeros', () => {
  const printed = lines('-X', '-A', '0,1', String(program.pid));
  expect(printed).toHaveLength(4);
  expect(printed[3]).toMatch(/^ +(0 +)+KB$/);
});

test('-x with -A totals only the rows printed', () => {
  const { start } = program.made('mainFrame');
  const printed = lines('-x', '-A', address(start), String(program.pid));
  expect(printed).toHaveLength(5);
  const [, size, rss, dirty] = printed[2]?.split(/\s+/) ?? [];
  expect(printed[4]?.split(/\s+/)).toEqual(['total', 'kB', size, rss, dirty]);
});

test('a path of more than 127 bytes keeps its file’s name in -X, and its folders with -p', () => {
  const place = address(names.made('long').start);
  expect(lines('-Xn', '-A', place, String(names.pid))[0]).toMatch(/ past 127$/);
  expect(lines('-Xnp', '-A', place, String(names.pid))[0]).toMatch(/ \/\S*d{200}\/past 127$/);
});

test('a path of more than a kilobyte is one row like any other', () => {
  const place = address(names.made('veryLong').start);
  const row = `${place.padStart(16, '0')}      4K r---- past 1024`;
  expect(lines('-n', '-A', place, String(names.pid))).toEqual([row]);
  expect(lines('-np', '-A', place, String(names.pid))[0]?.length).toBeGreaterThan(1024);
  expect(lines('-xn', '-A', place, String(names.pid))).toHaveLength(1);
  const rows = lines('-n', String(names.pid));
  expect(rows.filter((line) => !/^[0-9a-f]{16} +\d+K [r-][w-][x-][s-]- /.test(line))).toEqual([]);
});

test('more processes than the 255 that procps takes at once', () => {
  const pids = Array.from({ length: 300 }, () => String(program.pid));
  const { status, stdout } = ours(['-q', '-A', '0', ...pids]);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(300);
});

test('-k prints the kernel’s own names (4.0.6; procps before it has no such option)', () => {
  const rows = lines('-k', String(names.pid)).map((line) => line.split(/ [r-][w-][x-][s-]- /)[1]);
  // As the test suite of 4.0.6 expects, without the two blanks of pmap's own names.
  for (const name of ['[heap]', '[stack]', '[vdso]', '[vsyscall]']) expect(rows).toContain(name);
  expect(rows).toContain('  [ anon ]');
  expect(rows).toContain('libc.so.6');
  const named = lines('-kn', '-A', address(names.made('named').start), String(names.pid))[0];
  // The kernel may be built without names for unnamed memory.
  if (!named?.endsWith('[ anon ]')) expect(named).toMatch(/ \[anon:a\/b\]$/);
});

describe('column files', () => {
  const folder = temporaryFolder('columnFiles');

  test('--create-rc writes the same file as procps, and never over another', () => {
    const mine = `${folder}/mine`;
    expect(ours(['-N', mine])).toMatchObject({ status: 0, stdout: '' });
    const theirs = `${folder}/theirs`;
    expect(procps(['-N', theirs]).status).toBe(0);
    expect(ours(['-C', theirs, String(program.pid)]).stdout).toBe(procps(['-C', mine, String(program.pid)]).stdout);
    const again = ours(['-N', mine]);
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/already exists - delete or rename it first\n.*couldn't create the rc file/);
  });

  test('the columns of a file are shown, in the kernel’s order', () => {
    const file = `${folder}/columns`;
    const text = ['# ours', '[Fields Display]', ' Mapping # name', 'Rss', 'Size', '\tPerm', 'VmFlags', 'Nonsense'];
    for (const more of [[], ['[Mapping]', 'ShowPath'], ['[Other]', 'x', '[Mapping]', 'ShowPath', 'ShowPath']]) {
      writeFileSync(file, [...text, ...more, ''].join('\n'));
      for (const options of [[], ['-q'], ['-p']]) {
        const args = ['-C', file, ...options, String(program.pid)];
        expect(ours(args).stdout).toBe(procps(args).stdout);
        expect(ours(args).status).toBe(0);
      }
    }
  });

  test('--read-rc reads ~/.pmaprc, which procps calls -c', () => {
    const home = temporaryFolder('home');
    const env = { HOME: home };
    expect(ours(['--read-rc', String(program.pid)], env).status).toBe(1);
    expect(ours(['--create-rc'], env).status).toBe(0);
    writeFileSync(`${home}/.pmaprc`, '[Fields Display]\nSwap\n');
    expect(ours(['--read-rc', String(program.pid)], env).stdout).toBe(procps(['-c', String(program.pid)], env).stdout);
  });
});
