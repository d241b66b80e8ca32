/**
 * The places that one line of a log, a crash report or a debugger's output mentions. Each form is a pattern of one tool's
 * output, tried in order; what an earlier one has taken, a later one does not see. A pattern that begins with a word
 * looks back that it is the beginning of one: else a long line would be read once from each of its letters.
 */
import { parseAddress } from '../../contract/address.ts';
import type { Address } from '../../contract/units.ts';
import type { NamedOffset } from './mention.ts';

/** What a form found, with where it stands in the line. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly role?: string;
  readonly address?: Address;
  readonly named?: NamedOffset;
  /** A sum that leaves 64 bits. */
  readonly impossible?: true;
}

interface Form {
  readonly pattern: RegExp;
  /** Undefined: the text is taken and means no place. */
  readonly read: (groups: readonly (string | undefined)[]) => Omit<Piece, 'start' | 'end'> | undefined;
}

const hex = (digits: string): bigint => BigInt(`0x${digits}`);

/** `0x…` or decimal digits. */
const number = (text: string): bigint => BigInt(text.toLowerCase());

const named = (name: string, offset: bigint, of: NamedOffset['of']): { readonly named: NamedOffset } => ({
  named: { name, offset, of },
});

/** A word with one of these in it names a file: a slash, or the ending of a library. */
const fileWord = /\/|\.so\b|\.so\.|\.node$/;

/** Registers of x86-64 and arm64, and what kernels and sanitizers call the same. */
const register = String.raw`e?r?[abcd]x|r?[sd]i|[re]?[sbi]p|r(?:8|9|1[0-5])|x(?:[12]?\d|30)|pc|lr|fp|cr2|fault addr|si_addr|addr|address`;

