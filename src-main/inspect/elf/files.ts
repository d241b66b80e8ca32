/** Mapped ELF files, read once each as far as anybody asked, and kept for the next question. */
import type { TakeContext } from '../../capture/context.ts';
import { findMappedFile, withFile, type FoundFile } from '../../capture/mappedFile.ts';
import type { MappingIndex } from '../../contract/capture.ts';
import { mappingName } from '../../contract/rows.ts';
import type { InspectTarget } from '../target.ts';
import { readDynamic, type Dynamic } from './dynamic.ts';
import type { ByteSource } from './fields.ts';
import { readElfHeader, type ElfHeader } from './header.ts';
import { readElfImage, type ElfImage } from './image.ts';
import { readBranchProtection, type BranchProtection } from './properties.ts';
import { readRelocations, type RawRelocations } from './relocations.ts';
import { debugLink, readSections, type Sections } from './sections.ts';
import { readImports, readRawSymbols, symbolTable, type SymbolTable } from './symbolTable.ts';
import { vdsoName, vdsoOf } from './vdso.ts';

/** What has been read of one file, whoever maps it. */
interface ElfParts {
  readonly header: ElfHeader;
  readonly image: ElfImage;
  readonly sections: Sections;
  readonly dynamic?: Dynamic;
  /** Names of the functions and variables taken from other files. */
  readonly imports: readonly string[];
  /** Name of the file that holds its debug information and further symbols. */
  readonly debugLink?: string;
  /** Missing for processors that have no such checks. */
  readonly branches?: BranchProtection;
}

/** A mapped file. */
export interface ElfFile extends ElfParts {
  /** Read in slices at the first question for symbols; undefined when the file is out of reach by then. */
  symbols(): Generator<number, SymbolTable | undefined>;
  /** The tables of what the loader writes to; undefined when the file is out of reach by then. */
  relocations(): RawRelocations | undefined;
}

/** A way to the bytes of a file; undefined when they are out of reach. */
type Way = <T>(use: (source: ByteSource) => T) => T | undefined;

/** Bytes of symbol tables kept; the least used file's is forgotten first. */
const symbolBytes = 256 * 2 ** 20;
/** Files of which headers are kept; a large browser maps about 300. */
const fileLimit = 1024;

class ElfFiles {
  readonly #parts = new Map<string, ElfParts | undefined>();
  readonly #symbols = new Map<string, SymbolTable>();
  #held = 0;

  /** The way to a file is that of the process asked for: the one that was read first may have ended since. */
  of(key: string, way: Way): ElfFile | undefined {
    const parts = this.#partsOf(key, way);
    if (!parts) return undefined;
    const { header, sections } = parts;
    return {
      ...parts,
      symbols: () => this.#symbolsOf(key, way, parts),
      relocations: () => way((source) => readRelocations(source, header, sections.sections)),
    };
  }

  #partsOf(key: string, way: Way): ElfParts | undefined {
    const known = this.#parts.get(key);
    if (known || this.#parts.has(key)) return known;
    const read = way((source): { readonly parts?: ElfParts } => {
      const header = readElfHeader(source);
      const image = header && readElfImage(source);
      if (!header || !image) return {};
      const sections = readSections(source, header);
      const dynamic = readDynamic(source, header, image);
      const imports = readImports(source, header, sections.sections);
      const branches = readBranchProtection(source, header, image);
      const link = debugLink(source, sections.sections);
      return {
        parts: {
          header,
          image,
          sections,
          imports,
          ...(dynamic ? { dynamic } : {}),
          ...(link === undefined ? {} : { debugLink: link }),
          ...(branches ? { branches } : {}),
        },
      };
    });
    // What could not be opened now may be opened for another process.
    if (!read) return undefined;
    const [oldest] = this.#parts.keys();
    if (this.#parts.size >= fileLimit && oldest !== undefined) this.#parts.delete(oldest);
    this.#parts.set(key, read.parts);
    return read.parts;
  }

  *#symbolsOf(key: string, way: Way, { header, sections }: ElfParts): Generator<number, SymbolTable | undefined> {
    const known = this.#symbols.get(key);
    const raw = known ? undefined : way((source) => readRawSymbols(source, header, sections.sections));
    const table = known ?? (raw && (yield* symbolTable(raw)));
    if (!table) return undefined;
    // At the end of the map stand the tables that were asked for last.
    // Another question may have read the same table meanwhile.
    this.#held += table.bytes - (this.#symbols.get(key)?.bytes ?? 0);
    this.#symbols.delete(key);
    this.#symbols.set(key, table);
    for (const [other, old] of this.#symbols) {
      if (this.#held <= symbolBytes || other === key) break;
      this.#symbols.delete(other);
      this.#held -= old.bytes;
    }
    return table;
  }
}

const caches = new WeakMap<TakeContext, ElfFiles>();

const wayTo =
  (found: FoundFile): Way =>
  (use) =>
    withFile(found, use);

/**
 * The file behind a mapping, if it is an ELF file that can be reached for certain; its content is that of the inode. For
 * the vDSO, which is no file, the image that the kernel maps into every process.
 */
export function elfFileOf(target: InspectTarget, row: MappingIndex): ElfFile | undefined {
  const { context, capture, source } = target;
  const files = caches.get(context) ?? new ElfFiles();
  caches.set(context, files);
  if (mappingName(capture.mappings, row) === vdsoName) {
    const vdso = vdsoOf(target, row);
    return vdso.ok ? files.of(vdsoName, (use) => use(vdso.value.source)) : undefined;
  }
  const found = findMappedFile(source, capture.mappings, row);
  if (!found) return undefined;
  const { dev, ino, size, mtimeNs } = found.stats;
  return files.of(`${dev}:${ino}:${size}:${mtimeNs}`, wayTo(found));
}
