import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageFaults, kindsOf, mappingAt, regionAt, type CaptureJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, type Program } from '../support/programs.ts';

describe('anonymous memory by what may be done with it', () => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('protections');
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  test('a single inaccessible page between two buffers is probably a guard, and says so', () => {
    expect(kindsOf(capture, program.made('single'))).toEqual(['guard guess']);
    expect(regionAt(capture, program.made('single')).guards).toBeTruthy();
  });

  test('a gigabyte that cannot be touched is a reservation', () => {
    expect(kindsOf(capture, program.made('reservation'))).toEqual(['reserve exact']);
  });

  test('executable memory without a file is probably generated code: no runtime has claimed it', () => {
    expect(kindsOf(capture, program.made('code'))).toEqual(['jit-code guess']);
    expect(kindsOf(capture, program.made('writableCode'))).toEqual(['jit-code guess']);
    expect(mappingAt(capture, program.made('writableCode')).perms).toBe('rwxp');
  });

  test('memory of which nothing is known is called anonymous, not guessed at', () => {
    for (const name of ['plain', 'readOnly', 'before', 'after']) {
      expect(kindsOf(capture, program.made(name))).toEqual(['anon exact']);
      expect(regionAt(capture, program.made(name)).evidence.join(' ')).toContain('No file, no name');
    }
  });

  test('a mapping that grows downward is not the main stack', () => {
    expect(mappingAt(capture, program.made('growsDown')).vmFlags).toContain('gd');
    expect(kindsOf(capture, program.made('growsDown'))).toEqual(['anon exact']);
    expect(regionAt(capture, program.made('growsDown')).evidence.join(' ')).toContain('MAP_GROWSDOWN');
  });
});

describe('alternate signal stacks', () => {
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('signalStack');
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('one on which a handler executes names its thread', () => {
    const running = program.made('running');
    expect(regionAt(capture, running)).toMatchObject({
      kind: 'signal-stack',
      certainty: 'strong',
      thread: { tid: running.facts.tid, name: 'handler' },
    });
  });

  test('an unused one cannot be told from other memory, and nothing is guessed', () => {
    expect(kindsOf(capture, program.made('unused'))).toEqual(['anon exact']);
  });

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });
});
