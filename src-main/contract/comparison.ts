/** Comparisons of sizes in a query: `rss>1M`, `size>=64k`, `swap>0`. */
import { asBytes, type Bytes } from './units.ts';

type Operator = '>' | '>=' | '<' | '<=' | '=';

/** One figure compared with a number of bytes. */
export interface Comparison {
  readonly type: 'comparison';
  readonly key: ComparedKey;
  readonly operator: Operator;
  readonly value: Bytes;
}

/** Figures that can be compared and the smaps keys whose sum they are; `size` is the region's own. */
export const comparedKeys = {
  size: [],
  rss: ['Rss'],
  pss: ['Pss'],
  swap: ['Swap'],
  dirty: ['Shared_Dirty', 'Private_Dirty'],
  private: ['Private_Clean', 'Private_Dirty'],
  shared: ['Shared_Clean', 'Shared_Dirty'],
  anonymous: ['Anonymous'],
  referenced: ['Referenced'],
  locked: ['Locked'],
  thp: ['AnonHugePages'],
} as const satisfies Record<string, readonly string[]>;

export type ComparedKey = keyof typeof comparedKeys;

/** Looks like a comparison: a word, an operator, anything. */
export const comparisonPattern = /^[a-z_]+(>=|<=|>|<|=)/i;

const factors: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

const isComparedKey = (key: string): key is ComparedKey => Object.hasOwn(comparedKeys, key);

/** Reads one comparison, or says what is wrong with it. */
export function parseComparison(word: string): Comparison | { ok: false; message: string } {
  const [, key = '', operator = '', rest = ''] = /^([a-z_]+)(>=|<=|>|<|=)(.*)$/is.exec(word) ?? [];
  const name = key.toLowerCase();
  if (!isComparedKey(name)) {
    return { ok: false, message: `“${key}” cannot be compared. These can: ${Object.keys(comparedKeys).join(', ')}.` };
  }
  const number = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(rest);
  if (!number) {
    const found = rest.trim() === '' ? '' : `, not “${rest}”`;
    return { ok: false, message: `After “${key}${operator}” a size is expected, such as 64k, 1M or 2G${found}.` };
  }
  const unit = (number[2] ?? '').toLowerCase().replace(/^([kmgt])(ib|b)$/, '$1');
  const factor = Object.hasOwn(factors, unit) ? factors[unit] : undefined;
  if (factor === undefined) {
    return {
      ok: false,
      message: `“${number[2] ?? ''}” is not a unit. Use k, M, G or T (1024 each), or none for bytes.`,
    };
  }
  return { type: 'comparison', key: name, operator: operator as Operator, value: asBytes(Number(number[1]) * factor) };
}

/** Whether a number of bytes meets a comparison. */
export function compares(bytes: number, { operator, value }: Comparison): boolean {
  switch (operator) {
    case '>':
      return bytes > value;
    case '>=':
      return bytes >= value;
    case '<':
      return bytes < value;
    case '<=':
      return bytes <= value;
    case '=':
      return bytes === value;
  }
}
