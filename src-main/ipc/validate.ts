/**
 * What a request must look like. Every request that reaches the main side is checked here, whoever sent it: a page,
 * a script that found the WebSocket, or a page of an older version.
 */
import { z } from 'zod';
import { memoryReadLimit } from '../contract/inside.ts';
import { countedPagesLimit, countsLimit, statesLimit } from '../contract/pages.ts';
import { importLimit, pmapTextFormats, type CallName, type Calls, type Outcome } from '../contract/calls.ts';
import { asMilliseconds, asPageNumber, asPid } from '../contract/units.ts';
import { largestPid } from './largestPid.ts';

/** A shorter interval would only measure the observer itself. */
const shortestInterval = 100;
/** One hour; beyond it, "paused" is the honest word. */
const longestInterval = 3_600_000;
/** 2^64 bytes in steps of 4096. */
const pageLimit = 2 ** 52;

const pid = z.int().min(1).max(largestPid).transform(asPid);
const interval = z.number().min(shortestInterval).max(longestInterval).transform(asMilliseconds);
const watch = z.int().nonnegative();
/** A file's name is at most 255 bytes on every system; a text may be called anything short. */
const longestName = 1024;
const content = z
  .instanceof(Uint8Array)
  .refine(({ length }) => length <= importLimit, `more than ${importLimit / 2 ** 20} MiB`);
const page = z.number().min(0).max(pageLimit).transform(asPageNumber);

const job = z.int().nonnegative();
const consent = z.boolean();
/** Rows that one answer lists at most. */
const limit = z.int().min(1).max(100_000);
/** A working set is looked at within ten minutes, or the mappings have moved on. */
const longestWait = 600_000;
const tooMany = 'more pages than one request may read';
const isNeedle = ({ length }: Uint8Array): boolean => length >= 1 && length <= longestName;
/** Sorted whole pages, start and end in turn, without overlap. */
const spans = z
  .instanceof(Float64Array)
  .refine(
    (bounds) =>
      bounds.length % 2 === 0 &&
      bounds.length <= 2 * 65_536 &&
      bounds.every(
        (bound, index) =>
          Number.isInteger(bound) && bound >= 0 && bound <= pageLimit && bound >= (bounds[index - 1] ?? 0),
      ),
    'not a list of sorted spans of whole pages',
  );
const pagesOf = (bounds: Float64Array): number =>
  bounds.reduce((sum, bound, index) => (index % 2 === 1 ? sum + bound - (bounds[index - 1] ?? 0) : sum), 0);

type Schemas = { readonly [N in CallName]: z.ZodType<Calls[N]['argument']> };

// `satisfies` refuses a missing or a wrong schema; the annotation lets a generic name pick its own.
const schemas: Schemas = {
  'app.versions': z.undefined(),
  'processes.list': z.undefined(),
  'process.watch': z.strictObject({ pid, interval }),
  'process.pace': z.strictObject({ watch, interval: interval.nullable() }),
  'process.refresh': z.strictObject({ watch }),
  'process.numa': z.strictObject({ watch, wanted: z.boolean() }),
  'process.stop': z.strictObject({ watch }),
  'process.capture': z.strictObject({ pid }),
  'mapping.facts': z.strictObject({ pid, start: page }),
  'pmap.text': z.strictObject({
    watch,
    format: z.enum(pmapTextFormats),
    showPath: z.boolean(),
    kernelNames: z.boolean(),
    labels: z.boolean(),
    quiet: z.boolean(),
  }),
  'capture.import': z.strictObject({
    name: z.string().min(1).max(longestName),
    content,
    pid: pid.exactOptional(),
  }),
  'capture.save': z.strictObject({ watch, redact: z.boolean(), compress: z.boolean() }),
  'source.initial': z.undefined(),
  'job.cancel': z.strictObject({ job }),
  'pages.states': z.strictObject({
    watch,
    job,
    spans: spans.refine((value) => pagesOf(value) <= statesLimit, tooMany),
  }),
  'pages.counts': z
    .strictObject({
      watch,
      job,
      start: page,
      cells: z.int().min(1).max(countsLimit),
      pagesPerCell: z.int().min(1).max(countedPagesLimit),
    })
    .refine(({ cells, pagesPerCell }) => cells * pagesPerCell <= countedPagesLimit, tooMany),
  'pages.detail': z.strictObject({ watch, page }),
  'pages.working-set': z.strictObject({
    watch,
    job,
    wait: z.number().min(0).max(longestWait).transform(asMilliseconds),
    consent,
  }),
  'elf.inside': z.strictObject({ watch, start: page }),
  'elf.symbols': z.strictObject({ watch, job, start: page, from: page, to: page, limit }),
  'symbols.find': z.strictObject({ watch, job, name: z.string().min(1).max(longestName), limit }),
  'symbols.at': z.strictObject({ watch, address: page }),
  'security.findings': z.strictObject({ watch, job }),
  'threads.inside': z.strictObject({ watch }),
  'stack.top': z.strictObject({ watch, values: z.boolean(), consent }),
  'heap.walk': z.strictObject({ watch, job, start: page, consent }),
  'heap.arenas': z.strictObject({ watch, job, consent }),
  'memory.read': z.strictObject({ watch, start: page, length: z.int().min(1).max(memoryReadLimit), consent }),
  'memory.strings': z.strictObject({
    watch,
    job,
    start: page,
    end: page,
    least: z.int().min(2).max(1024),
    limit,
    consent,
  }),
  'memory.search': z.strictObject({
    watch,
    job,
    spans,
    needle: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(longestName), ignoreCase: z.boolean() }),
      z.strictObject({ type: z.literal('bytes'), bytes: z.instanceof(Uint8Array).refine(isNeedle, 'wrong length') }),
      z.strictObject({ type: z.literal('pointer'), start: page, end: page }),
    ]),
    limit,
    consent,
  }),
} satisfies Schemas;

/** The argument of a call, or an `invalid` failure that says which field does not fit and why. */
export function validateArgument<N extends CallName>(name: N, raw: unknown): Outcome<Calls[N]['argument']> {
  const schema: Schemas[N] = schemas[name];
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return {
    ok: false,
    code: 'invalid',
    message: `The request “${name}” does not fit the contract.`,
    why: issues.join('; '),
  };
}
