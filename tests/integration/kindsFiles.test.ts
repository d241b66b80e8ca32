import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageFaults, kindsOf, mappingAt, regionAt, type CaptureJson } from '../support/captured.ts';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, temporaryFolder, type Program } from '../support/programs.ts';

describe('mapped files of all sorts of names', () => {
  const folder = temporaryFolder('mappedFiles');
  let program: Program;
  let capture: CaptureJson;
  beforeAll(async () => {
    program = await startProgram('files', { args: [folder] });
    capture = await captureOf(program.pid);
  });
  afterAll(() => program.stop());

  test('every mapping is covered exactly by its regions', () => {
    expect(coverageFaults(capture)).toEqual([]);
  });

  test('all are exactly files', () => {
    for (const name of program.names()) expect(kindsOf(capture, program.made(name)), name).toEqual(['file exact']);
  });

  test.each([
    ['spaces', 'two  spaces'],
    ['trailingSpace', 'ends in a space '],
    ['newline', 'line one\\012line two'],
    ['backslash', 'line one\\012line two'],
    ['bidi', 'abc\u202efdp.exe'],
    ['reallySoNamed', 'real (deleted)'],
    ['bracketed', '[heap]'],
    ['sysvLookalike', 'SYSV00000000'],
    ['deleted', 'deleted (deleted)'],
  ])('the name of %s is the kernel’s, to the last space', (made, name) => {
    expect(mappingAt(capture, program.made(made)).name).toBe(`${folder}/${name}`);
  });

  test('a name that is not UTF-8 carries its bytes beside it', () => {
    const mapping = mappingAt(capture, program.made('notUtf8'));
    expect(Buffer.from(mapping.nameBase64 ?? '', 'base64')).toEqual(Buffer.from(`${folder}/caf\xe9`, 'latin1'));
    expect(mapping.name).toBe(`${folder}/caf\ufffd`);
    expect(mappingAt(capture, program.made('spaces')).nameBase64).toBeUndefined();
  });

  test('two files that the kernel spells alike are still two files', () => {
    const newline = mappingAt(capture, program.made('newline'));
    const backslash = mappingAt(capture, program.made('backslash'));
    expect(newline.name).toBe(backslash.name);
    expect(newline.inode).not.toBe(backslash.inode);
    expect(regionAt(capture, program.made('newline')).object).not.toBe(
      regionAt(capture, program.made('backslash')).object,
    );
  });
});
