import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StackItem } from '@contract/inside.ts';
import { StackBytes } from '@main/inspect/threads/stackBytes.ts';
import { stackItems, type StackItems, type StringBounds } from '@main/inspect/threads/stackItems.ts';

const base = 0x7ffc_0000_0000;
const names: Readonly<Record<number, string>> = { 6: 'AT_PAGESZ', 15: 'AT_PLATFORM', 25: 'AT_RANDOM', 31: 'AT_EXECFN' };
const nameOf = (type: number): string => names[type] ?? `AT_${type}`;

/** The top of a stack as the kernel leaves it: pointers, vector, what they point to, strings, path, eight zeros. */
function made(
  args: readonly string[],
  environment: readonly string[],
  { wordBytes = 8, pages }: { wordBytes?: 4 | 8; pages?: number } = {},
) {
  const vector = 5;
  const wordsEnd = base + wordBytes * (1 + args.length + 1 + environment.length + 1 + 2 * vector);
  const platform = wordsEnd;
  const random = platform + 9;
  const argStart = Math.ceil((random + 16) / 16) * 16;
  const bytes = new Map<number, number>();
  const text = (at: number, value: string): number => {
    const encoded = new TextEncoder().encode(value);
    encoded.forEach((byte, index) => bytes.set(at + index, byte));
    return at + encoded.length + 1;
  };
  const argPointers: number[] = [];
  const envPointers: number[] = [];
  let at = argStart;
  for (const value of args) {
    argPointers.push(at);
    at = text(at, value);
  }
  const argEnd = at;
  for (const value of environment) {
    envPointers.push(at);
    at = text(at, value);
  }
  const envEnd = at;
  text(platform, 'x86_64');
  const end = text(envEnd, '/bin/program') + 8;
  const words = [
    args.length,
    ...argPointers,
    0,
    ...envPointers,
    0,
    ...[6, 4096, 15, platform, 25, random, 31, envEnd, 0, 0],
  ];
  const image = new Uint8Array(end - base);
  const view = new DataView(image.buffer);
  for (const [index, word] of words.entries()) {
    if (wordBytes === 8) view.setBigUint64(index * 8, BigInt(word), true);
    else view.setUint32(index * 4, word % 2 ** 32, true);
  }
  for (const [place, byte] of bytes) image[place - base] = byte;
  const strings: StringBounds = { argStart, argEnd, envStart: argEnd, envEnd };
  const stack = new StackBytes(base, end, wordBytes);
  const present = pages === undefined ? image.length : Math.min(image.length, pages * 4096);
  const fill = (): StackBytes => {
    const steps = stack.fill({
      readPresent: (from, limit) => image.slice(from - base, Math.min(present, from - base + limit)),
    });
    for (let step = steps.next(); !step.done; step = steps.next()) expect(step.value).toBeLessThanOrEqual(1);
    return stack;
  };
  return { image, strings, argPointers, envPointers, random, platform, envEnd, end, fill };
}

const read = (top: ReturnType<typeof made>, values = false): StackItems =>
  stackItems(top.fill(), top.strings, nameOf, values);
const addressOf = (page: number): number => page * 4096;
const part = (items: readonly StackItem[], wanted: StackItem['part']): readonly StackItem[] =>
  items.filter((item) => item.part === wanted);

/** Items follow upon one another from the first to the last byte. */
function expectCover(items: readonly StackItem[], end: number): void {
  let at = base;
  for (const item of items) {
    expect(addressOf(item.start)).toBe(at);
    at = addressOf(item.end);
  }
  expect(at).toBe(end);
}

const args = ['program', 'first', '', 'last argument'];
const environment = ['HOME=/root', 'SECRET=hidden=value', 'EMPTY='];

