/**
 * What a request must look like. Every request that reaches the main side is checked here, whoever sent it: a page,
 * a script that found the WebSocket, or a page of an older version.
 */
import { z } from 'zod';
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

type Schemas = { readonly [N in CallName]: z.ZodType<Calls[N]['argument']> };

// `satisfies` refuses a missing or a wrong schema; the annotation lets a generic name pick its own.
const schemas: Schemas = {
  'app.versions': z.undefined(),
  'processes.list': z.undefined(),
  'process.watch': z.strictObject({ pid, interval }),
  'process.pace': z.strictObject({ watch, interval: interval.nullable() }),
  'process.refresh': z.strictObject({ watch }),
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
