/** The watched process: opening it, keeping its capture current, telling how it fares. */
import type {
  Backend,
  CallOptions,
  Calls,
  Events,
  Failure,
  InsideCallName,
  InsideCalls,
  OpenedSource,
  Outcome,
  SavedCapture,
  WatchCost,
  WatchId,
  WatchProgress,
} from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { partNames, type PartName } from '@contract/parts/table.ts';
import type { MomentId } from '@contract/recording.ts';
import { applyUpdate } from '@contract/update.ts';
import { asMilliseconds, type Milliseconds, type Pid } from '@contract/units.ts';
import { tick } from 'svelte';
import { keptPageAnswers } from './keptPages.ts';

/** How the process fares when it is not simply live; the last picture stays whatever is said here. */
export type Condition = Events['watch.condition'];

type WatchEvent = { [N in 'watch.update' | 'watch.progress' | 'watch.condition']: readonly [N, Events[N]] }[
  'watch.update' | 'watch.progress' | 'watch.condition'];

/** Milliseconds of watching before the share of time spent reading is worth telling. */
const leastMeasured = 10_000;

export class ProcessStore {
  pid = $state<Pid | undefined>(undefined);
  capture = $state.raw<Capture | undefined>(undefined);
  condition = $state.raw<Condition | undefined>(undefined);
  progress = $state.raw<WatchProgress | undefined>(undefined);
  cost = $state.raw<WatchCost | undefined>(undefined);
  /** True once {@link WatchCost.share} says something: it counts the first read too, which was asked for. */
  shareKnown = $state(false);
  /** What the capture was opened from; undefined while a process is watched. */
  source = $state.raw<Pick<OpenedSource, 'name' | 'format' | 'notes' | 'tables' | 'pages'> | undefined>(undefined);
  /** Why opening failed; undefined while it goes well. */
  failure = $state.raw<Failure | undefined>(undefined);
  opening = $state(false);
  paused = $state(false);
  /** The watch that the other calls name; undefined until something is shown. */
  watch = $state<WatchId | undefined>(undefined);
  interval = $state<Milliseconds>(asMilliseconds(1000));
  /** True when nothing is on its way that will still change the picture by itself. */
  atRest = $derived(
    !this.opening &&
      (this.pid === undefined ||
        this.failure !== undefined ||
        isFinal(this.condition) ||
        (this.capture?.stage === 'complete' && this.progress === undefined)),
  );
  /** Names the process on screen; none of another process, nor of another with the same number. */
  identity = $derived(
    this.capture && `${this.capture.process.identity.pid} ${this.capture.process.identity.startTime}`,
  );
  /** True when the states of single pages were kept with what was opened. */
  pagesKept = $derived(this.source?.pages !== undefined);
  /** True when a recording was opened: it has no now, its last moment takes that place. */
  recorded = $derived(this.source?.format === 'recording');
  /** True while the process is being followed. */
  live = $derived(
    this.capture !== undefined && this.source === undefined && this.failure === undefined && !isFinal(this.condition),
  );

  /** Whether the audience may not be told what anything is; then only pages are looked at. */
  labelsHidden: () => boolean = () => false;

  readonly #backend: Backend;
  /** Which parts are to be read along with smaps. */
  #wanted: Readonly<Partial<Record<PartName, boolean>>> = {};
  /** The watch whose last capture is on its way. */
  #catchingUp: WatchId | undefined;
  /** When the share of time spent reading began to be counted; performance.now(). */
  #measuredSince = 0;
  /** Raised with every open, so that a late answer to an earlier one is dropped. */
  #turn = 0;
  /** Events that arrived before the reply that names their watch. */
  #early: WatchEvent[] = [];
  /** Opens the source that is shown anew. */
  #again: (() => Promise<Outcome<OpenedSource | null>>) | undefined;
  readonly #removeListeners: readonly (() => void)[];

