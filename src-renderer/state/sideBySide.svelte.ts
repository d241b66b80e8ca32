/**
 * What is shown beside another capture, by role: another file, or another process as it is now. Both sides stand still,
 * whatever their processes do meanwhile: a comparison is read, and what moves cannot be read.
 */
import { commonOrder, type CommonPlace } from '@compare/commonOrder.ts';
import { compareByRole, type RoleComparison } from '@compare/comparison.ts';
import { pairObjects, type ObjectPair } from '@compare/objects.ts';
import type { Backend, Failure, Outcome } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import type { Pid } from '@contract/units.ts';
import { differenceOf, type Difference } from '@time/difference.ts';
import { captureName } from '../format/knows.ts';
import { wholeCapture, type FileLike, type Sources } from './sources.svelte.ts';

/** One of the two. */
export interface Side {
  readonly capture: Capture;
  /** The file it was opened from, or the process. */
  readonly name: string;
}

/** Two captures, compared. */
export interface SidesCompared {
  readonly before: Side;
  readonly after: Side;
  /** Which region is which. */
  readonly roles: RoleComparison;
  /** Figures by owner. */
  readonly difference: Difference;
  /** Which object is which. */
  readonly objects: readonly ObjectPair[];
  /** The order in which they are told side by side. */
  readonly places: readonly CommonPlace[];
}

/** What of the page takes part. */
export interface SidesPage {
  /** What is shown; `source` is the file it was opened from. */
  readonly shown: () => { readonly capture: Capture | undefined; readonly source: string | undefined };
  readonly sources: Pick<Sources, 'captureOf'>;
}

export class SideBySide {
  readonly #backend: Backend;
  readonly #page: SidesPage;
  /** What is under way; aborted when something else is wanted. */
  #going = new AbortController();
  compared = $state.raw<SidesCompared | undefined>(undefined);
  /** What is being read or compared. */
  working = $state<string | undefined>(undefined);
  failure = $state.raw<Failure | undefined>(undefined);
  /** Another side is asked for, although there is one. */
  choosing = $state(false);
  /** What belongs together stands side by side; otherwise each side is a map by address. */
  aligned = $state(true);

  constructor(backend: Backend, page: SidesPage) {
    this.#backend = backend;
    this.#page = page;
  }

  /** Compares with a file; of a recording with its last moment. */
  async withFile(file: FileLike): Promise<void> {
    await this.#with(file.name, async (signal) => {
      const outcome = await this.#page.sources.captureOf(file, { signal });
      return outcome.ok ? { ok: true, value: { capture: outcome.value, name: file.name } } : outcome;
    });
  }

  /** Compares with a process as it is now; it may be the one that is shown, some time later. */
  async withProcess(pid: Pid): Promise<void> {
    await this.#with(`process ${pid}`, async (signal) => {
      const outcome = await this.#backend.call('process.once', { pid }, { signal });
      const taken = outcome.ok ? wholeCapture(outcome.value) : outcome;
      return taken.ok ? { ok: true, value: { capture: taken.value, name: captureName(taken.value) } } : taken;
    });
  }

  /** What was on the left is on the right. */
  swap(): void {
    const { compared } = this;
    if (compared) this.compared = sidesCompared(compared.after, compared.before);
  }

  /** Gives up what is being read; what was compared before stays. */
  cancel(): void {
    this.#going.abort();
    this.working = undefined;
  }

  /** Forgets the comparison: something else is looked at. */
  clear(): void {
    this.cancel();
    this.compared = undefined;
    this.failure = undefined;
    this.choosing = false;
  }

  async #with(what: string, read: (signal: AbortSignal) => Promise<Outcome<Side>>): Promise<void> {
    const { capture, source } = this.#page.shown();
    if (!capture) return;
    this.cancel();
    const { signal } = (this.#going = new AbortController());
    this.working = what;
    this.failure = undefined;
    const other = await read(signal);
    // What is said meanwhile is painted first: the comparison of 60,000 regions a side holds the page for a moment.
    if (other.ok) await new Promise(requestAnimationFrame);
    if (signal.aborted) return;
    this.working = undefined;
    if (other.ok) {
      this.compared = sidesCompared({ capture, name: source ?? captureName(capture) }, other.value);
      this.choosing = false;
    } else this.failure = other;
  }
}

function sidesCompared(before: Side, after: Side): SidesCompared {
  const roles = compareByRole(before.capture, after.capture);
  const objects = pairObjects(roles);
  return {
    before,
    after,
    roles,
    difference: differenceOf(before.capture, after.capture, false),
    objects,
    places: commonOrder(objects),
  };
}
