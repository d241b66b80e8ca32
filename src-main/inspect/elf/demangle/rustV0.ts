/**
 * Names of Rust in the scheme of RFC 2603 ("v0"), in the spelling of binutils' c++filt: without the hashes of crates and
 * the types of constants. Constants that are structures are not known here; such a name stays as it is.
 */
import { Cursor, NotMangled } from './cursor.ts';
import { punycode } from './punycode.ts';

/** Longer names are left as they are. */
const inputLimit = 16 * 1024;
/** Lifetimes that one binder may name; a hostile one claims any number. */
const lifetimeLimit = 64;

const basicTypes: Readonly<Record<string, string>> = {
  a: 'i8',
  b: 'bool',
  c: 'char',
  d: 'f64',
  e: 'str',
  f: 'f32',
  h: 'u8',
  i: 'isize',
  j: 'usize',
  l: 'i32',
  m: 'u32',
  n: 'i128',
  o: 'u128',
  p: '_',
  s: 'i16',
  t: 'u16',
  u: '()',
  v: '...',
  x: 'i64',
  y: 'u64',
  z: '!',
};

/** The readable form, or undefined when the name is not one of this scheme. */
export function demangleRustV0(mangled: string): string | undefined {
  const [, body, suffix = ''] = /^_R([A-Z][0-9A-Za-z_]*)((?:\.[\w.@$]*)?)$/.exec(mangled) ?? [];
  if (body === undefined || mangled.length > inputLimit) return undefined;
  try {
    const parser = new RustParser(body);
    const text = parser.symbol();
    return parser.done ? text + suffix.replace(/^\.llvm\.[0-9A-F@]+/, '') : undefined;
  } catch (error) {
    if (error instanceof NotMangled) return undefined;
    throw error;
  }
}

class RustParser {
  readonly #in: Cursor;
  /** Lifetimes bound around the present place. */
  #bound = 0;

  constructor(body: string) {
    this.#in = new Cursor(body);
  }

  get done(): boolean {
    return this.#in.peek() === '';
  }