  constructor(backend: Backend, interval: Milliseconds) {
    this.#backend = backend;
    this.interval = interval;
    this.#removeListeners = [
      backend.on('watch.update', (value) => {
        this.#receive('watch.update', value);
      }),
      backend.on('watch.progress', (value) => {
        this.#receive('watch.progress', value);
      }),
      backend.on('watch.condition', (value) => {
        this.#receive('watch.condition', value);
      }),
    ];
  }

  /** Watches another process; the picture of the one before goes away. */
  async open(pid: Pid): Promise<void> {
    const other = pid !== this.pid || this.failure !== undefined;
    await this.#begin(pid, other);
  }

  /** Watches the same process anew, for instance after the connection came back. The picture stays meanwhile. */
  async reopen(): Promise<void> {
    if (this.#again) await this.openSource(this.#again);
    else if (this.pid !== undefined) await this.#begin(this.pid, false);
  }

  /**
   * Shows an opened capture. What is shown now stays until the other one is there: `shown`; `nothing` when there is
   * none, or something else has been opened meanwhile.
   */
  async openSource(load: () => Promise<Outcome<OpenedSource | null>>): Promise<'shown' | 'nothing' | Failure> {
    const turn = this.#turn;
    const outcome = await load();
    if (!outcome.ok) return outcome;
    const opened = outcome.value;
    if (!opened) return 'nothing';
    if (turn !== this.#turn) {
      await this.#backend.call('process.stop', { watch: opened.watch });
      return 'nothing';
    }
    const ours = ++this.#turn;
    const stopped = this.#stop();
    this.watch = opened.watch;
    this.#again = load;
    this.#early = [];
    this.#forgetState();
    this.pid = undefined;
    this.opening = false;
    this.paused = false;
    const { name, format, notes, tables } = opened;
    this.source = { name, format, notes, ...(tables ? { tables } : {}) };
    // The views of what was shown go away with it: where they looked means nothing in another address space.
    this.capture = undefined;
    await stopped;
    await tick();
    if (ours !== this.#turn) return 'nothing';
    this.capture = applyUpdate(undefined, opened.update);
    return 'shown';
  }

  /**
   * Whether a part of captures is to be read along with smaps, for as long as that is asked for. An opened capture holds
   * what it holds.
   */
  async wantPart(part: PartName, wanted: boolean): Promise<void> {
    if ((this.#wanted[part] ?? false) === wanted) return;
    this.#wanted = { ...this.#wanted, [part]: wanted };
    await this.#askForPart(part, wanted);
  }

  /** The last capture as a file, or that of a moment. */
  async save(options: Omit<Calls['capture.save']['argument'], 'watch'>): Promise<Outcome<SavedCapture>> {
    const watch = this.watch;
    if (watch === undefined) return { ok: false, code: 'invalid', message: 'There is nothing to save yet.' };
    return this.#backend.call('capture.save', { watch, ...options });
  }

  /**
   * Shows another moment of what is shown now, such as a step of a lesson: where one looks stays. Nothing else is
   * forgotten, and nothing is opened anew when the connection comes back.
   */
  async showMoment(load: () => Promise<Outcome<OpenedSource>>): Promise<Failure | undefined> {
    const turn = ++this.#turn;
    const outcome = await load();
    if (!outcome.ok) return outcome;
    const { watch, name, format, notes, update, pages } = outcome.value;
    if (turn !== this.#turn) {
      await this.#backend.call('process.stop', { watch });
      return undefined;
    }
    await this.#stop();
    this.watch = watch;
    this.#again = undefined;
    this.#early = [];
    this.#forgetState();
    this.pid = undefined;
    this.opening = false;
    this.source = { name, format, notes, ...(pages ? { pages } : {}) };
    this.capture = applyUpdate(undefined, update);
    return undefined;
  }

  /** Shows nothing. */
  async clear(): Promise<void> {
    this.#turn++;
    this.#again = undefined;
    this.#early = [];
    this.#forgetState();
    this.pid = undefined;
    this.source = undefined;
    this.opening = false;
    this.capture = undefined;
    await this.#stop();
  }

  /** The last capture as it would leave for others. */
  async leaving(options: Omit<Calls['capture.leaving']['argument'], 'watch'>): Promise<Outcome<Capture>> {
    const watch = this.watch;
    if (watch === undefined) return { ok: false, code: 'invalid', message: 'There is nothing to share yet.' };
    const outcome = await this.#backend.call('capture.leaving', { watch, ...options });
    if (!outcome.ok) return outcome;
    const value = applyUpdate(undefined, outcome.value);
    return value
      ? { ok: true, value }
      : { ok: false, code: 'failed', message: 'What leaves could not be put together.' };
  }

  /** Reads everything once, now. */
  async refresh(): Promise<void> {
    if (this.watch !== undefined) await this.#backend.call('process.refresh', { watch: this.watch });
  }

  async setInterval(interval: Milliseconds): Promise<void> {
    this.interval = interval;
    if (!this.paused) await this.#pace(interval);
  }

  async togglePause(): Promise<void> {
    this.paused = !this.paused;
    await this.#pace(this.paused ? null : this.interval);
  }

  /** The text of pmap for the last capture of this watch, or for that of a moment. */
  async pmapText(
    options: Omit<Calls['pmap.text']['argument'], 'watch' | 'moment'>,
    moment?: MomentId,
  ): Promise<Outcome<Calls['pmap.text']['result']>> {
    const watch = this.watch;
    if (watch === undefined) return { ok: false, code: 'invalid', message: 'No process is being watched.' };
    if (this.labelsHidden()) return labelsAreHidden;
    return this.#backend.call('pmap.text', { watch, ...options, ...(moment === undefined ? {} : { moment }) });
  }

  /** Looks inside the process that is watched, now. An aborted request answers `cancelled`. */
  async inspect<N extends InsideCallName>(
    call: N,
    argument: Omit<InsideCalls[N]['argument'], 'watch'>,
    options: CallOptions = {},
  ): Promise<Outcome<InsideCalls[N]['result']>> {
    const watch = this.watch;
    if (watch === undefined) return { ok: false, code: 'invalid', message: 'No process is being watched.' };
    if (this.labelsHidden() && !call.startsWith('pages.')) return labelsAreHidden;
    const pages = this.source?.pages;
    const kept = pages && this.capture && keptPageAnswers(pages, this.capture.takenAt)[call];
    if (kept) return kept(argument);
    return this.#backend.call(call, { ...argument, watch } as InsideCalls[N]['argument'], options);
  }

  /** Takes bytes of code apart that have been read. */
  async disassemble(
    argument: Omit<Calls['code.disassemble']['argument'], 'watch'>,
  ): Promise<Outcome<Calls['code.disassemble']['result']>> {
    const watch = this.watch;
    if (watch === undefined) return { ok: false, code: 'invalid', message: 'No process is being watched.' };
    return this.#backend.call('code.disassemble', { watch, ...argument });
  }

  /** Stops watching and listening. */
  async dispose(): Promise<void> {
    this.#turn++;
    for (const remove of this.#removeListeners) remove();
    await this.#stop();
  }

  async #begin(pid: Pid, clear: boolean): Promise<void> {
    const turn = ++this.#turn;
    this.pid = pid;
    this.opening = true;
    this.source = undefined;
    this.#again = undefined;
    this.#forgetState();
    this.#early = [];
    if (clear) this.capture = undefined;
    await this.#stop();
    if (turn !== this.#turn) return;
    const outcome = await this.#backend.call('process.watch', { pid, interval: this.interval });
    if (turn !== this.#turn) {
      if (outcome.ok) await this.#backend.call('process.stop', outcome.value);
      return;
    }
    this.opening = false;
    if (!outcome.ok) {
      this.failure = outcome;
      return;
    }
    this.watch = outcome.value.watch;
    this.#measureAnew();
    for (const event of this.#early.splice(0)) this.#receive(...event);
    for (const part of partNames) if (this.#wanted[part]) await this.#askForPart(part, true);
    if (this.paused) await this.#pace(null);
  }

  #forgetState(): void {
    this.failure = undefined;
    this.condition = undefined;
    this.progress = undefined;
    this.cost = undefined;
  }

  async #stop(): Promise<void> {
    const watch = this.watch;
    this.watch = undefined;
    if (watch !== undefined) await this.#backend.call('process.stop', { watch });
  }

  async #pace(interval: Milliseconds | null): Promise<void> {
    if (interval !== null) this.#measureAnew();
    if (this.watch !== undefined) await this.#backend.call('process.pace', { watch: this.watch, interval });
  }

  async #askForPart(part: PartName, wanted: boolean): Promise<void> {
    if (this.watch === undefined || this.source) return;
    await this.#backend.call('process.part', { watch: this.watch, part, wanted });
  }

  #measureAnew(): void {
    this.#measuredSince = performance.now();
    this.shareKnown = false;
  }

  #receive(...event: WatchEvent): void {
    const [name, value] = event;
    if (value.watch !== this.watch) {
      if (this.opening) this.#early.push(event);
      return;
    }
    switch (name) {
      case 'watch.update':
        this.#update(value);
        break;
      case 'watch.progress':
        this.progress = value.done < value.expected ? value : undefined;
        break;
      case 'watch.condition': {
        this.condition = value.condition === 'live' ? undefined : value;
        if (isFinal(this.condition)) this.progress = undefined;
        break;
      }
    }
  }

  #update({ update, cost }: Events['watch.update']): void {
    this.cost = cost;
    this.shareKnown = performance.now() - this.#measuredSince >= leastMeasured;
    const next = applyUpdate(this.capture, update);
    if (next) this.#show(next);
    else void this.#catchUp();
  }

  #show(capture: Capture): void {
    this.capture = capture;
    if (capture.stage === 'complete') this.progress = undefined;
  }

  /** An update was left out, as happens to a page that could not keep up: asks for the last capture whole. */
  async #catchUp(): Promise<void> {
    const watch = this.watch;
    if (watch === undefined || this.#catchingUp === watch) return;
    this.#catchingUp = watch;
    const outcome = await this.#backend.call('capture.last', { watch });
    this.#catchingUp = undefined;
    if (watch !== this.watch || !outcome.ok) return;
    const last = applyUpdate(undefined, outcome.value);
    // An update that came meanwhile may have been newer and whole.
    if (last && last.sequence >= (this.capture?.sequence ?? 0)) this.#show(last);
  }
}

const labelsAreHidden: Failure = {
  ok: false,
  code: 'invalid',
  message: 'Labels are hidden.',
  why: 'What is inside would tell what everything is.',
  remedy: 'Press H to show them.',
};

/** Conditions after which nothing more will come. */
function isFinal(condition: Condition | undefined): boolean {
  return condition !== undefined && condition.condition !== 'exec' && condition.condition !== 'live';
}
