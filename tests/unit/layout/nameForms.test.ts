import { describe, expect, it } from 'vitest';
import { nameForms } from '@renderer/layout/nameForms.ts';

describe('the forms of a name', () => {
  it.each([
    ['Stack of thread 30812 (plain)', ['Stack of thread 30812 (plain)', 'plain 30812', 'plain']],
    ['thread 30812 (plain)', ['thread 30812 (plain)', 'plain 30812', 'plain']],
    ['thread 30812', ['thread 30812', '30812']],
    ['malloc arena at 0x7f3f00000000', ['malloc arena', 'Arena']],
    ['Reserve of a malloc arena', ['Reserve of a malloc arena', 'Arena reserve', 'Reserve']],
    ['Guard of the stack of a finished thread', ['Guard of the stack of a finished thread', 'Guard']],
    [
      'Thread-local storage of thread 7 (own)',
      ['Thread-local storage of thread 7 (own)', 'TLS of own 7', 'TLS of own', 'TLS'],
    ],
    ['libc.so.6', ['libc.so.6', 'libc']],
    ['libstdc++.so.6.0.30', ['libstdc++.so.6.0.30', 'libstdc++']],
    ['ld-linux-x86-64.so.2', ['ld-linux-x86-64.so.2', 'ld-linux']],
    ['Code (.text)', ['Code (.text)', 'Code']],
    ['Java code cache, free', ['Java code cache, free', 'Java code cache']],
    ['/dev/dri/card0', ['/dev/dri/card0', 'card0']],
    ['node', ['node']],
    ['', ['']],
  ])('of %j go from long to short', (label, forms) => {
    expect(nameForms(label)).toEqual(forms);
  });

  it('never turn a guess into a fact', () => {
    for (const label of ['Probably a guard', 'Probably memory of the Java virtual machine', 'Probably V8 heap page']) {
      for (const form of nameForms(label)) expect(form).toMatch(/^Probably |\?$/);
    }
  });

  it('never leave a hole where a thread has no name', () => {
    expect(nameForms('Guard of the stack of thread 12')).toEqual([
      'Guard of the stack of thread 12',
      'Guard of 12',
      'Guard',
    ]);
  });
});
