/** Looks inside a process as the reading thread does, in this process and without its slices. */
import type { InsideCalls, InsideCallName, Outcome } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { mappingName, regionView } from '@contract/rows.ts';
import { asPageNumber, asPid, type PageNumber } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import type { InspectTarget, Look } from '@main/inspect/target.ts';
import { inspect } from '@main/live/inspections.ts';

const context = openContext();

/** Captures a process, to look inside. Throws the sentence of a failure. */
export function targetOf(pid: number): InspectTarget {
  const outcome = captureNow(context, asPid(pid));
  if (!outcome.ok) throw new Error(outcome.message);
  return { context, capture: outcome.value, source: asPid(pid) };
}

/** Runs a look to its end; `argument` is what the call takes beside the watch. */
export function lookAt<N extends InsideCallName>(
  look: Look<N>,
  target: InspectTarget,
  argument: Omit<InsideCalls[N]['argument'], 'watch'>,
): Outcome<InsideCalls[N]['result']> {
  const steps = look(target, { ...argument, watch: 1 } as InsideCalls[N]['argument']);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** First pages of the regions of one kind. */
export function startsOf({ capture }: InspectTarget, kind: string): PageNumber[] {
  return Array.from({ length: capture.regions.length }, (_, row) => regionView(capture.regions, row))
    .filter((region) => region.kind === kind)
    .map(({ start }) => start);
}

/** First page of the first mapping of a file, also of one that has been deleted since. */
export function startOf({ capture: { mappings } }: Pick<Looked, 'capture'>, path: string): PageNumber {
  for (let row = 0; row < mappings.length; row++) {
    const name = mappingName(mappings, row);
    if (name === path || name === `${path} (deleted)`) return asPageNumber(mappings.start[row]!);
  }
  throw new Error(`${path} is not mapped`);
}

/** A process of which a capture was taken. */
export interface Looked {
  readonly capture: Capture;
  /** One call, run in slices; the watch is nobody's. */
  ask<N extends InsideCallName>(
    call: N,
    argument: Omit<InsideCalls[N]['argument'], 'watch'>,
    hooks?: { readonly signal?: AbortSignal; readonly progress?: (share: number) => void },
  ): Promise<Outcome<InsideCalls[N]['result']>>;
  /** The same, and the value itself; throws the sentence of a failure. */
  get<N extends InsideCallName>(
    call: N,
    argument: Omit<InsideCalls[N]['argument'], 'watch'>,
  ): Promise<InsideCalls[N]['result']>;
}

/** Takes a capture of a process, to look inside it afterwards through every check that a page's request passes. */
export function lookInto(pid: number): Looked {
  const { capture } = targetOf(pid);
  const ask: Looked['ask'] = (call, argument, { signal, progress } = {}) =>
    inspect(context, capture, call, { ...argument, watch: 1 } as Parameters<typeof inspect<typeof call>>[3], {
      signal: signal ?? new AbortController().signal,
      progress: progress ?? (() => undefined),
    });
  return {
    capture,
    ask,
    async get(call, argument) {
      const answer = await ask(call, argument);
      if (!answer.ok) throw new Error(`${answer.message} ${answer.why ?? ''}`);
      return answer.value;
    },
  };
}
