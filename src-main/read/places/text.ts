/**
 * The places that any pasted text mentions: an address, a line of a kernel's log, the stack of a crash, a dump of
 * registers. Pure; the time it takes grows with the length of the text, which is bounded.
 */
import { piecesOf, type Piece } from './line.ts';
import type { Mention, Mentions, NamedOffset } from './mention.ts';

/** Letters that are looked at: more than any crash report has, and read in an instant. */
export const longestText = 512 * 1024;
/** A line longer than this is no line of a log; its beginning is read. */
const longestLine = 4096;
/** Places that are told: nobody walks more. */
export const mostPlaces = 1000;
/** What is longer is no query that somebody wrote. */
const longestQuery = 400;
/** Nothing is mapped below vm.mmap_min_addr, which is 64 KiB everywhere (security/Kconfig); small numbers are counts. */
const lowest = 0x1_0000n;

/** Everything that the text mentions, line by line. */
export function mentionsIn(text: string): Mentions {
  const found: Mention[] = [];
  const impossible: string[] = [];
  let low = 0;
  let before = '';
  let cut: Mentions['cut'] = text.length > longestText ? 'text' : undefined;
  for (const [index, whole] of text
    .slice(0, longestText)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = whole.slice(0, longestLine);
    const pieces = piecesOf(line);
    for (const piece of pieces) if (piece.impossible) impossible.push(line.slice(piece.start, piece.end));
    const places = pieces.filter(({ address }) => address === undefined || address >= lowest);
    low += pieces.filter(({ address }) => address !== undefined && address < lowest).length;
    for (const mention of asMentions(
      line,
      index,
      places.filter((piece) => !piece.impossible),
    )) {
      if (found.length === mostPlaces) return { found, low, impossible, cut: 'places' };
      found.push(mention);
    }
    const frame = goFrame(before, line, index);
    if (frame) found.push(frame);
    before = line;
  }
  if (found.length > mostPlaces) cut = 'places';
  return { found, low, impossible, ...(cut === undefined ? {} : { cut }) };
}

/**
 * Whether a text is to be read for places rather than as a query: it mentions one in a form that the language of
 * queries does not have, or several, or has other words beside it that only a log has.
 */
export function isPlaceText(text: string, { found, impossible }: Mentions): boolean {
  const [only, more] = found;
  if (!only) return impossible.length > 0 || /[\r\n]/.test(text.trim()) || text.length > longestQuery;
  if (more || impossible.length > 0 || /[\r\n]/.test(text)) return !isQuery(text);
  if (only.address === undefined || only.role !== undefined || only.named || /[+-]/.test(only.written)) return true;
  const rest = text.replace(only.written, ' ').trim();
  return rest !== '' && !isQuery(text);
}

/** A span, and an address beside comparisons, permissions and prefixes, belong to the language of queries. */
const isQuery = (text: string): boolean =>
  text
    .trim()
    .split(/\s+/)
    .every((word) =>
      /^(?:0x)?[\da-f]{3,16}(?:-(?:0x)?[\da-f]{3,16})?$|[<>=]|^[r-][w-][x-][ps]?$|^\w+:\S/i.test(word),
    ) &&
  text
    .trim()
    .split(/\s+/)
    .filter((word) => /^(?:0x)?[\da-f]{4,16}$/i.test(word)).length < 2;

/** A line with one address and one name tells both of one place; elsewhere each piece is a place of its own. */
function asMentions(line: string, index: number, pieces: readonly Piece[]): readonly Mention[] {
  const addresses = onceEach(pieces.filter(({ address }) => address !== undefined));
  const names = pieces.flatMap(({ named }) => named ?? []);
  const counter = addresses.find(({ role }) => /^r?ip$|^pc$/i.test(role ?? '')) ?? addresses[0];
  const kernel = names.length === 1 && names[0]?.of === 'file';
  if (counter && names.length > 0 && (addresses.length === 1 || kernel)) {
    const named = best(names);
    const rest = addresses.filter((piece) => piece !== counter);
    return [counter, ...rest]
      .sort((one, other) => one.start - other.start)
      .map((piece) => mentionOf(line, index, piece, piece === counter ? named : undefined));
  }
  const places = pieces.filter((piece) => piece.named !== undefined || addresses.includes(piece));
  const file = places.find(({ named }) => named && isOfFile(named));
  // "[libjvm.so+0x82aef2]  JavaMain+0xd92" is one place by two names.
  if (file && addresses.length === 0) return [mentionOf(line, index, file, file.named)];
  return places.map((piece) => mentionOf(line, index, piece, piece.named));
}

/** A debugger prints an address once as a number and once more with what is there. */
const onceEach = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.filter((piece, at) => pieces.findIndex(({ address }) => address === piece.address) === at);

const isOfFile = ({ of }: NamedOffset): boolean => of === 'image' || of === 'file';

/** The name of a file is sure: every build of a program has it, and not every one has its symbols. */
const best = (names: readonly NamedOffset[]): NamedOffset | undefined => names.find(isOfFile) ?? names[0];

function mentionOf(line: string, index: number, piece: Piece, named: NamedOffset | undefined): Mention {
  const says = saidBehind(line.slice(piece.end)) ?? saidBefore(line.slice(0, piece.start));
  return {
    written: line.slice(piece.start, piece.end).trim(),
    line: index,
    ...(piece.role === undefined ? {} : { role: piece.role.toLowerCase() }),
    ...(piece.address === undefined ? {} : { address: piece.address }),
    ...(named ? { named } : {}),
    ...(says === undefined ? {} : { says }),
  };
}

/**
 * The function that a frame names behind its address: gdb's "in malloc ()", Rust's "- core::panicking::panic", node's
 * "node::Abort() [node]", systemd-coredump's "main (service + 0x11e0)", lldb's "crash`outer(…) at crash.c:8".
 */
function saidBehind(rest: string): string | undefined {
  const [, before, lldb, bare] =
    /^\]?:?\s+(?:(?:in|-)\s+([A-Za-z_~][^\s(]{0,200})|[^\s`]+`([^\s(`]{1,200})|([A-Za-z_~][^\s(]{0,200})(?=\(| \())/.exec(
      rest,
    ) ?? [];
  return before ?? lldb ?? bare;
}

/** V8 names the function in front: "2: inner [0x23de010a9e9d]". */
const saidBefore = (rest: string): string | undefined =>
  /^\s*(?:\d+|\[\d+\]): ([A-Za-z_$][\w$.]{0,200}) \[$/.exec(rest)?.[1];

/**
 * Go prints a frame on two lines: "main.main()", then the source and how far the program counter is behind the start
 * of the function.
 */
function goFrame(before: string, line: string, index: number): Mention | undefined {
  const offset = /^\s+\S+\.(?:go|s):\d+ \+0x([\da-f]{1,16})(?: fp=.*)?$/.exec(line)?.[1];
  const name = /^(?:created by )?([^\s(][^\s]*?)(?:\([^()]*\)| in goroutine \d+)?$/.exec(before)?.[1];
  if (offset === undefined || name === undefined) return undefined;
  return {
    written: `${name}+0x${offset}`,
    line: index,
    named: { name, offset: BigInt(`0x${offset}`), of: 'symbol' },
  };
}
