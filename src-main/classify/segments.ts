/**
 * The parts of a module: code, constants, relro, data, bss, holes. With program headers the kinds and their bounds
 * are exact; without them permissions, order and smaps decide (reference: elf(5); ld.so maps one PT_LOAD at a time).
 */
import { formatHex } from '../contract/address.ts';
import type { MappingIndex, ObjectIndex } from '../contract/capture.ts';
import type { Certainty, KindId } from '../contract/kinds.ts';
import { asPageNumber, exactPages } from '../contract/units.ts';
import { fact, label, type Fact } from '../contract/verdict.ts';
import type { ElfImage, ProgramHeader } from '../inspect/elf/image.ts';
import { cutPriority, type Claims, type Verdict } from './claims.ts';
import { everythingIsExecutable } from './jit.ts';
import { bytesPerPage, headerType, type Module } from './modules.ts';
import { vmFlag, type Space } from './space.ts';

const pages = (bytes: number): number => bytes / bytesPerPage;

/** Pages from start up to, not including, end. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bounds of what a writable PT_LOAD holds, in pages of the process. */
interface WritableSegment {
  readonly start: number;
  readonly relroEnd: number;
  readonly fileEnd: number;
  readonly memoryEnd: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

function writableSegments(image: ElfImage, bias: number): WritableSegment[] {
  const relro = image.headers.find(({ type }) => type === headerType.relro);
  return image.headers
    .filter(({ type, flags }) => type === headerType.load && (flags & 2) !== 0)
    .map((header) => {
      const start = bias + pages(header.virtualAddress);
      const fileEnd = start + pages(header.fileSize);
      const inside =
        relro &&
        relro.virtualAddress >= header.virtualAddress &&
        relro.virtualAddress < header.virtualAddress + header.memorySize;
      // The loader protects whole pages only: the end is rounded down (glibc _dl_protect_relro).
      const relroEnd = inside ? bias + Math.floor(pages(relro.virtualAddress + relro.memorySize)) : start;
      return {
        start,
        relroEnd: Math.max(start, relroEnd),
        fileEnd,
        memoryEnd: start + pages(header.memorySize),
        fileBytes: header.fileSize,
        memoryBytes: header.memorySize,
      };
    });
}

const flagsText = (header: ProgramHeader): string =>
  `${header.flags & 4 ? 'R' : ''}${header.flags & 2 ? 'W' : ''}${header.flags & 1 ? 'E' : ''}`;

/** The PT_LOADs that hold pages of a row, in the order of their addresses: mostly one. */
function loadsIn(space: Space, row: MappingIndex, image: ElfImage, bias: number): readonly ProgramHeader[] {
  const { start, end } = { start: space.start(row), end: space.end(row) };
  const found = image.headers.filter((header) => {
    if (header.type !== headerType.load) return false;
    const { start: from, end: to } = pagesOf(header, bias);
    return from < end && to > start;
  });
  return found.length < 2 ? found : found.sort((a, b) => a.virtualAddress - b.virtualAddress);
}

/** Whole pages of a PT_LOAD in the process. */
const pagesOf = (header: ProgramHeader, bias: number): Span => ({
  start: bias + Math.floor(pages(header.virtualAddress)),
  end: bias + Math.ceil(pages(header.virtualAddress + header.memorySize)),
});

const kindOfLoad = ({ flags }: ProgramHeader): KindId => (flags & 2 ? 'data' : flags & 1 ? 'text' : 'rodata');

/** Makes the verdicts of one module. */
class SegmentRules {
  readonly #space: Space;
  readonly #claims: Claims;
  readonly #module: Module;
  readonly #object: ObjectIndex;
  /** All that may be read is executable, so that x tells nothing. */
  readonly #implied: boolean;
  /** Rows of which a part is data. */
  readonly #withData = new Set<MappingIndex>();

