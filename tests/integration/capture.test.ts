/** Captures of real processes: ordinary, ended, half dead, closed to us, and changing their program under our hands. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { addressOf } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import type { Outcome } from '@contract/calls.ts';
import { kindIds } from '@contract/kinds.ts';
import { mappingName } from '@contract/rows.ts';
import { asPid } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { mappedFileFacts } from '@main/capture/fileFacts.ts';
import { captureToJson } from '@main/capture/json.ts';
import { captureFromJson } from '@main/capture/jsonRead.ts';
import { captureNow, captureOnce } from '@main/capture/once.ts';
import { skip } from '../support/skip.ts';
import { startProgram, type Program } from '../support/programs.ts';

const context = openContext();
const capture = (pid: number): Outcome<Capture> => captureNow(context, asPid(pid));
const captured = (pid: number): Capture => {
  const outcome = capture(pid);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
};

let programs: Program[] = [];
const started = async (...[name, options]: Parameters<typeof startProgram>): Promise<Program> => {
  const program = await startProgram(name, options);
  programs.push(program);
  return program;
};
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  programs = [];
});

/** Kinds of the regions that hold an address. */
function kindsAt({ regions }: Capture, address: bigint): string[] {
  return Array.from({ length: regions.length }, (_, region) => region)
    .filter((region) => {
      const [start, end] = [regions.start[region]!, regions.end[region]!];
      return Number(address) / 4096 >= start && Number(address) / 4096 < end;
    })
    .map((region) => kindIds[regions.kind[region]!]!);
}

describe('a living process', () => {
  test('gives rows, figures, facts and regions', async () => {
    const program = await started('grows');
    const picture = captured(program.pid);
    expect(picture).toMatchObject({
      stage: 'complete',
      sequence: 1,
      process: { comm: 'grows', exe: program.file, threadCount: 1, kernelThread: false },
      consistency: { state: 'consistent' },
    });
    expect(picture.smaps?.length).toBe(picture.mappings.length);
    expect(picture.process.auxv.map(({ name }) => name)).toContain('AT_ENTRY');
    expect(kindsAt(picture, program.made('heap').start)).toContain('heap');
    expect(picture.access.filter(({ status }) => status === 'read').map(({ file }) => file)).toEqual(
      expect.arrayContaining([`/proc/${program.pid}/maps`, `/proc/${program.pid}/smaps`, `/proc/${program.pid}/mem`]),
    );
  });

  test('comes back from JSON as it was', () => {
    const picture = captured(process.pid);
    const json = captureToJson(picture);
    const read = captureFromJson(JSON.parse(JSON.stringify(json)));
    if (!read.ok) throw new Error(`${read.message} ${read.why ?? ''}`);
    expect(captureToJson(read.value)).toEqual(json);
  });

  test('is read without changing it: no page becomes resident', async () => {
    const program = await started('grows');
    captured(program.pid);
    const before = captured(program.pid).process.statusFigures.RssAnon;
    for (let read = 0; read < 3; read++) captured(program.pid);
    expect(captured(program.pid).process.statusFigures.RssAnon).toBe(before);
  });

  test('the file behind a mapping is described by its program headers', async () => {
    const program = await started('grows');
    const { mappings } = captured(program.pid);
    const row = Array.from({ length: mappings.length }, (_, index) => index).find(
      (index) => mappingName(mappings, index) === program.file,
    )!;
    const facts = mappedFileFacts(asPid(program.pid), mappings, row, context.images);
    expect(facts).toMatchObject({
      ok: true,
      value: {
        path: program.file,
        identity: 'same',
        mode: expect.stringMatching(/^-rwx/) as string,
        elf: { role: 'program' },
      },
    });
    if (!facts.ok) return;
    expect(facts.value.elf?.segments.map(({ type }) => type)).toEqual(expect.arrayContaining(['LOAD', 'GNU_RELRO']));
    expect(mappedFileFacts(asPid(program.pid), mappings, mappings.length - 1, context.images)).toMatchObject({
      ok: false,
      code: 'invalid',
    });
  });
});

describe('a process that has none to show', () => {
  test('does not exist', () => {
    expect(capture(4_200_001)).toMatchObject({ ok: false, code: 'no-such-process' });
  });

  test('is a kernel thread', (test) => {
    const outcome = capture(2);
    if (!outcome.ok && outcome.code === 'no-such-process') skip(test, 'this pid namespace shows no kernel thread');
    expect(outcome).toMatchObject({
      ok: false,
      code: 'no-address-space',
      message: expect.stringContaining('kernel') as string,
    });
  });

  test('is a zombie', async () => {
    const parent = await started('zombie');
    expect(capture(parent.made('zombie').facts.pid!)).toMatchObject({
      ok: false,
      code: 'no-address-space',
      message: expect.stringContaining('zombie') as string,
    });
  });
});

describe('a process in between', () => {
  test('whose main thread has ended is read through a living thread', async () => {
    const program = await started('deadLeader');
    const picture = captured(program.pid);
    expect(picture.process).toMatchObject({ identity: { pid: program.pid }, state: 'Z' });
    expect(picture.mappings.length).toBeGreaterThan(10);
    const { tid } = program.made('survivor').facts;
    expect(picture.access.map(({ file }) => file)).toContain(`/proc/${tid}/maps`);
    expect(picture.process.threads.map((thread) => thread.tid)).toContain(tid);
  });

  test('that executes another program in the middle of the read is shown as one of the two', async () => {
    const program = await started('execs', { args: ['/bin/sleep', '60'] });
    const before = captured(program.pid);
    const steps = captureOnce(context, asPid(program.pid));
    const first = steps.next();
    expect(first.done).toBe(false);
    program.signal('SIGUSR1');
    while (captured(program.pid).process.comm !== 'sleep') await new Promise((next) => setTimeout(next, 5));
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value).toMatchObject({ ok: true, value: { process: { comm: 'sleep' } } });
    if (!step.value.ok) return;
    expect(step.value.value.process.identity).toEqual(before.process.identity);
    expect(step.value.value.mappings.names).not.toContain(program.file);
    expect(addressOf(step.value.value.process.addresses!.startStack)).not.toBe(
      addressOf(before.process.addresses!.startStack),
    );
  });

  test('that ends in the middle of the read has exited', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const steps = captureOnce(context, asPid(child.pid!));
    let step = steps.next();
    child.kill('SIGKILL');
    await once(child, 'exit');
    while (!step.done) step = steps.next();
    expect(step.value).toMatchObject({ ok: false });
    if (!step.value.ok) expect(['exited', 'no-such-process']).toContain(step.value.code);
  });

  test('that changes its mappings without pause gives sorted, covered rows', async () => {
    const program = await started('torn');
    for (let read = 0; read < 10; read++) {
      const { mappings, consistency } = captured(program.pid);
      for (let row = 1; row < mappings.length; row++) {
        expect(mappings.start[row]).toBeGreaterThanOrEqual(mappings.end[row - 1]!);
      }
      if (consistency.state === 'moving') expect(consistency.notes.length).toBeGreaterThan(0);
    }
  });
});
