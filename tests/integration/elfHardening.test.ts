/** What a file was hardened with, as readelf tells it. */
import { realpathSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lookInto, startOf, type Looked } from '../support/looking.ts';
import { outputOf } from '../support/outputOf.ts';
import { startCommand, startProgram } from '../support/programs.ts';

/** What `readelf -lWdn` says of a file, in our words. */
function readelfFacts(path: string): Readonly<Record<string, unknown>> {
  const header = outputOf('readelf', '-hW', path);
  const segments = outputOf('readelf', '-lW', path);
  const dynamic = outputOf('readelf', '-dW', path);
  const notes = outputOf('readelf', '-nW', path);
  const type = /Type:\s+(\w+)/.exec(header)?.[1];
  const interpreter = /program interpreter: ([^\]]+)\]/.exec(segments)?.[1];
  const bound = /\(BIND_NOW\)|\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW/.test(dynamic);
  const lines = dynamic.includes('Dynamic section at');
  const stack = /^\s*GNU_STACK\s.*\s([RWE]{1,3})\s+0x\w+$/m.exec(segments)?.[1];
  return {
    pie:
      type === 'EXEC'
        ? 'Not position-independent'
        : /\(FLAGS_1\).*PIE/.test(dynamic) || interpreter !== undefined
          ? 'PIE'
          : 'Shared library',
    relro: !segments.includes('GNU_RELRO') ? 'No RELRO' : bound || !lines ? 'Full RELRO' : 'Partial RELRO',
    'nx-stack':
      stack === undefined ? 'Stack not declared' : stack.includes('E') ? 'Executable stack' : 'Stack not executable',
    rpath: /\((?:RUNPATH|RPATH)\).*\[(.*)\]/.exec(dynamic)?.[1],
    textrel: dynamic.includes('(TEXTREL)'),
    marked: /x86 feature: ([\w, ]+)/.exec(notes)?.[1] ?? '',
    interpreter,
    buildId: /Build ID: ([0-9a-f]+)/.exec(notes)?.[1],
    needed: [...dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name),
  };
}

async function agrees(looked: Looked, path: string): Promise<void> {
  const { hardening, interpreter, buildId, needed } = await looked.get('elf.inside', { start: startOf(looked, path) });
  const found = (id: string) => hardening.find((fact) => fact.id === id)?.finding;
  const { marked, ...expected } = readelfFacts(path);
  expect(
    {
      pie: found('pie'),
      relro: found('relro'),
      'nx-stack': found('nx-stack'),
      rpath: found('rpath')?.replace('Own library path ', ''),
      textrel: found('text-relocations') !== undefined,
      interpreter,
      buildId,
      needed,
    },
    path,
  ).toEqual(expected);
  if (process.arch === 'x64') expect(found('cet')?.replace(/^.*: |^No checks.*$/, ''), path).toBe(marked);
}

describe('hardening', () => {
  const factsOf = async (flags: readonly string[], variant: string): Promise<Readonly<Record<string, string>>> => {
    const program = await startProgram('threads', { flags, variant });
    const looked = lookInto(program.pid);
    const { hardening } = await looked.get('elf.inside', { start: startOf(looked, program.file) });
    await program.stop();
    return Object.fromEntries(hardening.map(({ id, finding }) => [id, finding]));
  };

  test('says what the compiler was told, segment by segment', async () => {
    expect(await factsOf(['-pie', '-fPIE', '-Wl,-z,relro,-z,now', '-fstack-protector-all'], 'hard')).toMatchObject({
      pie: 'PIE',
      relro: 'Full RELRO',
      'nx-stack': 'Stack not executable',
      canary: 'Stack canaries',
    });
    expect(
      await factsOf(['-no-pie', '-Wl,-z,norelro', '-Wl,-z,execstack', '-fno-stack-protector'], 'soft'),
    ).toMatchObject({
      pie: 'Not position-independent',
      relro: 'No RELRO',
      'nx-stack': 'Executable stack',
      canary: 'No stack canaries seen',
    });
    expect(await factsOf(['-Wl,-z,relro,-z,lazy', '-Wl,-rpath,/opt/own'], 'lazy')).toMatchObject({
      relro: 'Partial RELRO',
      rpath: 'Own library path /opt/own',
    });
  });

  test.each([
    ['full', ['-pie', '-fPIE', '-Wl,-z,relro,-z,now', '-Wl,-z,noexecstack', '-fcf-protection=full']],
    ['partial', ['-no-pie', '-Wl,-z,relro,-z,lazy', '-fcf-protection=none', '-Wl,-rpath,/opt/own']],
    ['none', ['-no-pie', '-Wl,-z,norelro', '-Wl,-z,execstack', '-fcf-protection=branch']],
    ['static', ['-static-pie', '-fPIE', '-Wl,--build-id=none']],
  ] as const)('of a program and its libraries agrees with readelf: %s', async (variant, flags) => {
    const program = await startProgram('threads', { flags, variant: `readelf-${variant}` });
    const looked = lookInto(program.pid);
    const libraries = looked.capture.mappings.names.filter((name) => /\.so(\.|$)/.test(name));
    for (const path of [program.file, ...libraries]) await agrees(looked, path);
    await program.stop();
  });

  test('of node and libstdc++ agrees with readelf', async () => {
    const node = await startCommand(process.execPath, ['-e', 'console.log("{}"); setInterval(() => 0, 1e6)']);
    const looked = lookInto(node.pid);
    const libraries = looked.capture.mappings.names.filter((name) => /\.so(\.|$)/.test(name));
    expect(libraries.some((name) => name.includes('libc.so'))).toBe(true);
    for (const path of [realpathSync(process.execPath), ...libraries]) await agrees(looked, path);
    await node.stop();
  });

  test('of a static program finds canaries among its own symbols', async () => {
    const program = await startProgram('threads', { flags: ['-static', '-fstack-protector-all'], variant: 'canary' });
    const looked = lookInto(program.pid);
    const { hardening } = await looked.get('elf.inside', { start: startOf(looked, program.file) });
    expect(hardening.find(({ id }) => id === 'canary')).toMatchObject({ good: true });
    await program.stop();
  });
});
