/**
 * What is drawn inside regions: sections and symbols of the mapped files that are being looked at closely, what lies at
 * the top of the main stack, and the chunks of the heap that was walked last. Sections of a file are asked for once;
 * symbols for the addresses on screen, and only when these are few.
 */
import type { ElfInside, SymbolColumns } from '@contract/elfInside.ts';
import { asPageNumber } from '@contract/units.ts';
import type { InsideLookup, InsideSpan } from '../layout/lookups.ts';
import type { ProcessStore } from './processStore.svelte.ts';
import { chunksWithin, type WalkedChunks } from './chunkSpans.ts';
import { modulesWithin, type LoadedModule } from './modules.ts';
import type { ViewSpan } from './model.ts';
import { stackTopSpans } from './stackTopSpans.ts';

/** Milliseconds that the view must rest: a flight through a library reads none of it. */
const patience = 150;
/** Pages on screen up to which symbols are asked for: with more, most are lower than a line. */
const symbolPages = 48;
const symbolLimit = 2000;

const byStart = (a: InsideSpan, b: InsideSpan): number => a.start - b.start;
const within = (spans: readonly InsideSpan[], start: number, end: number): readonly InsideSpan[] =>
  spans.filter((span) => span.end > start && span.start < end);

export class InsideFiles {
  readonly #store: Pick<ProcessStore, 'inspect' | 'capture'>;
  #sections = $state.raw<readonly InsideSpan[]>([]);
  #symbols = $state.raw<readonly InsideSpan[]>([]);
  #chunks = $state.raw<WalkedChunks>();
  /** As text: an equal answer of the next capture must not count as another one, or every frame would be laid out anew. */
  readonly #stackText = $derived.by(() =>
    JSON.stringify(this.#store.capture ? stackTopSpans(this.#store.capture) : []),
  );
  readonly #stackTop = $derived(JSON.parse(this.#stackText) as readonly InsideSpan[]);
  /** For the picture; undefined while nothing is known. */
  lookup = $derived.by((): InsideLookup | undefined => {
    const sections = [...this.#sections, ...this.#stackTop];
    const symbols = this.#symbols;
    const chunks = this.#chunks;
    if (sections.length === 0 && symbols.length === 0 && !chunks) return undefined;
    return {
      sections: (start, end) => [...within(sections, start, end), ...(chunks ? chunksWithin(chunks, start, end) : [])],
      symbols: (start, end) => within(symbols, start, end),
    };
  });
  /** Files that have been asked for, by first page and label. */
  #asked: Readonly<Record<string, true>> = {};
  #process = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cancel = new AbortController();

  constructor(store: Pick<ProcessStore, 'inspect' | 'capture'>) {
    this.#store = store;
  }

  /** Tells what is on screen now; what is worth reading follows once the view rests. */
  look(span: ViewSpan): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(span), patience);
  }

  /** Takes in the chunks of a heap as a walk found them; they are drawn as they were then. */
  showChunks(walk: WalkedChunks): void {
    this.#chunks = walk;
  }

  /** Forgets everything: another process is looked at. */
  clear(): void {
    this.#chunks = undefined;
    clearTimeout(this.#timer);
    this.#cancel.abort();
    this.#asked = {};
    this.#sections = [];
    this.#symbols = [];
  }

  async #read({ start, end }: ViewSpan): Promise<void> {
    const { capture } = this.#store;
    if (!capture) return;
    const { pid, startTime } = capture.process.identity;
    const process = `${pid} ${startTime} ${capture.process.exe ?? ''}`;
    if (process !== this.#process) this.clear();
    this.#process = process;
    this.#cancel.abort();
    const { signal } = (this.#cancel = new AbortController());
    const modules = modulesWithin(capture, start, end);
    for (const module of modules) await this.#readSections(module);
    if (this.#cancel.signal !== signal) return;
    const symbols: InsideSpan[] = [];
    for (const module of end - start > symbolPages ? [] : modules) {
      const from = asPageNumber(Math.max(module.start, Math.floor(start - (end - start))));
      const to = asPageNumber(Math.min(module.end, Math.ceil(end + (end - start))));
      const argument = { start: module.first, from, to, limit: symbolLimit };
      const outcome = await this.#store.inspect('elf.symbols', argument, { signal });
      if (this.#cancel.signal !== signal) return;
      if (outcome.ok) symbols.push(...symbolSpans(outcome.value));
    }
    this.#symbols = symbols.sort(byStart);
  }

  async #readSections(module: LoadedModule): Promise<void> {
    const key = `${module.first} ${module.label}`;
    if (this.#asked[key]) return;
    // Noted before the answer: the next rest of the view must not ask again.
    this.#asked = { ...this.#asked, [key]: true };
    const process = this.#process;
    const outcome = await this.#store.inspect('elf.inside', { start: module.first });
    if (!outcome.ok || process !== this.#process) return;
    this.#sections = [...this.#sections, ...sectionSpans(outcome.value)].sort(byStart);
  }
}

const sectionSpans = ({ sections }: ElfInside): readonly InsideSpan[] =>
  sections.filter(({ start, end }) => end > start).map(({ start, end, name }) => ({ start, end, name }));

/**
 * Symbols that do not overlap, sorted by start. Of several names for the same code the plainest is drawn (`malloc`, not
 * `__libc_malloc`).
 */
function symbolSpans(symbols: SymbolColumns): readonly InsideSpan[] {
  const spans: InsideSpan[] = [];
  for (let row = 0; row < symbols.length; row++) {
    const start = symbols.start[row] ?? 0;
    const end = symbols.end[row] ?? start;
    const name = symbols.names[row] ?? '';
    const last = spans.at(-1);
    if (end <= start) continue;
    if (!last || start >= last.end) spans.push({ start, end, name });
    else if (start === last.start && plainness(name) < plainness(last.name))
      spans[spans.length - 1] = { ...last, name };
  }
  return spans;
}

/** Underscores in front weigh more than letters. */
const plainness = (name: string): number => (/^_*/.exec(name)?.[0].length ?? 0) * 1000 + name.length;
