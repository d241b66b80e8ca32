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
  let at = readPointers(stack, items, start + wordBytes, (index, target) =>
    argument(stack, strings, index, target, values),
  );
  if (at === undefined) return { items: items.list, notes: [...notes, broken('arguments')] };
  at = readPointers(stack, items, at, (index, target) => variable(stack, index, target, values));
  if (at === undefined) return { items: items.list, notes: [...notes, broken('environment')] };
  const pointers = readAuxv(stack, items, at, nameOf);
  if (!pointers) return { items: items.list, notes: [...notes, broken('auxiliary vector')] };
  addStrings(stack, items, strings, pointers);
  return { items: withPadding(stack, items.list), notes };
}

const broken = (what: string): string =>
  `The list of the ${what} does not end where it can be read: the program has overwritten it, or the page is not in memory.`;

/** Reads pointers up to the zero that ends them; the address behind it, or undefined when there is no such zero. */
function readPointers(
  stack: StackBytes,
  items: Items,
  from: number,
  describe: (index: number, target: number) => Omit<StackItem, 'start' | 'end' | 'target'>,
): number | undefined {
  for (let index = 0, at = from; index < pointerLimit; index++, at += stack.wordBytes) {
    const target = stack.word(at);
    if (target === undefined) return undefined;
    if (target !== 0n) {
      items.add(at, stack.wordBytes, describe(index, Number(target)), Number(target));
      continue;
    }
    const { part, label } = describe(index, 0);
    items.add(at, stack.wordBytes, { part, label, value: '0', explanation: 'A zero ends the list.' });
    return at + stack.wordBytes;
  }
  return undefined;
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
  // Without "=" it is no variable any more, and may be the end of some value.
  const name = text === undefined || equals <= 0 ? undefined : text.slice(0, equals);
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

/** What lies above the vector. */
function addStrings(
  stack: StackBytes,
  items: Items,
  { argStart, argEnd, envStart, envEnd }: StringBounds,
  pointers: ReadonlyMap<string, number>,
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
    const found = inside(address) ? stack.text(address) : undefined;
    if (!inside(address) || !found) continue;
    const explanation = auxvMeaning(name).explanation;
    items.add(address, found.bytes, { part, label, value: shortened(found.text), explanation });
  }
  for (const [from, to, label, explanation] of [
    [argStart, argEnd, 'arguments', 'The strings of the arguments, one behind the other, each ended by a zero.'],
    [envStart, envEnd, 'environment', 'The strings of the environment, NAME=value, each ended by a zero.'],
  ] as const) {
    if (!inside(from) || to <= from || to > stack.end) continue;
    items.add(from, to - from, { part: 'strings', label, value: `${to - from} bytes`, explanation });
  }
  items.add(stack.end - endBytes, endBytes, {
    part: 'end',
    label: 'end',
    value: '0',
    explanation: 'Eight bytes of zero end the stack; the kernel leaves them free.',
  });
}

/** Sorted, with what lies between as padding; of two that overlap the lower one is kept. */
function withPadding(stack: StackBytes, list: readonly StackItem[]): StackItem[] {
  const covered: StackItem[] = [];
  let at: number = page(stack.start);
  const sorted = [...list].sort((a, b) => a.start - b.start);
  for (const item of sorted) {
    if (item.start < at) continue;
    if (item.start > at) covered.push(padding(at, item.start));
    covered.push(item);
    at = item.end;
  }
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
