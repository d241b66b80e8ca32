import { setTimeout as pause } from 'node:timers/promises';
import { AccessLog } from '../../capture/accessLog.ts';
import { heldRuns } from '../../capture/heldRuns.ts';
import { readSmaps } from '../../capture/rows.ts';
import { cancelled, type Failure } from '../../contract/calls.ts';
import { pageStateBits, type WorkingSet } from '../../contract/pages.ts';
import { smapsFigureReader } from '../../contract/rows.ts';
import { asKibibytes, asMilliseconds } from '../../contract/units.ts';
import { clearRefs } from '../../procfs/clearRefs.ts';
import type { ProcReader } from '../../procfs/reader.ts';
import { cannotLook } from '../presentMemory.ts';
import type { InspectTarget, Look } from '../target.ts';
import { openPages, readRuns } from './readRuns.ts';

/** Longest single wait, so that a cancel is seen soon. */
const nap = 50;
/** Written pages that are told one by one. */
const writtenLimit = 1_000_000;

const needsConsent: Failure = {
  ok: false,
  code: 'invalid',
  message: 'Measuring the working set writes to the process’s clear_refs, and nobody agreed to that.',
  why: 'It clears the referenced and soft-dirty bits of all its pages, which other tools may be using too.',
  remedy: 'Agree to it in the dialogue that explains it.',
};

/**
 * What a process touches in a while, as wss measures it: clear the referenced bits, wait, and read smaps `Referenced`.
 * Where the kernel tracks soft-dirty pages, those written meanwhile are told one by one.
 */
export const workingSet: Look<'pages.working-set'> = function* (target, { wait, consent }) {
  if (!consent) return needsConsent;
  const { context, capture, source } = target;
  const { pid } = capture.process.identity;
  const referenced = clearRefs(context.reader, source, 'referenced');
  if (referenced.status !== 'read') {
    return cannotLook(`The referenced bits of process ${pid} cannot be cleared.`, referenced);
  }
  const tracked = keepsSoftDirty(context.reader) && clearRefs(context.reader, source, 'soft-dirty').status === 'read';
  const begin = performance.now();
  for (let waited = 0; waited < wait; waited = performance.now() - begin) {
    yield pause(Math.min(nap, wait - waited));
    yield Math.min(1, (performance.now() - begin) / wait) * 0.9;
  }
  const waited = asMilliseconds(performance.now() - begin);
  const rows = readSmaps(new AccessLog(context.reader), source, capture.mappings.length, {});
  if ('status' in rows) {
    return rows.status === 'stopped' ? cancelled : cannotLook(`What process ${pid} touched cannot be read.`, rows);
  }
  const { mappings, smaps } = rows;
  const figure = smaps && smapsFigureReader(smaps, 'Referenced');
  const perMapping = Uint32Array.from({ length: mappings.length }, (_, row) => figure?.(row) ?? 0);
  const written = tracked ? yield* writtenPages(target) : undefined;
  const notes = [
    ...(figure ? [] : ['This kernel does not print what was referenced.']),
    ...(tracked ? [] : ['Which single pages were written is not told: this kernel keeps no soft-dirty bits.']),
    ...(written?.length === writtenLimit ? ['More pages were written than the million that are listed.'] : []),
  ];
  const value: WorkingSet = {
    waited,
    referenced: asKibibytes(perMapping.reduce((sum, kibibytes) => sum + kibibytes, 0)),
    starts: mappings.start.slice(),
    perMapping,
    ...(written ? { written } : {}),
    notes,
  };
  return { ok: true, value };
};

/**
 * Whether the kernel keeps soft-dirty bits (CONFIG_MEM_SOFT_DIRTY). Without them it accepts the code all the same, and no
 * page ever has the bit; with them every mapping begins with the flag `sd`, our own among them.
 */
function keepsSoftDirty(reader: ProcReader): boolean {
  const smaps = reader.read('self/smaps');
  return smaps.status === 'read' && /^VmFlags:.* sd( |$)/m.test(new TextDecoder('latin1').decode(smaps.value));
}

/** Pages whose soft-dirty bit is set; undefined when they cannot be read. */
function* writtenPages(target: InspectTarget): Generator<number, Float64Array | undefined> {
  const pagemap = openPages(target);
  if (!pagemap.ok) return undefined;
  try {
    const found: number[] = [];
    const { mappings } = target.capture;
    const spans = new Float64Array(mappings.length * 2);
    for (let row = 0; row < mappings.length; row++) {
      spans[2 * row] = mappings.start[row] ?? 0;
      spans[2 * row + 1] = mappings.end[row] ?? 0;
    }
    const runs = heldRuns(target.capture, spans);
    const read = yield* readRuns(target, pagemap.value, runs, (start, states) => {
      for (let index = 0; index < states.length && found.length < writtenLimit; index++) {
        if (((states[index] ?? 0) & pageStateBits.softDirty) !== 0) found.push(start + index);
      }
    });
    return typeof read === 'number' ? Float64Array.from(found) : undefined;
  } finally {
    pagemap.value.close();
  }
}