describe('the top of a stack', () => {
  test('is told from the first pointer to the end, without a gap', () => {
    const top = made(args, environment);
    const { items, notes } = read(top);
    expect(notes).toEqual([]);
    expectCover(items, top.end);
    expect(part(items, 'argc').map(({ value }) => value)).toEqual(['4']);
    expect(part(items, 'end')).toHaveLength(1);
    expect(part(items, 'name').map(({ value }) => value)).toEqual(['/bin/program']);
    expect(part(items, 'platform').map(({ value }) => value)).toEqual(['x86_64']);
    expect(part(items, 'random').map(({ start }) => addressOf(start))).toEqual([top.random]);
  });

  test('has an item for each argument and each variable, at its address, to which its pointer leads', () => {
    const top = made(args, environment);
    const { items } = read(top);
    const found = part(items, 'argument');
    expect(found.map(({ start }) => addressOf(start))).toEqual(top.argPointers);
    expect(found.map(({ value }) => value)).toEqual(args);
    expect(found.map(({ end, start }) => addressOf(end) - addressOf(start))).toEqual(
      args.map(({ length }) => length + 1),
    );
    expect(part(items, 'argv').map(({ target }) => target)).toEqual([...found.map(({ start }) => start), undefined]);
    const variables = part(items, 'variable');
    expect(variables.map(({ start }) => addressOf(start))).toEqual(top.envPointers);
    expect(part(items, 'envp').map(({ target }) => target)).toEqual([
      ...variables.map(({ start }) => start),
      undefined,
    ]);
  });

  test('lets entries of the auxiliary vector point to items', () => {
    const top = made(args, environment);
    const { items } = read(top);
    const targets = new Map(part(items, 'auxv').map(({ label, target }) => [label, target]));
    for (const [name, wanted] of [
      ['AT_EXECFN', 'name'],
      ['AT_PLATFORM', 'platform'],
      ['AT_RANDOM', 'random'],
    ] as const) {
      expect(part(items, wanted)[0]?.start, name).toBe(targets.get(name));
    }
    expect(targets.get('AT_PAGESZ')).toBeUndefined();
  });

  test('tells only the names of the environment unless values are asked for', () => {
    const top = made(args, environment);
    const plain = read(top);
    expect(part(plain.items, 'variable').map(({ value }) => value)).toEqual(['HOME', 'SECRET', 'EMPTY']);
    expect(JSON.stringify(plain)).not.toMatch(/hidden|value\b.*root|\/root/);
    const asked = read(made(args, environment), true);
    expect(part(asked.items, 'variable').map(({ value }) => value)).toEqual(environment);
  });

  test('does not take the middle of a value for a name', () => {
    const top = made(args, environment);
    // The pointer to SECRET=hidden=value now leads to "hidden=value".
    const place = 8 * (1 + args.length + 1 + 1);
    new DataView(top.image.buffer).setBigUint64(place, BigInt(top.envPointers[1]! + 7), true);
    const { items } = read(top);
    expect(JSON.stringify(items)).not.toContain('hidden');
    expectCover(items, top.end);
  });

  test('of a program that has written a title over its arguments keeps the environment to itself', () => {
    const top = made(['a', 'b'], ['SECRET=hidden']);
    for (let at = top.argPointers[0]!; at < top.strings.argEnd; at++) top.image[at - base] = 0x78;
    const { items } = read(top);
    expect(JSON.stringify(items)).not.toContain('hidden');
    expect(part(items, 'argument')[0]?.value).toBe('xxxx');
    expectCover(items, top.end);
  });

  test('of a 32-bit program is read by words of four bytes', () => {
    const top = made(['x'], ['A=b'], { wordBytes: 4 });
    const { items } = read(top);
    expect(part(items, 'argc').map(({ start, end }) => addressOf(end) - addressOf(start))).toEqual([4]);
    expect(part(items, 'argv').map(({ value }) => value)).toEqual(['—', '0']);
  });

  test('with thousands of variables lists the first 4096 one by one and says so', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `V${index}=${index}`);
    const top = made(['x'], many);
    const { items, notes } = read(top);
    expectCover(items, top.end);
    expect(part(items, 'variable')).toHaveLength(4096);
    // One for each of the first 4096, one for the others, and the zero.
    expect(part(items, 'envp')).toHaveLength(4096 + 2);
    expect(part(items, 'envp').at(-2)?.value).toBe('904 more');
    expect(part(items, 'strings').map(({ label }) => label)).toEqual(['environment']);
    expect(notes.join(' ')).toContain('There are 5000 variables; the first 4096 are listed one by one');
  });
});

describe('what cannot be read', () => {
  test('is nothing at all without the page of argc', () => {
    const { items, notes } = read(made(args, environment, { pages: 0 }));
    expect(items).toEqual([]);
    expect(notes[0]).toContain('page of argc is not in memory');
  });

  test('ends the list where a page is missing, and what was read is kept', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `V${index}=`);
    const { items, notes } = read(made(args, many, { pages: 1 }));
    expect(notes.join(' ')).toContain('list of the environment does not end where it can be read');
    expect(part(items, 'argv')).toHaveLength(5);
  });

  test('is a list whose zero was overwritten', () => {
    const top = made(args, environment);
    new DataView(top.image.buffer).setBigUint64(8 * (1 + args.length), 1n, true);
    // Every word from here on counts as an argument, until the zero behind the environment.
    const { items } = read(top);
    expect(part(items, 'argv').length).toBeGreaterThan(args.length + 1);
    expect(JSON.stringify(items)).not.toContain('hidden');
  });

  test('are bounds that lie elsewhere: then no strings are told apart', () => {
    const top = made(args, environment);
    const moved: StringBounds = { argStart: 16, argEnd: 32, envStart: 64, envEnd: 48 };
    const { items } = stackItems(top.fill(), moved, nameOf, false);
    expect(part(items, 'argument')).toEqual([]);
    expect(part(items, 'variable')).toEqual([]);
    expectCover(items, top.end);
  });
});

test('hostile words neither loop nor throw, and what is told still has no gap', () => {
  const word = fc.oneof(
    fc.bigInt(0n, 2n ** 64n - 1n),
    fc.integer({ min: 0, max: 600 }).map((offset) => BigInt(base + offset)),
    fc.constantFrom(0n, 6n, 15n, 25n, 31n),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), word), { maxLength: 30 }), fc.boolean(), (words, values) => {
      const top = made(args, environment);
      const view = new DataView(top.image.buffer);
      for (const [place, value] of words)
        if (place * 8 + 8 <= top.image.length) view.setBigUint64(place * 8, value, true);
      const { items, notes } = read(top, values);
      let at = base;
      for (const item of items) {
        expect(addressOf(item.start)).toBe(at);
        at = addressOf(item.end);
      }
      if (notes.length === 0) expect(at).toBe(top.end);
    }),
    // A string that begins in the last eight bytes and has no end once reached over the top.
    { numRuns: 500, examples: [[[[15, BigInt(made(args, environment).end - 8)]], false]] },
  );
});