const forms: readonly Form[] = [
  // Linux: "in libc.so.6[28948,7f3c…+155000]": offset in the file, then the mapping. Older kernels leave the first away.
  {
    pattern: /\bin ([^\s[\]]+)\[(?:([\da-f]{1,16}),)?([\da-f]{1,16})\+([\da-f]{1,16})\]/g,
    read: ([, name = '', offset]) => (offset === undefined ? undefined : named(name, hex(offset), 'file')),
  },
  // glibc's backtrace: "/lib/libc.so.6(+0x29d90)", "./a.out(main+0x1b)".
  {
    pattern: /(?<![^\s()[\]])([^\s()[\]]+)\(([^\s()+]*)\+0x([\da-f]{1,16})\)/g,
    read: ([, file = '', symbol = '', offset = '0']) =>
      symbol === '' ? named(file, hex(offset), 'image') : named(symbol, hex(offset), 'symbol'),
  },
  // Sanitizers "(/lib/libc.so.6+0x29d8f)", systemd-coredump "(libc.so.6 + 0x3d1a4)".
  {
    pattern: /\(([^\s()]+?)\s?\+\s?0x([\da-f]{1,16})\)/g,
    read: ([, file = '', offset = '0']) => named(file, hex(offset), 'image'),
  },
  // Java's hs_err: "C  [libc.so.6+0x29d90]".
  {
    pattern: /\[([^\s[\]+]*[^\s[\]+\da-fx][^\s[\]+]*)\+0x([\da-f]{1,16})\]/g,
    read: ([, file = '', offset = '0']) => named(file, hex(offset), 'image'),
  },
  // gdb: "<malloc+24>", "<main()+8>"; the offset is decimal.
  {
    pattern: /<([^<>\s][^<>]{0,400}?)\+(\d{1,19})>/g,
    read: ([, symbol = '', offset = '0']) => named(symbol, number(offset), 'symbol'),
  },
  // lldb: "libc.so.6`malloc + 24".
  {
    pattern: /(?<![^\s`])[^\s`]+`([^\s`]+) \+ (\d{1,19})/g,
    read: ([, symbol = '', offset = '0']) => named(symbol, number(offset), 'symbol'),
  },
  // lldb's "image lookup": "libc.so.6[0x0000000000167ad8]", an address as the file was linked. V8's frames have a blank.
  {
    pattern: /(?<![^\s([])([^\s()[\]=]+)\[0x([\da-f]{1,16})\]/g,
    read: ([, file = '', offset = '0']) => named(file, hex(offset), 'image'),
  },
  // Numbers of pages: "page 0x7fd010000".
  {
    pattern: /\b(page(?: number)?)[ :=]+(0x[\da-f]{1,16}|\d{5,16})\b/gi,
    read: ([, role = '', page = '0']) => sum(role, number(page) * 4096n),
  },
  // A sum or a difference: "0x7f12a000 + 0x20", "0x7f12a000-16". What is further back is the other end of a span.
  {
    pattern: /\b0x([\da-f]{1,16})\s*(?:(\+)\s*(0x[\da-f]{1,16}|\d{1,19})|(-)\s*(0x[\da-f]{1,4}|\d{1,5}))\b/gi,
    read: ([, start = '0', plus, more = '0', , less = '0']) =>
      sum(undefined, plus === undefined ? hex(start) - number(less) : hex(start) + number(more)),
  },
  // A name and an offset: "__pthread_kill+0x11c", "main.main + 0x1d", "libc.so.6+0x29d90". In a longer line decimal
  // digits behind a plus may be anything, as the index of a byte code is.
  {
    pattern:
      /(?<![\w.])([A-Za-z_./~$][\w.:@$~/<>,*&-]{0,160}?)\s?\+\s?(0x[\da-f]{1,16}\b|\d{1,19}$(?<=^\s*\S+\s?\+\s?\d+))/g,
    // Go writes the line of the source there; its frames are read together with the line before.
    read: ([, name = '', offset = '0']) =>
      /:\d+$/.test(name) ? undefined : named(name, number(offset), fileWord.test(name) ? 'image' : 'either'),
  },
  // "#0  0x00007f…", "frame #0: 0x…", "0: 0x…": the number of a frame.
  {
    pattern: /((?:frame )?#\d{1,4}|^\s*\d{1,4}):?\s+(?:0x([\da-f]{1,16})|([\da-f]{8,16}))\b/gi,
    read: ([, role = '', prefixed, bare = '']) => at(role.trim().replace(/^frame /i, ''), prefixed ?? bare),
  },
  // Flags and numbers of traps, which look like registers and lead nowhere.
  {
    pattern: /\b(?:[re]?flags|efl|csgsfs|err|error|trapno|code)\s*[:=]\s*(?:0x)?[\da-f]{1,16}\b/gi,
    read: () => undefined,
  },
  // A register, or a word that is one in a kernel's line: "RIP: 0033:0x7f…", "ip 00007fd0…", "rax=0x0", "segfault at 0".
  {
    pattern: new RegExp(
      String.raw`\b(segfault at|fault at|${register})\s*[:= ]\s*(?:00[0-9a-f]{2}:)?(?:0x([\da-f]{1,16})|([\da-f]{6,16}))\b`,
      'gi',
    ),
    read: ([, role = '', prefixed, bare = '']) => at(role, prefixed ?? bare),
  },
  // The arguments of a frame: "main (argc=2, argv=0x7ffe…)", V8's "[bytecode=0x…" and "(this=0x…".
  {
    pattern: /(?<=[([,]\s?)([A-Za-z_]\w{0,39})=0x([\da-f]{1,16})\b/g,
    read: ([, role = '', digits = '']) => at(role, digits),
  },
  { pattern: /\b0x([\da-f]{1,16})\b/gi, read: ([, digits = '']) => at(undefined, digits) },
  // The rows of maps: "7f12a000-7f12b000 r-xp"; both ends are places.
  { pattern: /\b([\da-f]{8,16})(?=-[\da-f]{8,16}\b)/g, read: ([, digits = '']) => at(undefined, digits) },
  // Bare digits of a whole pointer. Twelve digits without a letter may as well be a date.
  {
    pattern: /(?<![\w[])((?=[\da-f]{0,15}[a-f])(?:[\da-f]{12}|[\da-f]{16})|0000[\da-f]{12})\b/g,
    read: ([, digits = '']) => at(undefined, digits),
  },
];

function at(role: string | undefined, digits: string): Omit<Piece, 'start' | 'end'> | undefined {
  const address = parseAddress(digits);
  return address === undefined ? undefined : { address, ...(role === undefined ? {} : { role }) };
}

const sum = (role: string | undefined, value: bigint): Omit<Piece, 'start' | 'end'> =>
  value < 0n || value >= 1n << 64n
    ? { impossible: true }
    : { address: value as Address, ...(role === undefined ? {} : { role }) };

/** All pieces of a line that mean a place, in order. */
export function piecesOf(line: string): readonly Piece[] {
  const taken: { readonly start: number; readonly end: number; readonly piece?: Piece }[] = [];
  for (const { pattern, read } of forms) {
    for (const match of line.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (taken.some((other) => start < other.end && other.start < end)) continue;
      const piece = read(match);
      taken.push({ start, end, ...(piece ? { piece: { ...piece, start, end } } : {}) });
    }
  }
  return taken.flatMap(({ piece }) => piece ?? []).sort((one, other) => one.start - other.start);
}
