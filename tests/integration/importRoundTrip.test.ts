/** Real processes through files: saved, opened, saved again; and what the tools of this machine say of them now. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import { asPid } from '@contract/units.ts';
import { label } from '@contract/verdict.ts';
import { openContext } from '@main/capture/context.ts';
import { openSource } from '@main/capture/files/openSource.ts';
import { saveCapture } from '@main/capture/files/saveCapture.ts';
import { captureNow } from '@main/capture/once.ts';
import { compile, startCommand, startProgram, temporaryFolder, type Program } from '../support/programs.ts';
import { importText } from '../support/atOnce.ts';

const folder = temporaryFolder('round-trip');
let program: Program;
let capture: Capture;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  program = await startProgram('threads');
  const taken = captureNow(openContext(), asPid(program.pid));
  if (!taken.ok) throw new Error(taken.message);
  capture = taken.value;
});
afterAll(() => program.stop());

describe('a capture of a threaded program', () => {
  test.each(['a.json', 'a.json.gz'])('is the same file after it was opened: %s', async (name) => {
    const [first, second] = [join(folder, name), join(folder, `again-${name}`)];
    expect(await saveCapture(first, capture)).toMatchObject({ ok: true });
    const opened = await openSource(first);
    if (!opened.ok) throw new Error(opened.why);
    expect(opened.value).toMatchObject({ format: 'capture', notes: [] });
    expect(await saveCapture(second, opened.value.capture)).toMatchObject({ ok: true });
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
  });
});

/** Text of a tool in the C locale. */
const output = (file: string, ...args: string[]): string =>
  execFileSync(file, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'ignore'] }).toString();

describe('what a tool prints of it now', () => {
  const starts = (content: string | Buffer): { rows: number[]; kinds: (string | undefined)[] } => {
    const outcome = importText(content, 'now');
    if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
    const { mappings, regions } = outcome.value.capture;
    return { rows: Array.from(mappings.start), kinds: Array.from(regions.kind, (kind) => kindIds[kind]) };
  };

  test.each([[], ['-x'], ['-d'], ['-X'], ['-XX'], ['-p'], ['-q'], ['-xq']])(
    'pmap %s shows the same rows',
    (...flags) => {
      const { rows, kinds } = starts(output('pmap', ...flags, String(program.pid)));
      expect(rows).toEqual(Array.from(capture.mappings.start));
      expect(kinds).toEqual(expect.arrayContaining(['text', 'stack', 'guard', 'vdso']));
    },
  );

  test('gdb shows the same rows', () => {
    const text = output('gdb', '-q', '-batch', '-p', String(program.pid), '-ex', 'info proc mappings');
    expect(starts(text).rows).toEqual(Array.from(capture.mappings.start));
  });

  test('a tar of its copied folder, compressed, shows the same rows and tells who it is', async () => {
    const copied = join(folder, 'copy', String(program.pid));
    mkdirSync(copied, { recursive: true });
    for (const file of ['smaps', 'cmdline', 'stat', 'status', 'auxv', 'limits']) {
      writeFileSync(join(copied, file), readFileSync(`/proc/${program.pid}/${file}`));
    }
    const direct = join(folder, 'direct.tar');
    execFileSync('tar', ['-cf', direct, '-C', '/proc', `${program.pid}/smaps`], { stdio: 'ignore' });
    expect(await openSource(direct)).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('with cat first') as string,
    });
    const tar = join(folder, 'copy.tar.gz');
    execFileSync('tar', ['-czf', tar, '-C', join(folder, 'copy'), '.']);
    const opened = await openSource(tar);
    if (!opened.ok) throw new Error(opened.why);
    const imported = opened.value.capture;
    expect(Array.from(imported.mappings.start)).toEqual(Array.from(capture.mappings.start));
    expect(imported.process.auxv).toEqual(capture.process.auxv);
    expect(imported.process.limits).toEqual(capture.process.limits);
    expect(imported.source?.unknown).toEqual(['machine', 'pageSize', 'time']);
    expect(imported.objects).toContainEqual(
      expect.objectContaining({ role: 'program', label: label('module', { path: program.file }) }),
    );
  });
});

test('a redacted capture of a program below the home folder tells neither its path nor its arguments', async () => {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const file = join(home, 'verysecretname');
  copyFileSync(compile('threads'), file);
  writeFileSync(join(home, 'x'), '');
  const secret = await startCommand(file, ['hunter2']);
  try {
    const taken = captureNow(openContext(), asPid(secret.pid));
    if (!taken.ok) throw new Error(taken.message);
    const target = join(folder, 'redacted.json');
    const redaction = { homes: [home, homedir()], users: [], hosts: [hostname()] };
    expect(await saveCapture(target, taken.value, { redact: redaction })).toMatchObject({ ok: true });
    const text = readFileSync(target, 'utf8');
    expect(text).not.toMatch(/verysecret|hunter2/);
    expect(text).toContain('[home]');
    expect(await openSource(target)).toMatchObject({ ok: true });
  } finally {
    await secret.stop();
  }
});
