/**
 * The figure of an address space as textbooks draw it (Bryant and O'Hallaron, "Organization of the address space"),
 * part by part against a capture: what the book says, whether it is so here, and where. Pure.
 */
import { formatAddress } from '@contract/address.ts';
import type { Capture } from '@contract/capture.ts';
import { kindIds, type KindId } from '@contract/kinds.ts';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import type { BookForm } from '@words/language.ts';
import { sizeText } from '@words/sizes.ts';
import { bookSentence } from '@words/textbook.ts';
import type { ViewSpan } from '../state/model.ts';
import { entry } from './segments.ts';
import { partOfRegion } from './textbookParts.ts';
import { kernelPages, userSpaceOf } from './userSpace.ts';

/** The boxes of the figure, high addresses first, and what its size says of all of them. */
export const figureParts = ['kernel', 'stack', 'mappings', 'heap', 'data', 'code', 'scale'] as const;
export type FigurePartId = (typeof figureParts)[number];

/** One box of the figure. */
export interface FigurePart {
  readonly id: FigurePartId;
  /** What the figure says of it. */
  readonly claim: string;
  /** Whether it is so in this process; undefined where there is none of it yet. */
  readonly holds: boolean | undefined;
  /** What is so, in sentences. */
  readonly here: readonly string[];
  /** Where it lies, from its first region to its last. */
  readonly span?: ViewSpan;
}

/** An executable that is linked to an address of its own lies below 4 GiB; others are put anywhere (PIE). */
const fixedBelow = 2 ** 20;

/** What of a process each box of the figure stands for. */
export function textbookFigure(capture: Capture): readonly FigurePart[] {
  const found = new Figure(capture);
  return figureParts.map((id) => ({ id, claim: bookSentence(`${id}-claim`), ...found[id]() }));
}

type Found = Omit<FigurePart, 'id' | 'claim'>;
type Values = Readonly<Record<string, string | number>>;
const said = (...forms: readonly (readonly [BookForm, Values?] | undefined)[]): readonly string[] =>
  forms.flatMap((form) => (form ? [bookSentence(...form)] : []));

class Figure {
  readonly #capture: Capture;
  readonly #rows: readonly number[];

  constructor(capture: Capture) {
    this.#capture = capture;
    this.#rows = [...capture.regions.kind.keys()];
  }

  kernel(): Found {
    const upper = this.#rows.filter((row) => this.#start(row) >= kernelPages);
    const { pages } = userSpaceOf(this.#capture);
    const at = formatAddress(asPageNumber(pages));
    return {
      holds: true,
      here: said([upper.length > 0 ? 'kernel-vsyscall' : 'kernel-true', { at }]),
      ...this.#span(upper),
    };
  }

  stack(): Found {
    const main = this.#ofKind('stack');
    const others = this.#ofKind('thread-stack').length;
    const limit = this.#capture.process.limits.find(({ name }) => name === 'Max stack size')?.soft;
    const size = sizeText(this.#bytes(main));
    const one: readonly [BookForm, Values] =
      limit === undefined ? ['stack-unlimited', { size }] : ['stack-true', { size, limit: sizeText(limit) }];
    return {
      holds: main.length === 0 ? undefined : others === 0,
      here: said(main.length > 0 ? one : undefined, others > 0 ? ['stack-more', { threads: others }] : undefined),
      ...this.#span(main),
    };
  }

  mappings(): Found {
    const rows = this.#rows.filter((row) => partOfRegion(this.#capture, row) === 'libraries');
    if (rows.length === 0) return { holds: false, here: said(['mappings-static']) };
    const files = new Set(rows.map((row) => entry(this.#capture.regions.object, row))).size;
    const stack = this.#ofKind('stack')[0];
    const program = this.#program.at(-1);
    const between = rows.every(
      (row) =>
        (stack === undefined || this.#start(row) < this.#start(stack)) &&
        (program === undefined || this.#start(row) > this.#start(program)),
    );
    return {
      holds: between,
      here: said([between ? 'mappings-true' : 'mappings-elsewhere', { files, rows: rows.length }]),
      ...this.#span(rows),
    };
  }

  heap(): Found {
    const rows = this.#ofKind('heap');
    const elsewhere = this.#ofKind('malloc-block').length + this.#ofKind('arena').length;
    const more = elsewhere > 0 ? (['heap-elsewhere', { blocks: elsewhere }] as const) : undefined;
    const [first] = rows;
    if (first === undefined) return { holds: elsewhere > 0 ? false : undefined, here: said(['heap-none'], more) };
    const below = this.#program.at(-1);
    const gap = below === undefined ? 0 : this.#start(first) - this.#end(below);
    const size = sizeText(this.#bytes(rows));
    return {
      holds: gap === 0 && elsewhere === 0,
      here: said(gap === 0 ? ['heap-true', { size }] : ['heap-gap', { size, gap: sizeText(gap * pageBytes) }], more),
      ...this.#span(rows),
    };
  }

  data(): Found {
    const rows = this.#program.filter((row) => ['relro', 'data', 'bss'].includes(this.#kind(row) ?? ''));
    if (rows.length === 0) return { holds: undefined, here: [] };
    const form: BookForm = rows.length === 1 ? 'data-true' : 'data-more';
    return {
      holds: rows.length === 1,
      here: said([form, { rows: rows.length, size: sizeText(this.#bytes(rows)) }]),
      ...this.#span(rows),
    };
  }

  code(): Found {
    const rows = this.#program.filter((row) => ['text', 'rodata'].includes(this.#kind(row) ?? ''));
    const [first] = rows;
    if (first === undefined) return { holds: undefined, here: [] };
    const fixed = this.#start(first) < fixedBelow || this.#capture.machine.randomizeVaSpace === 0;
    const at = formatAddress(asPageNumber(Math.floor(this.#start(first))));
    return {
      holds: fixed,
      here: said([fixed ? 'code-true' : 'code-moved', { at }], rows.length > 1 ? ['code-split'] : undefined),
      ...this.#span(rows),
    };
  }

  scale(): Found {
    const { pages } = userSpaceOf(this.#capture);
    const mapped = this.#bytes(this.#rows);
    const space = pages * pageBytes;
    const parts = mapped > 0 ? Math.round(space / mapped) : 0;
    return {
      holds: false,
      here: said(['scale-false', { mapped: sizeText(mapped), space: sizeText(space), parts }]),
    };
  }

  /** Regions of the program's own file, low addresses first. */
  get #program(): readonly number[] {
    const { regions, objects } = this.#capture;
    return this.#rows.filter((row) => objects[entry(regions.object, row)]?.role === 'program');
  }

  #ofKind(kind: KindId): readonly number[] {
    return this.#rows.filter((row) => this.#kind(row) === kind);
  }

  #kind(row: number): KindId | undefined {
    return kindIds[entry(this.#capture.regions.kind, row)];
  }

  #start(row: number): number {
    return entry(this.#capture.regions.start, row);
  }

  #end(row: number): number {
    return entry(this.#capture.regions.end, row);
  }

  #bytes(rows: readonly number[]): number {
    return rows.reduce((sum, row) => sum + (this.#end(row) - this.#start(row)) * pageBytes, 0);
  }

  #span(rows: readonly number[]): { readonly span?: ViewSpan } {
    const [first] = rows;
    const last = rows.at(-1);
    if (first === undefined || last === undefined) return {};
    return { span: { start: asPageNumber(this.#start(first)), end: asPageNumber(this.#end(last)) } };
  }
}
