/** Damaged inputs at every door that takes bytes of strangers: importers, the ELF reader, the page's frames. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { calls } from '@contract/calls/table.ts';
import { createSession } from '@main/ipc/session.ts';
import { readElfHeader } from '@main/inspect/elf/header.ts';
import { readElfImage } from '@main/inspect/elf/image.ts';
import { readRelocations } from '@main/inspect/elf/relocations.ts';
import { readSections } from '@main/inspect/elf/sections.ts';
import { readImports, readRawSymbols, symbolTable } from '@main/inspect/elf/symbolTable.ts';
import { damaged, importKeepsItsPromises, processorTime } from '../support/mutations.ts';
import { fakeService } from '../unit/ipc/fakeService.ts';
import { residentOf, tell } from './figures.ts';

/** Processor time and memory that one input may cost. */
const mostMilliseconds = 2000;
const mostMegabytes = 500;

/** Gives random damage to a check, and tells the slowest and the peak. */
async function damage<T>(
  what: string,
  rounds: number,
  seed: number,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
): Promise<void> {
  const before = residentOf(process.pid);
  let slowest = 0;
  let peak = before;
  const result = await fc.check(
    fc.asyncProperty(inputs, async (input) => {
      const begin = processorTime();
      await check(input);
      slowest = Math.max(slowest, processorTime() - begin);
      peak = Math.max(peak, residentOf(process.pid));
    }),
    { numRuns: rounds, seed, endOnFailure: true },
  );
  const growth = peak - before;
  const faults = [
    ...(result.failed ? [`seed ${seed}, path ${result.counterexamplePath}: ${String(result.errorInstance)}`] : []),
    ...(slowest > mostMilliseconds ? [`more than ${mostMilliseconds} ms`] : []),
    ...(growth > mostMegabytes ? [`more than ${mostMegabytes} MB`] : []),
  ];
  const figures = `${result.numRuns} rounds, the slowest ${Math.round(slowest)} ms, ${Math.round(growth)} MB more at the peak`;
  tell(what, figures, faults.length > 0 ? faults.join('; ') : undefined);
}

const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
  minLength: 1,
  maxLength: 8,
});

const damagedBytes = (sound: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...sound), changes).map(([bytes, own]) => {
    const copy = Uint8Array.from(bytes);
    for (const [at, byte] of own) copy[Math.floor(at * copy.length)] = byte;
    return copy;
  });

/** Reads all that the inspector reads of an ELF file. */
function readElf(bytes: Uint8Array): void {
  const source = {
    size: bytes.length,
    read: (offset: number, length: number) =>
      bytes.subarray(Math.max(0, offset), Math.max(0, offset) + Math.max(0, length)),
  };
  const header = readElfHeader(source);
  readElfImage(source);
  if (!header) return;
  const { sections } = readSections(source, header);
  readImports(source, header, sections);
  readRelocations(source, header, sections);
  const raw = readRawSymbols(source, header, sections);
  for (const step of symbolTable(raw)) if (step > 1) throw new Error('more than all');
}

/** As many rounds at each door. */
export async function stressInputs(rounds: number, seed: number): Promise<void> {
  await damage('importers', rounds, seed, damaged, ({ name, bytes }) => {
    importKeepsItsPromises(bytes, name);
  });
  const program = readFileSync('/bin/true');
  // The tables at both ends decide how the rest is read: damage there says more than in the code between.
  const ends = Buffer.concat([program.subarray(0, 4096), program.subarray(-12_288)]);
  await damage('ELF reader', rounds, seed, damagedBytes([program, program, ends]), readElf);
  const frames = Object.keys(calls).map((call) =>
    encodeFrame({ id: 1, call: call as keyof typeof calls, argument: { watch: 1, pid: 1, interval: 1000, start: 1 } }),
  );
  const versions = { procatlas: '0', contract: 1, node: '20', face: 'browser' } as const;
  const session = createSession(fakeService(), versions, () => undefined);
  await damage('frames of a page', rounds, seed, damagedBytes(frames), async (bytes) => {
    let frame: unknown;
    try {
      frame = decodeFrame(bytes);
    } catch {
      return;
    }
    const { id, call, argument } = Object(frame) as Record<string, unknown>;
    await session.dispatch(call, argument, id);
  });
  session.close();
}
