import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  boundsOf,
  coverageFaults,
  kindsOf,
  objectOf,
  regionAt,
  regionsOf,
  type CaptureJson,
} from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, type Program } from '../support/programs.ts';

const builds = [
  { name: 'dynamic', variant: '', flags: [] },
  { name: 'static', variant: 'Static', flags: ['-static'] },
];

describe.each(builds)('threads with several stack and guard sizes in a $name program', ({ variant, flags }) => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('threads', { variant, flags });
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  test.each(['plain', 'small', 'bare', 'own', 'deep'])('the stack of %s is exact and names its thread', (name) => {
    const stack = program.made(`${name}Stack`);
    // The control block and the thread's own variables lie at the top of the stack.
    expect(kindsOf(capture, stack)).toEqual(['thread-stack exact', 'tls exact']);
    const regions = regionsOf(capture, stack);
    for (const region of regions) {
      expect(region.thread).toEqual({ tid: stack.facts.tid, name });
      expect(objectOf(capture, region)).toMatchObject({ kind: 'thread', tid: stack.facts.tid });
    }
    expect(boundsOf(regions[0]!).start).toBe(stack.start);
    expect(boundsOf(regions.at(-1)!).end).toBe(stack.end);
    expect(regions[0]!.label).toContain(name);
    expect(regions[0]!.stackSize).toBe(Number(stack.end - stack.start));
  });

  test.each(['plain', 'small', 'bare', 'own', 'deep'])(
    'the frames of %s lie in its stack, its variables in its TLS',
    (name) => {
      expect(kindsOf(capture, program.made(`${name}Frame`))).toEqual(['thread-stack exact']);
      expect(kindsOf(capture, program.made(`${name}ThreadLocal`))).toEqual(['tls exact']);
      expect(kindsOf(capture, program.made(`${name}ControlBlock`))).toEqual(['tls exact']);
    },
  );

  test.each(['plain', 'small', 'deep'])(
    'the guard of %s is exact, has its own size and says what it guards',
    (name) => {
      const guard = program.made(`${name}Guard`);
      const region = regionAt(capture, guard);
      expect(kindsOf(capture, guard)).toEqual(['guard exact']);
      expect(boundsOf(region)).toEqual({ start: guard.start, end: guard.end });
      expect(region.guards).toContain(String(guard.facts.tid));
      expect(region.guards).toContain(name);
      expect(objectOf(capture, region)).toMatchObject({ kind: 'thread', tid: guard.facts.tid });
    },
  );

  test('how deep a stack is used is known from the stack pointer', () => {
    const deep = regionAt(capture, program.made('deepStack'));
    expect(deep.stackDepth).toBeGreaterThan(1 << 20);
    expect(deep.stackDepth).toBeLessThan((1 << 20) + (64 << 10));
    expect(regionAt(capture, program.made('plainStack')).stackDepth).toBeLessThan(64 << 10);
  });

  test('the kept stack of a finished thread is a thread stack without a thread', () => {
    const stack = program.made('finishedStack');
    expect(kindsOf(capture, stack)).toEqual(['thread-stack exact', 'tls exact']);
    expect(regionAt(capture, stack).thread?.tid).toBeUndefined();
    expect(kindsOf(capture, program.made('finishedGuard'))).toEqual(['guard exact']);
  });

  test('the main thread has the kernel’s stack and a TLS block of its own', () => {
    expect(kindsOf(capture, program.made('mainFrame'))).toEqual(['stack exact']);
    expect(kindsOf(capture, program.made('mainThreadLocal'))).toEqual(['tls exact']);
    expect(regionAt(capture, program.made('mainControlBlock'))).toMatchObject({
      kind: 'tls',
      certainty: 'exact',
      thread: { tid: program.pid, name: `threads${variant}` },
    });
  });
});
