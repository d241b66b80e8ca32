/** Finds in a capture the places that a text mentions. Pure. */
import { addressOf, pageNumberOf } from '@contract/address.ts';
import type { Capture, ObjectIndex } from '@contract/capture.ts';
import { asPageNumber, pageBytes, type Address, type PageNumber } from '@contract/units.ts';
import type { Mention, Mentions, NamedOffset } from '@read/places/mention.ts';
import { objectLabel } from '@words/labels.ts';
import { formatCount, formatPlural } from '../format/bytes.ts';
import { loadAddress } from './countedFrom.ts';
import { regionsOfObject, selectAddress } from './located.ts';
import type { Selection } from './model.ts';
import { placeOfAddress } from './search.ts';

/** What a mention means in one process. */
export interface Place {
  readonly mention: Mention;
  /** The exact byte. */
  readonly page?: PageNumber;
  /** Missing where the process has no such place. */
  readonly selection?: Selection;
  readonly mapped: boolean;
  /** What is there, or why nothing is. */
  readonly what: string;
  /** The address of the text lies elsewhere here: the name and its offset have been followed instead. */
  readonly byName: boolean;
}

/** The last part of a path, without what the kernel adds to a file that is gone. */
const fileName = (path: string): string => path.replace(/ \(deleted\)$/, '').replace(/^.*\//, '');

/** The byte of a mapped file that a name and an offset mean; undefined when no such file is mapped, or not that far. */
function addressInFile(capture: Capture, { name, offset, of }: NamedOffset): Address | undefined {
  const wanted = fileName(name);
  if (wanted === '') return undefined;
  return (of === 'file' ? undefined : addressInModule(capture, wanted, offset)) ?? byteOfFile(capture, wanted, offset);
}

/** Counted from where a file of that name is loaded. */
function addressInModule(capture: Capture, wanted: string, offset: bigint): Address | undefined {
  const { regions, objects } = capture;
  const holds = (object: ObjectIndex, address: bigint): boolean =>
    regionsOfObject(capture, object).some(
      (row) =>
        address >= addressOf(asPageNumber(regions.start[row] ?? 0)) &&
        address < addressOf(asPageNumber(regions.end[row] ?? 0)),
    );
  const loaded = objects.flatMap(({ kind, path }, object) =>
    kind === 'module' && fileName(path ?? objectLabel(capture, object)) === wanted
      ? { object, start: loadAddress(capture, object) ?? 0n }
      : [],
  );
  const found = loaded.find(({ object, start }) => holds(object, start + offset));
  if (found) return (found.start + offset) as Address;
  // A program that is not position-independent is loaded at 0: its offsets are addresses.
  return loaded.some(({ object }) => holds(object, offset)) ? (offset as Address) : undefined;
}

/** Counted from the first byte of a file, whatever parts of it are mapped. */
function byteOfFile({ mappings }: Capture, wanted: string, offset: bigint): Address | undefined {
  const byteOf = (row: number, page: 'start' | 'end' | 'offset'): bigint =>
    BigInt(mappings[page][row] ?? 0) * BigInt(pageBytes);
  for (let row = 0; row < mappings.length; row++) {
    if (fileName(mappings.names[mappings.name[row] ?? 0] ?? '') !== wanted) continue;
    const behind = offset - byteOf(row, 'offset');
    if (behind >= 0n && behind < byteOf(row, 'end') - byteOf(row, 'start')) {
      return (byteOf(row, 'start') + behind) as Address;
    }
  }
  return undefined;
}

/**
 * What a mention means here. Its address counts where something is mapped there; else its name and offset, which hold in
 * every run of the program. Symbols are not known here: `symbol` tells the address of the named one once it has been found.
 */
export function placeOf(capture: Capture, mention: Mention, symbol?: PageNumber): Place {
  const { address, named } = mention;
  const direct = address === undefined ? undefined : placed(capture, mention, address, false);
  if (direct?.mapped) return direct;
  const inFile = named && named.of !== 'symbol' ? addressInFile(capture, named) : undefined;
  if (inFile !== undefined) return placed(capture, mention, inFile, address !== undefined);
  if (named && symbol !== undefined) {
    return placed(capture, mention, (addressOf(symbol) + named.offset) as Address, address !== undefined);
  }
  if (direct) return direct;
  const what =
    named?.of === 'image' || named?.of === 'file' ? `No file “${fileName(named.name)}” reaches so far here.` : '';
  return { mention, mapped: false, byName: false, what };
}

function placed(capture: Capture, mention: Mention, address: Address, byName: boolean): Place {
  const page = pageNumberOf(address);
  const { mapped, selection, what } = placeOfAddress(capture, address);
  return {
    mention,
    page,
    mapped,
    byName,
    what,
    ...(selection
      ? { selection: selection.level === 'gap' ? { ...selection, at: page } : selectAddress(address) }
      : {}),
  };
}

/** The name that has to be looked for among the symbols before a place is known. */
export const symbolWanted = (capture: Capture, { mention, mapped }: Place): string | undefined =>
  !mapped && mention.named && mention.named.of !== 'image' && mention.named.of !== 'file'
    ? addressInFile(capture, mention.named) === undefined
      ? mention.named.name
      : undefined
    : undefined;

/** What is said of the whole list. */
export function summaryOf({ found, low, impossible, cut }: Mentions, places: readonly Place[]): string {
  const mapped = places.filter((place) => place.mapped).length;
  const sentences: string[] = [];
  if (found.length === 0 && impossible.length === 0) {
    sentences.push('This text mentions no address, and no name with an offset.');
  }
  if (found.length > 0) {
    sentences.push(
      mapped === 0
        ? found.length === 1
          ? `${places[0]?.what ?? ''}${wordSize(places)}`
          : `None of these ${formatCount(found.length)} places is mapped here: the text may be of another process or another run.${wordSize(places)}`
        : `${formatPlural(found.length, 'place')}${mapped === found.length ? '' : `, ${formatCount(mapped)} of them mapped here`}.`,
    );
  }
  if (impossible.length > 0) sentences.push(`“${impossible[0] ?? ''}” leaves the 64 bits of an address.`);
  if (low > 0) sentences.push(`${formatPlural(low, 'number')} below 0x10000, where nothing can be mapped, left out.`);
  if (cut === 'text') sentences.push('The text is longer than 512 KiB: the beginning has been looked through.');
  if (cut === 'places') sentences.push('The text mentions more places: the first 1,000 are listed.');
  return sentences.join(' ');
}

/** A 64-bit program has nothing below 4 GiB but what is not position-independent. */
const wordSize = (places: readonly Place[]): string =>
  places.length > 1 && places.every(({ mention: { address = 0n } }) => address > 0n && address < 1n << 32n)
    ? ' All of them fit in 32 bits, so it may be a 32-bit program.'
    : '';
