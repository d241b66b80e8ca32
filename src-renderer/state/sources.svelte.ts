/** Opening captures, files and pasted text, and saving what is shown. The page hands over bytes and never names a path. */
import { importLimit, type Backend, type Failure, type OpenedSource, type Outcome } from '@contract/calls.ts';
import { formatBytes } from '../format/bytes.ts';
import { asBytes } from '@contract/units.ts';
import type { ProcessStore } from './processStore.svelte.ts';

/** Longest name that the main side takes. */
const longestName = 1000;
/** What text is called that came without a name. */
export const pastedName = 'Pasted text';

/** As much of a file as is needed. */
export type FileLike = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

export class Sources {
  /** Name of what is being opened; empty for what the command line named. */
  opening = $state<string | undefined>(undefined);
  /** Why the last attempt failed, until it is dismissed or another one begins. */
  failure = $state.raw<Failure | undefined>(undefined);
  pasteOpen = $state(false);
  saveOpen = $state(false);
  shareOpen = $state(false);
  /** Shows the browser's file dialogue; set by the panel that holds the input. */
  chooseFile: (() => void) | undefined;

  /** Opens what is shown once more, with another of its tables. */
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
      this.#open('', async (table) => this.#backend.call('source.initial', table)),
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
    await this.#open(name, async (table) => {
      const bytes = await file.arrayBuffer().catch(() => undefined);
      if (!bytes) return unreadable(name);
      return this.#backend.call('capture.import', { name, content: new Uint8Array(bytes), ...table });
    });
  }

  async openText(text: string): Promise<void> {
    if (text.trim() === '') return;
    const content = new TextEncoder().encode(text);
    if (content.length > importLimit) this.failure = tooLarge(pastedName, content.length);
    else {
      const name = pastedName;
      await this.#open(name, (table) => this.#backend.call('capture.import', { name, content, ...table }));
    }
  }

  /** Shows another of the tables that the text holds which is shown; from 1. */
  async showTable(table: number): Promise<void> {
    await this.#another?.(table);
  }

  async #open(name: string, load: Load, table?: number): Promise<void> {
    this.opening = name;
    this.failure = undefined;
    const outcome = await this.#store.openSource(async () => load(table === undefined ? undefined : { table }));
    this.opening = undefined;
    if (outcome === 'shown') {
      this.#another = async (other) => this.#open(name, load, other);
      this.#onShown();
    } else if (outcome !== 'nothing') this.failure = outcome;
  }
}

/** Opens a source; of a text with several tables one. */
type Load = (table: { readonly table: number } | undefined) => Promise<Outcome<OpenedSource | null>>;

const tooLarge = (name: string, size: number): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is too large to be opened here.`,
  why: `It has ${formatBytes(asBytes(size))}; a page may hand over ${formatBytes(asBytes(importLimit))}.`,
  remedy: 'Open it by its name instead: procatlas FILE.',
});

const unreadable = (name: string): Failure => ({
  ok: false,
  code: 'failed',
  message: `${name} could not be read.`,
  why: 'It is a folder, or it has been changed or removed since.',
  remedy: 'Choose a file, and try again.',
});
