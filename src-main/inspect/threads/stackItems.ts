/**
 * What the kernel puts at the top of a new program's stack (fs/binfmt_elf.c, create_elf_tables; fs/exec.c): from the
 * first stack pointer upwards argc, the pointers to the arguments and a zero, those to the environment and a zero,
 * the auxiliary vector, random bytes and strings it points to, the strings of arguments and environment, the path of
 * the program, and a last word of zeros.
 */
import type { StackItem } from '../../contract/inside.ts';
import { asPageNumber, pageBytes, type PageNumber } from '../../contract/units.ts';
import { auxvMeaning } from './auxvExplained.ts';
import type { StackBytes } from './stackBytes.ts';

/** Pointers read at most; the kernel itself allows strings of a quarter of the stack limit. */
const pointerLimit = 128 * 1024;
/** Pointers of one list, and strings of one area, told one by one; what follows is one item. */
const listLimit = 4096;
/** Characters of one value that are told. */
const textLimit = 4096;
const endBytes = 8;
const randomBytes = 16;
const unknown = '—';

/** Where the strings lie, in bytes (stat fields 48 to 51). */
export interface StringBounds {
  readonly argStart: number;
  readonly argEnd: number;
  readonly envStart: number;
  readonly envEnd: number;
}

/** Items in the order of addresses; they cover the span without gap. */
export interface StackItems {
  readonly items: readonly StackItem[];
  readonly notes: readonly string[];
}

const page = (address: number): PageNumber => asPageNumber(address / pageBytes);
const shortened = (text: string): string => (text.length > textLimit ? `${text.slice(0, textLimit)}…` : text);
const hexadecimal = (value: bigint): string => `0x${value.toString(16)}`;

/** Gathers items; addresses are byte counts. */
class Items {
  readonly list: StackItem[] = [];

  add(start: number, bytes: number, item: Omit<StackItem, 'start' | 'end' | 'target'>, target?: number): void {
    this.list.push({
      ...item,
      start: page(start),
      end: page(start + bytes),
      ...(target === undefined ? {} : { target: page(target) }),
    });
  }
}

/**
 * Reads the items. `nameOf` gives an entry of the auxiliary vector its name by its number. Without `values` only the
 * names of the environment are told, and no text that could be part of a value.
 */
export function stackItems(
  stack: StackBytes,
  strings: StringBounds,
  nameOf: (type: number) => string,
  values: boolean,
): StackItems {
  const items = new Items();
  const notes: string[] = [];
  const { wordBytes, start } = stack;
  const count = stack.word(start);
  if (count === undefined) return { items: [], notes: ['The page of argc is not in memory, so nothing can be told.'] };
  items.add(start, wordBytes, {
    part: 'argc',
    label: 'argc',
    value: String(count),
    explanation: 'The number of arguments, where the program’s first stack pointer points.',
  });
  const { argStart, argEnd, envStart, envEnd } = strings;
  const args = readPointers(stack, items, start + wordBytes, (index, target) =>
    argument(stack, strings, index, target, values),
  );
  notes.push(...shortenedList(args.targets.length, 'arguments'));
  if (args.end === undefined) return { items: items.list, notes: [...notes, broken('arguments')] };
  const variables = readPointers(stack, items, args.end, (index, target) => variable(stack, index, target, values));
  notes.push(...shortenedList(variables.targets.length, 'variables'));
  if (variables.end === undefined) return { items: items.list, notes: [...notes, broken('environment')] };
  const pointers = readAuxv(stack, items, variables.end, nameOf);
  if (!pointers) return { items: items.list, notes: [...notes, broken('auxiliary vector')] };
  addStrings(stack, items, { from: argStart, to: argEnd, all: 'arguments' }, args.targets, (index, target) => ({
    part: 'argument',
    label: `argument ${index}`,
    value: argument(stack, strings, index, target, values).value,
    explanation: `The string that argv[${index}] points to, ended by a zero.`,
  }));
  addStrings(stack, items, { from: envStart, to: envEnd, all: 'environment' }, variables.targets, (index, target) => {
    const { value } = variable(stack, index, target, values);
    return {
      part: 'variable',
      label: `variable ${index}`,
      value,
      explanation: `The string that envp[${index}] points to, NAME=value, ended by a zero.`,
    };
  });
  addOthers(stack, items, strings, pointers, values);
  return { items: withPadding(stack, items.list), notes };
}