  /** A path, and the crate that made an instance of it, which is not shown. */
  symbol(): string {
    const text = this.#path(true);
    if (/[A-Z]/.test(this.#in.peek())) this.#path(false);
    return text;
  }

  /** <path>; in an expression generic arguments stand behind `::`. */
  #path(inValue: boolean): string {
    return this.#in.deeper(() => {
      const tag = this.#in.next();
      switch (tag) {
        case 'C':
          return this.#identifier().name;
        case 'N':
          return this.#nested(inValue);
        case 'M':
          this.#implPath();
          return `<${this.#type()}>`;
        case 'X':
          this.#implPath();
          return this.#qualified();
        case 'Y':
          return this.#qualified();
        case 'I':
          return this.#in.wrote(`${this.#path(inValue)}${inValue ? '::' : ''}<${this.#genericArguments()}>`);
        case 'B':
          return this.#backReference(() => this.#path(inValue));
        default:
          throw new NotMangled();
      }
    });
  }

  #nested(inValue: boolean): string {
    const space = this.#in.next();
    const path = this.#path(inValue);
    const { name, disambiguator } = this.#identifier();
    if (/[a-z]/.test(space)) return this.#in.wrote(name === '' ? path : `${path}::${name}`);
    if (!/[A-Z]/.test(space)) throw new NotMangled();
    const what = space === 'C' ? 'closure' : space === 'S' ? 'shim' : space;
    return this.#in.wrote(`${path}::{${what}${name === '' ? '' : `:${name}`}#${disambiguator}}`);
  }

  #qualified(): string {
    const type = this.#type();
    return this.#in.wrote(`<${type} as ${this.#path(false)}>`);
  }

  /** Where an impl stands; not shown. */
  #implPath(): void {
    this.#disambiguator();
    this.#path(false);
  }

  /** Everything up to the closing E, joined. */
  #list(one: () => string, separator = ', '): string[] & { readonly text: string } {
    const parts: string[] = [];
    while (!this.#in.takes('E')) parts.push(one());
    return Object.assign(parts, { text: this.#in.wrote(parts.join(separator)) });
  }

  #genericArguments(): string {
    return this.#list(() => {
      if (this.#in.takes('K')) return this.#constant();
      return this.#in.sees('L') ? this.#lifetime() : this.#type();
    }).text;
  }

  /** <lifetime>: counted from the innermost binder outwards; 0 is erased. */
  #lifetime(): string {
    this.#in.must('L');
    return this.#lifetimeName(this.#base62());
  }

  #lifetimeName(index: number): string {
    if (index === 0) return `'_`;
    const place = this.#bound - index;
    if (place < 0) throw new NotMangled();
    return place < 26 ? `'${String.fromCharCode(97 + place)}` : `'_${place}`;
  }

  /** Runs what may be preceded by a binder, and writes `for<'a> ` before it. */
  #bindings(run: () => string): string {
    const count = this.#optionalBase62('G');
    if (count > lifetimeLimit) throw new NotMangled();
    const names = Array.from({ length: count }, () => {
      this.#bound += 1;
      return this.#lifetimeName(1);
    });
    const text = run();
    this.#bound -= count;
    return names.length === 0 ? text : this.#in.wrote(`for<${names.join(', ')}> ${text}`);
  }

  #type(): string {
    return this.#in.deeper(() => {
      const tag = this.#in.peek();
      const basic = basicTypes[tag];
      if (basic !== undefined) {
        this.#in.next();
        return basic;
      }
      if ('CMXYNI'.includes(tag) && tag !== '') return this.#path(false);
      this.#in.next();
      return this.#in.wrote(this.#composed(tag));
    });
  }

  #composed(tag: string): string {
    switch (tag) {
      case 'R':
      case 'Q': {
        const lifetime = this.#in.sees('L') ? this.#lifetime() : `'_`;
        return `&${lifetime === `'_` ? '' : `${lifetime} `}${tag === 'Q' ? 'mut ' : ''}${this.#type()}`;
      }
      case 'P':
        return `*const ${this.#type()}`;
      case 'O':
        return `*mut ${this.#type()}`;
      case 'A': {
        const type = this.#type();
        return `[${type}; ${this.#constant()}]`;
      }
      case 'S':
        return `[${this.#type()}]`;
      case 'T': {
        const types = this.#list(() => this.#type());
        return `(${types.text}${types.length === 1 ? ',' : ''})`;
      }
      case 'F':
        return this.#bindings(() => this.#functionType());
      case 'D': {
        const traits = this.#bindings(() => this.#list(() => this.#dynTrait(), ' + ').text);
        const lifetime = this.#lifetime();
        return `dyn ${traits}${lifetime === `'_` ? '' : ` + ${lifetime}`}`;
      }
      case 'B':
        return this.#backReference(() => this.#type());
      default:
        throw new NotMangled();
    }
  }

  #functionType(): string {
    const unsafe = this.#in.takes('U') ? 'unsafe ' : '';
    let abi = '';
    if (this.#in.takes('K')) abi = this.#in.takes('C') ? 'C' : this.#plainIdentifier().replaceAll('_', '-');
    const { text } = this.#list(() => this.#type());
    const result = this.#in.takes('u') ? '' : ` -> ${this.#type()}`;
    return `${unsafe}${abi === '' ? '' : `extern "${abi}" `}fn(${text})${result}`;
  }

  /** A trait and what its associated types are; both stand in the same angle brackets. */
  #dynTrait(): string {
    let [path, open] = this.#openPath();
    while (this.#in.takes('p')) {
      const name = this.#plainIdentifier();
      path = this.#in.wrote(`${path}${open ? ', ' : '<'}${name} = ${this.#type()}`);
      open = true;
    }
    return open ? `${path}>` : path;
  }

  #openPath(): [path: string, open: boolean] {
    return this.#in.deeper(() => {
      if (this.#in.takes('B')) return this.#backReference(() => this.#openPath());
      if (!this.#in.takes('I')) return [this.#path(false), false];
      const path = this.#path(false);
      return [`${path}<${this.#genericArguments()}`, true];
    });
  }

  #constant(): string {
    return this.#in.deeper(() => {
      if (this.#in.takes('B')) return this.#backReference(() => this.#constant());
      const type = this.#in.next();
      if (type === 'p') return '_';
      const negative = 'aslxni'.includes(type) && this.#in.takes('n');
      const digits = this.#in.match(/[0-9a-f]*(?=_)/y);
      this.#in.must('_');
      const value = BigInt(`0x${digits === '' ? '0' : digits}`);
      if (type === 'b' && value < 2n) return value === 1n ? 'true' : 'false';
      if (type === 'c' && value < 0x11_0000n) return charText(Number(value));
      if (!'aslxnihtmyoj'.includes(type)) throw new NotMangled();
      return `${negative ? '-' : ''}${digits.length > 16 ? `0x${digits}` : value.toString()}`;
    });
  }

  #identifier(): { readonly name: string; readonly disambiguator: number } {
    const disambiguator = this.#disambiguator();
    return { name: this.#plainIdentifier(), disambiguator };
  }

  #plainIdentifier(): string {
    const coded = this.#in.takes('u');
    const length = Number(this.#in.match(/0|[1-9][0-9]{0,6}/y));
    this.#in.takes('_');
    const { text, at } = this.#in;
    if (at + length > text.length) throw new NotMangled();
    this.#in.at = at + length;
    const name = text.slice(at, at + length);
    if (!coded) return this.#in.wrote(name);
    const decoded = punycode(name);
    if (decoded === undefined) throw new NotMangled();
    return this.#in.wrote(decoded);
  }

  #disambiguator(): number {
    return this.#optionalBase62('s');
  }

  /** A letter and a number from 1, or nothing, which is 0. */
  #optionalBase62(letter: string): number {
    return this.#in.takes(letter) ? this.#base62() + 1 : 0;
  }

  /** <base-62-number>: `_` is 0, `0_` is 1. */
  #base62(): number {
    // Hashes of crates have up to 11 digits; as they are not shown, they need not be exact.
    const digits = this.#in.match(/[0-9a-zA-Z]{0,11}(?=_)/y);
    this.#in.must('_');
    if (digits === '') return 0;
    let value = 0;
    for (const digit of digits) value = value * 62 + base62Digits.indexOf(digit);
    return value + 1;
  }

  /** Reads again from an earlier place, counted from behind `_R`. */
  #backReference<T>(run: () => T): T {
    const here = this.#in.at - 1;
    const place = this.#base62();
    if (place >= here) throw new NotMangled();
    const after = this.#in.at;
    this.#in.at = place;
    const result = run();
    this.#in.at = after;
    return result;
  }
}

const base62Digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A character as Rust writes it. */
function charText(code: number): string {
  const known: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 39: "\\'", 92: '\\\\' };
  if (code >= 0xd800 && code < 0xe000) throw new NotMangled();
  const plain = code >= 0x20 && code !== 0x7f;
  return `'${known[code] ?? (plain ? String.fromCodePoint(code) : `\\u{${code.toString(16)}}`)}'`;
}
