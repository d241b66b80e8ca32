/**
 * What the rest of the main side may ask of the reading side. The implementation runs in a worker thread, so that
 * no synchronous read of a kernel file ever blocks the thread that serves the window; tests replace it whole.
 */
import type { Capture } from '../contract/capture.ts';
import type { CallOptions, Calls, Events, OpenedSource, Outcome, ThreadCallName } from '../contract/calls.ts';
import type { PartName } from '../contract/parts/table.ts';
import type { Pid } from '../contract/units.ts';

/** Where a watch reports; the values are those of the contract's events. */
export interface WatchSink {
  update(value: Events['watch.update']): void;
  progress(value: Events['watch.progress']): void;
  condition(value: Events['watch.condition']): void;
  grew(value: Events['recording.grew']): void;
}

/** What may accompany a request to the reading side; aborting gives a `cancelled` failure at once. */
export interface RequestOptions extends CallOptions {
  /** Where the watch that the call opens reports. Of an opened capture it only ever hears of the thread's end. */
  readonly sink?: WatchSink;
}

/** Reading processes, whoever asks: desktop page, browser page or command line. */
export interface LiveService {
  /**
   * Answers a call of the contract. Of a watch the first update (stage `maps`) follows at once, the complete one after
   * it; what a call opens is kept until it is stopped.
   */
  call<N extends ThreadCallName>(
    name: N,
    argument: Calls[N]['argument'],
    options?: RequestOptions,
  ): Promise<Outcome<Calls[N]['result']>>;
  /** One whole capture: with the parts that are asked for, and without opening its memory if `memory` is false. */
  capture(
    pid: Pid,
    options?: { parts?: readonly PartName[]; memory?: boolean; signal?: AbortSignal },
  ): Promise<Outcome<Capture>>;
  /**
   * Opens the file that the command line named, as `capture.import` opens what a page hands over; of several tables the
   * one of that number, from 1.
   */
  openFile(path: string, sink: WatchSink, table?: number): Promise<Outcome<OpenedSource>>;
  /** Ends the worker; nothing may be asked afterwards. */
  close(): Promise<void>;
}