const shortenedList = (count: number, what: string): string[] =>
  count > listLimit
    ? [`There are ${count} ${what}; the first ${listLimit} are listed one by one, the memory view shows the rest.`]
    : [];

const broken = (what: string): string =>
  `The list of the ${what} does not end where it can be read: the program has overwritten it, or the page is not in memory.`;

/**
 * Reads pointers up to the zero that ends them: what they point to, and the address behind the zero, missing when there
 * is no such zero. Pointers beyond the limit of the list become one item.
 */
function readPointers(
  stack: StackBytes,
  items: Items,
  from: number,
  describe: (index: number, target: number) => Omit<StackItem, 'start' | 'end' | 'target'>,
): { readonly targets: readonly number[]; readonly end?: number } {
  const targets: number[] = [];
  const listedEnd = from + listLimit * stack.wordBytes;
  for (let at = from; targets.length < pointerLimit; at += stack.wordBytes) {
    const target = stack.word(at);
    if (target === undefined) break;
    const { length: index } = targets;
    if (target !== 0n) {
      targets.push(Number(target));
      if (index < listLimit) items.add(at, stack.wordBytes, describe(index, Number(target)), Number(target));
      continue;
    }
    const { part } = describe(index, 0);
    if (at > listedEnd) {
      const more = index - listLimit;
      items.add(listedEnd, at - listedEnd, {
        part,
        label: `${part}[${listLimit}]…`,
        value: `${more} more`,
        explanation: `Pointers ${listLimit} to ${index - 1} of this list.`,
      });
    }
    const zero = { part, label: `${part}[${index}]`, value: '0', explanation: 'A zero ends the list.' };
    items.add(at, stack.wordBytes, zero);
    return { targets, end: at + stack.wordBytes };
  }
  return { targets };
}

function argument(
  stack: StackBytes,
  { argStart, argEnd, envStart }: StringBounds,
  index: number,
  target: number,
  values: boolean,
): Omit<StackItem, 'start' | 'end' | 'target'> {
  // A program that has written a title over its arguments may have left no zero before the environment.
  const limit = !values && target >= argStart && target < argEnd ? Math.max(argEnd, envStart) : undefined;
  const own = values || (target >= argStart && target < argEnd);
  const text = own ? stack.text(target, limit)?.text : undefined;
  return {
    part: 'argv',
    label: `argv[${index}]`,
    value: text === undefined ? unknown : shortened(text),
    explanation:
      index === 0
        ? 'Points to the name that the program was started by.'
        : `Points to argument ${index} of the program.`,
  };
}

function variable(
  stack: StackBytes,
  index: number,
  target: number,
  values: boolean,
): Omit<StackItem, 'start' | 'end' | 'target'> {
  const text = stack.text(target)?.text;
  const equals = text?.indexOf('=') ?? -1;
  // Without "=", or in the middle of a string, it is no variable any more, and may be a part of some value.
  const begins = stack.text(target - 1)?.bytes === 1;
  const name = text === undefined || equals <= 0 || !begins ? undefined : text.slice(0, equals);
  const value = values ? text : name;
  return {
    part: 'envp',
    label: `envp[${index}]`,
    value: value === undefined ? unknown : shortened(value),
    explanation:
      text !== undefined && name === undefined
        ? 'Points to what was a variable of the environment; the program has written over it.'
        : 'Points to a variable of the environment, NAME=value.',
  };
}

/** Addresses that the vector gives and that lie in the stack, by name; undefined when it has no end. */
function readAuxv(
  stack: StackBytes,
  items: Items,
  from: number,
  nameOf: (type: number) => string,
): ReadonlyMap<string, number> | undefined {
  const pair = 2 * stack.wordBytes;
  const pointers = new Map<string, number>();
  for (let at = from; ; at += pair) {
    const type = stack.word(at);
    const value = stack.word(at + stack.wordBytes);
    if (type === undefined || value === undefined) return undefined;
    if (type === 0n) {
      items.add(at, pair, {
        part: 'auxv',
        label: 'AT_NULL',
        value: '0',
        explanation: 'An entry of type 0 ends the auxiliary vector.',
      });
      return pointers;
    }
    const name = nameOf(Number(type));
    const { explanation, pointer = false, decimal = false } = auxvMeaning(name);
    const target = pointer && value !== 0n ? Number(value) : undefined;
    if (target !== undefined) pointers.set(name, target);
    const text = decimal ? String(value) : hexadecimal(value);
    items.add(at, pair, { part: 'auxv', label: name, value: text, explanation }, target);
  }
}

