/** Instructions: the same as binutils' objdump prints of the same bytes, and those of arm64 as its manual spells them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import { disassemble } from '@main/inspect/code/disassemble.ts';
import { describe, expect, it } from 'vitest';
import { compile } from '../support/programs.ts';
import { sampleCapture } from '../unit/capture/sampleCapture.ts';
import { skip } from '../support/skip.ts';

const on = (architecture: string) => ({ ...sampleCapture, machine: { ...sampleCapture.machine, architecture } });
const told = async (architecture: string, code: readonly number[], at = 0x400000) => {
  const start = asPageNumber(at / pageBytes);
  const outcome = await disassemble(on(architecture), { start, code: Uint8Array.from(code) });
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why}`);
  return outcome.value.instructions;
};

describe('instructions', () => {
  it('of a whole program begin and end where objdump says, and are the same', async (context) => {
    if (!existsSync('/usr/bin/objdump')) skip(context, 'objdump of binutils is not installed');
    if (process.arch !== 'x64') skip(context, 'the compiler makes code of another architecture');
    const program = compile('jobs', { flags: ['-rdynamic'] });
    const printed = execFileSync(
      'objdump',
      ['-d', '-M', 'intel', '--section=.text', '--insn-width=16', '--no-show-raw-insn', program],
      { encoding: 'utf8' },
    );
    const raw = execFileSync('objdump', ['-d', '--section=.text', '--insn-width=16', program], { encoding: 'utf8' });
    const rows = [...raw.matchAll(/^ +([\da-f]+):\t((?:[\da-f]{2} )+)/gm)].map(([, at = '', bytes = '']) => ({
      at: Number.parseInt(at, 16),
      bytes: bytes.trim().split(' '),
    }));
    const mnemonics = [...printed.matchAll(/^ +[\da-f]+:\t(\S+)/gm)].map(([, word]) => word);
    expect(rows.length).toBeGreaterThan(150);
    const code = rows.flatMap(({ bytes }) => bytes.map((byte) => Number.parseInt(byte, 16)));
    const found = await told('x86_64', code, rows[0]!.at);
    expect(found.map(({ start, length }) => [Math.round(start * pageBytes), length])).toEqual(
      rows.map(({ at, bytes }) => [at, bytes.length]),
    );
    // Both write conditions and padding in more than one way.
    const same = found.filter(({ text }, index) => text.split(' ')[0] === mnemonics[index]).length;
    expect(same / found.length).toBeGreaterThan(0.9);
  });

  it('of arm64 are four bytes each, and lead where they lead', async () => {
    const code = [0xfd, 0x7b, 0xbf, 0xa9, 0xfd, 0x03, 0x00, 0x91, 0x02, 0x00, 0x00, 0x94];
    expect((await told('aarch64', code)).map(({ length, text }) => [length, text])).toEqual([
      [4, 'stp x29, x30, [sp, #-0x10]!'],
      [4, 'mov x29, sp'],
      [4, 'bl #0x400010'],
    ]);
  });

  it('that are none are a line each, and those of another machine are refused with a sentence', async () => {
    expect((await told('x86_64', [0x06, 0x90])).map(({ text }) => text)).toEqual(['.byte 0x06', 'nop']);
    const outcome = await disassemble(on('riscv64'), { start: asPageNumber(1), code: new Uint8Array(4) });
    expect(outcome).toMatchObject({
      ok: false,
      why: 'The process runs on riscv64; those of x86-64 and arm64 are decoded.',
    });
  });
});
