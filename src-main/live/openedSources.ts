/**
 * Opened captures and recordings: they have the number of a watch, and nothing of them is ever read again. Opening and saving happen
 * in the reading thread, because parsing a large file takes seconds.
 */
import { captureFileName } from '../capture/files/captureFileName.ts';
import { openSource, type Opened, type OpenOptions } from '../capture/files/openSource.ts';
import { whatLeaves } from '../capture/files/leaving.ts';
import { captureBytes } from '../capture/files/saveCapture.ts';
import { importSteps } from '../capture/import/importSource.ts';
import {
  cancelled,
  type Calls,
  type OpenedSource,
  type Outcome,
  type SavedCapture,
  type WatchId,
} from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import type { Recording } from '../time/recording.ts';
import { wholeUpdate } from '../contract/update.ts';
import { drive } from './drive.ts';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

/** What an opening under way heeds and tells. */
interface OpeningHooks {
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
}

/** The captures that have been opened and not been closed. */
export class OpenedSources {
  private readonly captures = new Map<WatchId, Opened>();
  /** The file that was opened last: the command line looks at it before a page asks for it, and a pipe is read but once. */
  private last: { readonly key: string; readonly opened: Outcome<Opened> } | undefined;

  get(watch: WatchId): Capture | undefined {
    return this.captures.get(watch)?.capture;
  }

  /** What was opened, if it is a recording. */
  recording(watch: WatchId): Recording | undefined {
    return this.captures.get(watch)?.recording;
  }

  /** Opens what somebody handed over, in slices. */
  async import(
    watch: WatchId,
    { name, content, pid, table }: Calls['capture.import']['argument'],
    { signal, progress }: OpeningHooks,
  ): Promise<Outcome<OpenedSource>> {
    const options = { ...(pid === undefined ? {} : { pid }), ...asked(table) };
    const opened = await drive(importSteps(content, name, options), progress, signal);
    return opened && !signal.aborted ? this.keep(watch, name, opened) : cancelled;
  }

  /** Opens a file; one that has not changed since it was opened last is not parsed again. */
  async open(
    watch: WatchId,
    file: string,
    table: number | undefined,
    hooks: OpeningHooks,
  ): Promise<Outcome<OpenedSource>> {
    const id = await fileKey(file);
    const key = id === undefined ? undefined : `${id}:${table ?? ''}`;
    const known = key !== undefined && this.last?.key === key ? this.last.opened : undefined;
    const opened = known ?? (await openSource(file, asked(table), hooks));
    if (hooks.signal.aborted) return cancelled;
    this.last = key === undefined || !opened.ok ? undefined : { key, opened };
    return this.keep(watch, basename(file), opened);
  }

  /** Shows a capture that is there already. */
  show(watch: WatchId, name: string, capture: Capture): Outcome<OpenedSource> {
    return this.keep(watch, name, { ok: true, value: { capture, notes: [], format: 'capture' } });
  }

  forget(watch: WatchId): void {
    this.captures.delete(watch);
  }

  private keep(watch: WatchId, name: string, opened: Outcome<Opened>): Outcome<OpenedSource> {
    if (!opened.ok) return opened;
    const { capture, notes, format, tables } = opened.value;
    this.captures.set(watch, opened.value);
    return {
      ok: true,
      value: { watch, name, format, notes, ...(tables ? { tables } : {}), update: wholeUpdate(capture) },
    };
  }
}

const asked = (table: number | undefined): OpenOptions => (table === undefined ? {} : { table: String(table) });

/** What tells a file's content from another: its inode and last change, or of a pipe its path alone; undefined when gone. */
async function fileKey(file: string): Promise<string | undefined> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  if (!stats) return undefined;
  const change = stats.isFile() ? `${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}` : 'read once';
  return `${stats.dev}:${stats.ino}:${change}:${file}`;
}

/** A capture as a file in memory. */
export async function savedCapture(
  capture: Capture,
  { compress, ...leaving }: Omit<Calls['capture.save']['argument'], 'watch'>,
): Promise<Outcome<SavedCapture>> {
  const { bytes, shown } = await captureBytes(whatLeaves(capture, leaving), { compress });
  return { ok: true, value: { name: captureFileName(shown, compress), bytes } };
}
