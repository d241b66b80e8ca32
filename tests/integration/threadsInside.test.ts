/** Threads and the top of the main stack of real programs. */
import { afterEach, expect, test } from 'vitest';
import { addressOf } from '@contract/address.ts';
import { stackTop } from '@main/inspect/threads/stackTop.ts';
import { threadsInside } from '@main/inspect/threads/threadsInside.ts';
import { lookAt, targetOf } from '../support/looking.ts';
import { captureOf } from '../support/captureOf.ts';
import { startProgram, type Program } from '../support/programs.ts';

let program: Program | undefined;
afterEach(() => program?.stop());

test('stacks, depths and thread-local storage of every thread', async () => {
  program = await startProgram('threads');
  await captureOf(program.pid); // waits until all sleep
  const outcome = lookAt(threadsInside, targetOf(program.pid), {});
  if (!outcome.ok) throw new Error(outcome.message);
  for (const name of ['plain', 'small', 'bare', 'own', 'deep']) {
    const made = program.made(`${name}Stack`);
    const thread = outcome.value.find((each) => each.name === name);
    expect(addressOf(thread!.stack!.start)).toBe(made.start);
    expect(addressOf(thread!.tls!.end)).toBe(made.end);
    expect(thread!.presentPages).toBeGreaterThan(0);
    expect(thread!.deepest!).toBeLessThanOrEqual(thread!.stackPointer!);
  }
  expect(outcome.value.find(({ name }) => name === 'deep')!.depth).toBeGreaterThan(1 << 20);
});

test('names of the environment are told, values only on demand', async () => {
  program = await startProgram('threads', { args: ['first argument'], env: { PROCATLAS_SECRET: 'hidden-value' } });
  const target = targetOf(program.pid);
  const outcomes = [false, true].map((values) => lookAt(stackTop, target, { values, consent: true }));
  const [plain, asked] = outcomes.map((outcome) => {
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value;
  });
  expect(plain!.items.find(({ label }) => label === 'argv[1]')!.value).toBe('first argument');
  expect(plain!.items.map(({ value }) => value)).toContain('PROCATLAS_SECRET');
  expect(JSON.stringify(plain)).not.toContain('hidden-value');
  expect(asked!.items.map(({ value }) => value)).toContain('PROCATLAS_SECRET=hidden-value');
  // Every string is an item of its own, to which its pointer leads.
  for (const { target } of plain!.items.filter(({ part }) => part === 'argv' || part === 'envp')) {
    if (target !== undefined) expect(plain!.items.filter(({ start }) => start === target)).toHaveLength(1);
  }
  const variable = asked!.items.find(({ value, part }) => part === 'variable' && value.startsWith('PROCATLAS_SECRET'));
  expect(variable!.value).toBe('PROCATLAS_SECRET=hidden-value');
  expect((variable!.end - variable!.start) * 4096).toBe('PROCATLAS_SECRET=hidden-value'.length + 1);
  expect(plain!.items.find(({ start }) => start === variable!.start)?.value).toBe('PROCATLAS_SECRET');
  for (const [entry, part] of [
    ['AT_EXECFN', 'name'],
    ['AT_RANDOM', 'random'],
    ['AT_PLATFORM', 'platform'],
  ]) {
    const { target } = plain!.items.find(({ label }) => label === entry)!;
    expect(plain!.items.find(({ start }) => start === target)?.part).toBe(part);
  }
  // The items cover everything from the first stack pointer to the end of the stack.
  let at: number = plain!.start;
  for (const item of plain!.items) {
    expect(item.start).toBe(at);
    at = item.end;
  }
  expect(at).toBe(plain!.end);
  for (const { name, value } of target.capture.process.auxv) {
    const item = plain!.items.find(({ label, part }) => part === 'auxv' && label === name);
    expect(BigInt(item!.value)).toBe(BigInt(value));
  }
});

test('thousands of variables are told one by one up to a limit, and that is said', async () => {
  const env = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`PROCATLAS_${index}`, String(index)]));
  program = await startProgram('threads', { env });
  const outcome = lookAt(stackTop, targetOf(program.pid), { values: false, consent: true });
  if (!outcome.ok) throw new Error(outcome.message);
  const { items, notes, start, end } = outcome.value;
  expect(items.filter(({ part }) => part === 'variable')).toHaveLength(4096);
  expect(notes.join(' ')).toMatch(/There are 50\d\d variables; the first 4096 are listed/);
  expect(items[0]?.start).toBe(start);
  expect(items.at(-1)?.end).toBe(end);
});
