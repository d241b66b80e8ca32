/** Opening captures, files and pasted text, and saving what is shown. The page hands over bytes and never names a path. */
import {
  importLimit,
  type Backend,
  type CallOptions,
  type Failure,
  type OpenedSource,
  type Outcome,
} from '@contract/calls.ts';
import { formatBytes } from '../format/bytes.ts';
import type { Capture } from '@contract/capture.ts';
import type { SampleId } from '@contract/samples.ts';
import { asBytes } from '@contract/units.ts';
import { applyUpdate, type CaptureUpdate } from '@contract/update.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Longest name that the main side takes. */
const longestName = 1000;
/** What text is called that came without a name. */
const pastedName = 'Pasted text';

/** As much of a file as is needed. */
export type FileLike = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

export class Sources {
  /** Name of what is being opened; empty for what the command line named. */
  opening = $state<string | undefined>(undefined);
  /** The share of it that has been read; undefined before the first news. */
  share = $state<number | undefined>(undefined);
  /** Why the last attempt failed, until it is dismissed or another one begins. */
  failure = $state.raw<Failure | undefined>(undefined);
  pasteOpen = $state(false);
  /** What the dialogue that is open saves. */
  saving = $state<'capture' | 'recording' | undefined>(undefined);
  shareOpen = $state(false);
  /** Shows the browser's file dialogue; set by the panel that holds the input. */
  chooseFile: (() => void) | undefined;

  /** Opens what is shown once more, with another of its tables. */
  #cancel: AbortController | undefined;
  #another: ((table: number) => Promise<void>) | undefined;
  readonly #backend: Backend;
  readonly #store: ProcessStore;
  readonly #onShown: () => void;
  #handedOver: Promise<void> = Promise.resolve();

  constructor(backend: Backend, store: ProcessStore, onShown: () => void) {
    this.#backend = backend;
    this.#store = store;
    this.#onShown = onShown;
  }

  /**
   * Opens the file that was handed over, if there is one. Several handed over at once are asked for in turn: a second
   * answer that came while the first was being shown would be lost.
   */
  openInitial(): Promise<void> {
    this.#handedOver = this.#handedOver.then(() =>
      this.#open('', async (table, hooks) => this.#backend.call('source.initial', table, hooks)),
    );
    return this.#handedOver;
  }

  /** Opens a file that was chosen or dropped; one file at a time. */
  async openFiles(files: readonly FileLike[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    if (files.length > 1) {
      this.failure = {
        ok: false,
        code: 'invalid',
        message: `${files.length} files cannot be opened at once.`,
        why: 'One capture is shown at a time.',
        remedy: 'Open them one after the other.',
      };
      return;
    }
    await this.openFile(file);
  }

  async openFile(file: FileLike): Promise<void> {
    if (file.size > importLimit) {
      this.failure = tooLarge(file.name, file.size);
      return;
    }
    const name = file.name.slice(0, longestName) || 'file';
    await this.#open(name, async (table, hooks) => {
      const bytes = await file.arrayBuffer().catch(() => undefined);
      if (!bytes) return unreadable(name);
      return this.#backend.call('capture.import', { name, content: new Uint8Array(bytes), ...table }, hooks);
    });
  }

  /** Reads a file to compare with; what is shown stays. Of a recording it is the last moment. */
  async captureOf(file: FileLike, hooks?: CallOptions): Promise<Outcome<Capture>> {
    const name = file.name.slice(0, longestName) || 'file';
    if (file.size > importLimit) return tooLarge(file.name, file.size);
    const bytes = await file.arrayBuffer().catch(() => undefined);
    if (!bytes) return unreadable(name);
    const outcome = await this.#backend.call('capture.import', { name, content: new Uint8Array(bytes) }, hooks);
    if (!outcome.ok) return outcome;
    await this.#backend.call('process.stop', { watch: outcome.value.watch });
    return wholeCapture(outcome.value.update);
  }

  async openText(text: string): Promise<void> {
    if (text.trim() === '') return;
    const content = new TextEncoder().encode(text);
    if (content.length > importLimit) this.failure = tooLarge(pastedName, content.length);
    else {
      const name = pastedName;
      await this.#open(name, (table, hooks) =>
        this.#backend.call('capture.import', { name, content, ...table }, hooks),
      );
    }
  }

  /** Opens one of the captures that come with the program. */
  async openSample(sample: SampleId): Promise<void> {
    await this.#open(sample, (_, hooks) => this.#backend.call('source.sample', { sample }, hooks));
  }

  /** Shows another of the tables that the text holds which is shown; from 1. */
  async showTable(table: number): Promise<void> {
    await this.#another?.(table);
  }

  closeDialogues(): void {
    this.pasteOpen = false;
    this.saving = undefined;
    this.shareOpen = false;
  }

  /** Gives up what is being opened; what was shown before stays. */
  cancel(): void {
    this.#cancel?.abort();
  }

  async #open(name: string, load: Load, table?: number): Promise<void> {
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.opening = name;
    this.share = undefined;
    this.failure = undefined;
    const hooks: CallOptions = {
      signal: cancel.signal,
      progress: (share) => {
        this.share = share;
      },
    };
    const outcome = await this.#store.openSource(async () => load(table === undefined ? undefined : { table }, hooks));
    this.opening = undefined;
    if (outcome !== 'shown' && outcome !== 'nothing' && outcome.code === 'cancelled') return;
    if (outcome === 'shown') {
      this.#another = async (other) => this.#open(name, load, other);
      this.#onShown();
    } else if (outcome !== 'nothing') this.failure = outcome;
  }
}

/** Opens a source; of a text with several tables one. */
type Load = (
  table: { readonly table: number } | undefined,
  hooks: CallOptions,
) => Promise<Outcome<OpenedSource | null>>;

/** The capture of an update that stands alone. */
export function wholeCapture(update: CaptureUpdate): Outcome<Capture> {
  const capture = applyUpdate(undefined, update);
  if (capture) return { ok: true, value: capture };
  return { ok: false, code: 'failed', message: 'The capture did not arrive whole.', remedy: 'Try again.' };
}

const tooLarge = (name: string, size: number): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is too large to be opened here.`,
  why: `It has ${formatBytes(asBytes(size))}; a page may hand over ${formatBytes(asBytes(importLimit))}.`,
  remedy: 'Give its name to Procatlas when you start it: then the page need not hand it over.',
});

const unreadable = (name: string): Failure => ({
  ok: false,
  code: 'failed',
  message: `${name} could not be read.`,
  why: 'It is a folder, or it has been changed or removed since.',
  remedy: 'Choose a file, and try again.',
});
