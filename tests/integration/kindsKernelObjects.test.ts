import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageFaults, kindsOf, type CaptureJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { skip } from '../support/skip.ts';
import { startProgram, type Program } from '../support/programs.ts';

describe('memory that belongs to something in the kernel', () => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('kernelObjects');
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  const kinds = {
    ioUring: 'io-uring',
    ioUringEntries: 'io-uring',
    aio: 'aio-ring',
    perf: 'perf-ring',
    secret: 'secret-mem',
    bpfMap: 'kernel-object',
    uprobe: 'uprobes',
    named: 'named-anon',
    device: 'device',
    hugetlb: 'hugetlb',
  };
  for (const [name, kind] of Object.entries(kinds)) {
    test(`${name} is exactly ${kind}`, (context) => {
      const made = program.made(name);
      if (made.skipped !== undefined) skip(context, `this machine does not let us make it: ${made.skipped}`);
      expect(kindsOf(capture, made)).toEqual([`${kind} exact`]);
    });
  }
});