/**
 * The strings of the arguments or of the environment (stat fields 48 to 51): one item for each pointer into the area,
 * from where it points to up to where the next one does, so that the items cover the area whatever has been written to
 * it since.
 */
function addStrings(
  stack: StackBytes,
  items: Items,
  { from, to, all }: { readonly from: number; readonly to: number; readonly all: 'arguments' | 'environment' },
  targets: readonly number[],
  describe: (index: number, target: number) => Omit<StackItem, 'start' | 'end' | 'target'>,
): void {
  if (!(from >= stack.start && from < to && to <= stack.end)) return;
  const own = [...targets.entries()]
    .filter(([, target]) => target >= from && target < to)
    .sort(([, a], [, b]) => a - b)
    .filter(([, target], place, list) => place === 0 || list[place - 1]?.[1] !== target);
  const rest = (start: number, end: number, explanation: string): void => {
    if (start >= end) return;
    items.add(start, end - start, { part: 'strings', label: all, value: `${end - start} bytes`, explanation });
  };
  rest(from, own[0]?.[1] ?? to, `Strings of the ${all} that no pointer of the list leads to any more.`);
  for (const [place, [index, target]] of own.slice(0, listLimit).entries()) {
    items.add(target, (own[place + 1]?.[1] ?? to) - target, describe(index, target));
  }
  const beyond = own[listLimit]?.[1];
  if (beyond !== undefined) rest(beyond, to, `The strings of ${own.length - listLimit} more.`);
}

/** What else lies above the vector: what it points to, and the end. */
function addOthers(
  stack: StackBytes,
  items: Items,
  { envStart, envEnd }: StringBounds,
  pointers: ReadonlyMap<string, number>,
  values: boolean,
): void {
  const inside = (address: number | undefined): address is number =>
    address !== undefined && address >= stack.start && address < stack.end;
  const random = pointers.get('AT_RANDOM');
  if (inside(random)) {
    items.add(random, randomBytes, {
      part: 'random',
      label: 'AT_RANDOM',
      value: `${randomBytes} bytes`,
      explanation: 'Random bytes behind the stack canary and the pointer guard: secret, so they are not shown.',
    });
  }
  for (const [name, part, label] of [
    ['AT_PLATFORM', 'platform', 'platform'],
    ['AT_BASE_PLATFORM', 'platform', 'base platform'],
    ['AT_EXECFN', 'name', 'execfn'],
  ] as const) {
    const address = pointers.get(name);
    // The program may have written over what ends the string, and over the vector: values are kept to themselves.
    if (!inside(address) || (!values && address >= envStart && address < envEnd)) continue;
    const found = stack.text(address, !values && address < envStart ? Math.min(envStart, stack.end) : stack.end);
    if (!found) continue;
    const explanation = auxvMeaning(name).explanation;
    items.add(address, found.bytes, { part, label, value: shortened(found.text), explanation });
  }
  items.add(stack.end - endBytes, endBytes, {
    part: 'end',
    label: 'end',
    value: '0',
    explanation: 'Eight bytes of zero end the stack; the kernel leaves them free.',
  });
}

/** Sorted, with what lies between as padding; an item that reaches into the next one, or over the top, ends there. */
function withPadding(stack: StackBytes, list: readonly StackItem[]): StackItem[] {
  const covered: StackItem[] = [];
  let at: number = page(stack.start);
  const top = page(stack.end);
  const sorted = [...list].sort((a, b) => a.start - b.start);
  for (const [index, item] of sorted.entries()) {
    if (item.start < at) continue;
    if (item.start > at) covered.push(padding(at, item.start));
    const next = sorted[index + 1]?.start ?? top;
    const end = asPageNumber(Math.min(next > item.start && next < item.end ? next : item.end, top));
    covered.push({ ...item, end });
    at = end;
  }
  if (at < top) covered.push(padding(at, top));
  return covered;
}

const padding = (start: number, end: number): StackItem => ({
  part: 'padding',
  start: asPageNumber(start),
  end: asPageNumber(end),
  label: 'padding',
  value: `${Math.round((end - start) * pageBytes)} bytes`,
  explanation: 'Left free, so that what is above and below is aligned and the stack begins at a random place.',
});
