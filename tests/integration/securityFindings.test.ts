/** What weakens the protection of real programs, and what is no alarm because a runtime needs it. */
import type { SecurityFinding } from '@contract/elfInside.ts';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { captureOf } from '../support/captureOf.ts';
import { lookInto } from '../support/looking.ts';
import { startCommand, startProgram, type Program } from '../support/programs.ts';
import { skip } from '../support/skip.ts';

let program: Program | undefined;
afterEach(async () => {
  await program?.stop();
  program = undefined;
});

const findingsOf = (pid: number): Promise<readonly SecurityFinding[]> => lookInto(pid).get('security.findings', {});
const alarms = (found: readonly SecurityFinding[]): readonly string[] =>
  found.filter(({ severity }) => severity === 'alarm').map(({ title }) => title);

/** Each finding rests on something and says in one sentence why it matters. */
function expectWords(found: readonly SecurityFinding[]): void {
  for (const { evidence, why, title } of found) {
    expect(evidence.length, title).toBeGreaterThan(0);
    expect(why, title).toMatch(/^[A-Z].*\.$/);
  }
}

test('an ordinary program has none', async () => {
  program = await startProgram('threads', { flags: ['-pie', '-fPIE'], variant: 'ordinary' });
  expect(await findingsOf(program.pid)).toEqual([]);
});

test.each([
  ['not position-independent', ['-no-pie'], 'no-pie', 'e_type is EXEC'],
  ['without RELRO', ['-Wl,-z,norelro'], 'no-relro', 'no GNU_RELRO segment'],
])('a program %s', async (variant, flags, id, evidence) => {
  program = await startProgram('threads', { flags, variant: variant.replaceAll(' ', '-') });
  const found = await findingsOf(program.pid);
  expectWords(found);
  expect(found.map((finding) => [finding.id, finding.severity])).toEqual([[id, 'notice']]);
  expect(found[0]!.evidence[0]).toContain(evidence);
});

test('executable stacks, one finding for each, with the file that asks for them', async () => {
  program = await startProgram('threads', { flags: ['-Wl,-z,execstack'], variant: 'execstack' });
  await captureOf(program.pid);
  const found = await findingsOf(program.pid);
  expectWords(found);
  expect([...new Set(found.map(({ id, severity }) => `${id} ${severity}`))]).toEqual(['executable-stack alarm']);
  expect(found.some(({ evidence }) => evidence.some((sentence) => sentence.includes('[stack]')))).toBe(true);
  for (const { evidence } of found) expect(evidence.join(' ')).toMatch(/asks for it: GNU_STACK segment with E/);
});

test('memory that a plain program made executable is an alarm: no runtime needs it', async () => {
  program = await startProgram('protections');
  const found = await findingsOf(program.pid);
  expectWords(found);
  const at = (name: string) => found.find(({ start }) => BigInt(start * 4096) === program!.made(name).start);
  expect(at('writableCode')).toMatchObject({ id: 'writable-executable', severity: 'alarm' });
  expect(at('code')).toMatchObject({ id: 'anonymous-executable', severity: 'alarm' });
  expect(at('code')?.evidence.join(' ')).toContain('No runtime or library');
});

describe('a runtime that writes code raises no alarm and is named', () => {
  test('node', async () => {
    program = await startCommand(process.execPath, [
      '-e',
      'console.log("{}"); setInterval(() => { let s = 0; for (let i = 0; i < 1e5; i++) s += i; }, 10)',
    ]);
    const found = await findingsOf(program.pid);
    expectWords(found);
    expect(alarms(found)).toEqual([]);
    expect(found.filter(({ severity }) => severity === 'expected').map(({ title }) => title)).toEqual(
      expect.arrayContaining([expect.stringContaining('code of V8')]),
    );
  });

  test('java', async (context) => {
    try {
      program = await startCommand('java', ['tests/programs/Sleep.java']);
    } catch {
      skip(context, 'there is no java');
    }
    const found = await findingsOf(program.pid);
    expectWords(found);
    expect(alarms(found)).toEqual([]);
    expect(found.map(({ title }) => title)).toEqual(
      expect.arrayContaining([expect.stringContaining('code of HotSpot')]),
    );
  });

  test('python, also with closures of libffi', async (context) => {
    const python = execFileSync('sh', ['-c', 'python3 -c "import sys; print(sys.executable)" || true'], {
      encoding: 'utf8',
    }).trim();
    if (python === '') skip(context, 'there is no python3');
    const script =
      'import time\ntry:\n import ctypes; kept = ctypes.CFUNCTYPE(None)(print)\nexcept ImportError: pass\nprint("{}", flush=True); time.sleep(60)';
    program = await startCommand(python, ['-c', script]);
    const found = await findingsOf(program.pid);
    expectWords(found);
    expect(alarms(found)).toEqual([]);
  });
});