  constructor(space: Space, claims: Claims, module: Module, implied: boolean) {
    this.#space = space;
    this.#claims = claims;
    this.#module = module;
    this.#implied = implied;
    const base = asPageNumber(space.start(module.rows[0] ?? 0));
    this.#object = claims.object({
      kind: 'module',
      label: label('module', { path: module.path }),
      key: `module:${module.path}@${formatHex(base)}`,
      role: module.role,
      path: module.path,
    });
  }

  run(): void {
    const { image, bias, rows } = this.#module;
    if (image && bias !== undefined) this.#exact(image, bias);
    else for (const [index, row] of rows.entries()) this.#byPermissions(row, index);
    this.#zeroedData();
    this.#reservations();
  }

  /** A verdict for the part of the module in [start, end), in pages. */
  #verdict(kind: KindId, certainty: Certainty, { start, end }: Span, own: readonly Fact[]): Verdict {
    const { decisive, facts } = this.#module.reason;
    const holds = decisive !== undefined && decisive.at >= start && decisive.at < end;
    return {
      kind,
      certainty,
      label: label('module', { path: this.#module.path }),
      facts: [...own, ...(this.#module.misfit ? [fact('headers-misfit')] : []), ...(holds ? decisive.facts : facts)],
      object: this.#object,
    };
  }

  #span(row: MappingIndex): Span {
    return { start: this.#space.start(row), end: this.#space.end(row) };
  }

  #exact(image: ElfImage, bias: number): void {
    for (const row of this.#module.rows) {
      const headers = loadsIn(this.#space, row, image, bias);
      const [first] = headers;
      if (this.#space.isInaccessible(row)) {
        this.#claims.claim(
          row,
          this.#verdict('module-gap', 'exact', this.#span(row), [fact('mapped-without-permission')]),
        );
      } else if (!first) this.#byPermissions(row, this.#module.rows.indexOf(row));
      else if (headers.length === 1) this.#claims.claim(row, this.#loadVerdict(first, this.#span(row)));
      else this.#cutAtHeaders(row, headers, bias);
    }
    for (const segment of writableSegments(image, bias)) this.#cutWritable(segment);
  }

  #loadVerdict(header: ProgramHeader, span: Span): Verdict {
    const kind = kindOfLoad(header);
    // Data ends at a byte, which may have been rounded to the end of this very mapping.
    const certainty = kind === 'data' && span.end > exactPages ? 'strong' : 'exact';
    return this.#verdict(kind, certainty, span, [fact('load-header', { flags: flagsText(header) })]);
  }

  /**
   * One mapping over several PT_LOADs: the kernel merges parts of a file that have come to the same permissions, as
   * after READ_IMPLIES_EXEC or where a program has made its own parts writable. What lies between two is in the file too.
   */
  #cutAtHeaders(row: MappingIndex, headers: readonly ProgramHeader[], bias: number): void {
    const whole = this.#span(row);
    this.#claims.claim(row, this.#verdict('file', 'strong', whole, [fact('between-loads')]));
    for (const header of headers) {
      const load = pagesOf(header, bias);
      const span = { start: Math.max(whole.start, load.start), end: Math.min(whole.end, load.end) };
      this.#claims.cut(span.start, span.end, cutPriority.segment, this.#loadVerdict(header, span));
      if (kindOfLoad(header) === 'data') this.#withData.add(row);
    }
  }

  #cutWritable(segment: WritableSegment): void {
    const { starts, ends } = this.#space;
    for (const row of this.#module.rows) {
      const start = starts[row] ?? 0;
      const end = ends[row] ?? 0;
      const holdsData = this.#claims.isKind(row, 'data') || this.#withData.has(row);
      if (!holdsData || end <= segment.start || start >= segment.memoryEnd) continue;
      const relroEnd = Math.min(end, segment.relroEnd);
      const relroStart = Math.max(start, Math.floor(segment.start));
      if (relroStart < relroEnd) {
        const facts = [
          fact('relro-header', { end: segment.relroEnd }),
          fact(this.#space.isWritable(row) ? 'relro-writable' : 'relro-protected'),
        ];
        const span = { start: relroStart, end: relroEnd };
        this.#claims.cut(relroStart, relroEnd, cutPriority.part, this.#verdict('relro', 'exact', span, facts));
      }
      if (segment.memoryEnd <= segment.fileEnd) continue;
      // The rest of the last page is zero as well and belongs to nothing else.
      const zeroed = Math.max(start, segment.fileEnd, relroEnd);
      const zeroedEnd = Math.min(end, Math.ceil(segment.memoryEnd));
      this.#claims.cut(zeroed, zeroedEnd, cutPriority.part, this.#zeroedVerdict(segment));
    }
  }

  #zeroedVerdict(segment: WritableSegment): Verdict {
    return this.#verdict(
      'bss',
      segment.memoryEnd > exactPages ? 'strong' : 'exact',
      { start: segment.fileEnd, end: segment.memoryEnd },
      [fact('bss-sizes', { memory: segment.memoryBytes, file: segment.fileBytes })],
    );
  }

  /** The anonymous mapping that follows the last writable one: bss, as far as the headers say. */
  #zeroedData(): void {
    const { image, bias, rows } = this.#module;
    const space = this.#space;
    if (image && bias !== undefined) {
      for (const segment of writableSegments(image, bias)) {
        const first = Math.ceil(segment.fileEnd);
        const limit = Math.ceil(segment.memoryEnd);
        const verdict = this.#zeroedVerdict(segment);
        for (let row = space.rowAt(first); row >= 0 && space.start(row) < limit; row++) {
          if (!space.isAnonymous(row) || space.isInaccessible(row)) break;
          if (space.start(row) >= first && space.end(row) <= limit) this.#claims.claim(row, verdict);
          else
            this.#claims.cut(
              Math.max(first, space.start(row)),
              Math.min(limit, space.end(row)),
              cutPriority.segment,
              verdict,
            );
          if (!space.touchesNext(row)) break;
        }
      }
      return;
    }
    const last = rows.at(-1) ?? -1;
    const next = last + 1;
    if (!space.touchesNext(last) || !space.isWritable(last) || !space.isAnonymous(next)) return;
    if (!space.isWritable(next) || space.isShared(next)) return;
    // Without address randomisation the heap follows the program’s data too; a source without names cannot tell it.
    const certainty = space.knows('names') || this.#module.role !== 'program' ? 'strong' : 'guess';
    this.#claims.claim(next, this.#verdict('bss', certainty, this.#span(next), [fact('follows-writable-part')]));
  }

  /** Anonymous memory without permissions between two parts: the loader reserved the whole span first (bionic). */
  #reservations(): void {
    const space = this.#space;
    for (const [index, row] of this.#module.rows.entries()) {
      const between = row + 1;
      if (this.#module.rows[index + 1] !== row + 2 || !space.touchesNext(row) || !space.touchesNext(between)) continue;
      if (!space.isAnonymous(between) || !space.isInaccessible(between)) continue;
      const facts = [fact('module-reservation', { path: this.#module.path })];
      this.#claims.claim(between, this.#verdict('module-gap', 'strong', this.#span(between), facts));
    }
  }

  /** Without headers: what the permissions and the order of the parts say. */
  #byPermissions(row: MappingIndex, index: number): void {
    const space = this.#space;
    const claim = (kind: KindId, certainty: Certainty, ...facts: Fact[]): void => {
      this.#claims.claim(row, this.#verdict(kind, certainty, this.#span(row), facts));
    };
    if (!space.knows('permissions')) {
      claim('file', 'exact', fact('file-named'), fact('order-of-parts'));
      return;
    }
    const { rows } = this.#module;
    const next = rows[index + 1];
    const beforeData = next !== undefined && space.touchesNext(row) && next === row + 1 && space.isWritable(next);
    const above = rows.slice(index + 1).find((one) => !space.isInaccessible(one));
    const onlyReadable = index === 1 && space.isExecutable(rows[0] ?? row);
    const implied = this.#implied && space.isExecutable(row);
    if (space.isInaccessible(row)) claim('module-gap', 'exact', fact('mapped-without-permission'));
    else if (implied && space.isWritable(row)) claim('data', 'strong', fact('everything-executable'), this.#writable());
    else if (implied && beforeData && index > 0) {
      this.#guessRelro(row, fact('everything-executable'), fact('below-writable-part'));
    } else if (space.isExecutable(row)) claim('text', 'strong', fact('mapped-executable'));
    else if (space.isWritable(row)) claim('data', 'strong', this.#writable());
    else if (beforeData && space.zeros('Anonymous').isZero(row) === false && (space.flags(row) & vmFlag.ac) !== 0) {
      claim('relro', 'strong', fact('below-writable-part'), fact('changed-then-protected'));
    } else if (beforeData && space.flags(row) === 0 && index > 1) {
      this.#guessRelro(row, fact('below-writable-part'));
    } else if (space.flags(row) === 0 && onlyReadable && (beforeData || above === undefined)) {
      this.#guessRelro(row, ...(beforeData ? [fact('below-writable-part')] : []), fact('below-executable-relro'));
    } else if (space.flags(row) === 0 && above !== undefined && space.isWritable(above) && this.#codeBelow(index)) {
      this.#guessRelro(row, fact('relro-of-its-own'));
    } else claim('rodata', 'strong', fact('mapped-read-only'));
  }

  /** Constants below code below this part: so lld lays out a file, which gives what it protects a PT_LOAD of its own. */
  #codeBelow(index: number): boolean {
    const { rows } = this.#module;
    const code = rows.findIndex((row) => this.#space.isExecutable(row));
    return code > 0 && code < index;
  }

  #guessRelro(row: MappingIndex, ...facts: Fact[]): void {
    this.#claims.claim(row, {
      ...this.#verdict('relro', 'guess', this.#span(row), facts),
      label: label('relro-of', { path: this.#module.path }),
    });
  }

  #writable(): Fact {
    return fact(this.#space.knows('sharing') ? 'mapped-writable' : 'writable-part');
  }
}

/** Claims all parts of all modules, and the zeroed data that follows them. */
export function claimModules(space: Space, claims: Claims, modules: readonly Module[]): void {
  const implied = everythingIsExecutable(space);
  for (const module of modules) new SegmentRules(space, claims, module, implied).run();
}
