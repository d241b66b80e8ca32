/** Types, template arguments and expressions of mangled names (Itanium C++ ABI, sections 5.1.5 to 5.1.8). */
import { Cursor, NotMangled } from './cursor.ts';
import { builtinTypes, extendedTypes, literalSuffixes, operators, standardNames } from './tables.ts';
import { flat, listText, plain, pointerTo, qualified, referenceTo, typeText, type TypeText } from './typeText.ts';

/** A name with what the signature behind it needs to know. */
export interface Name {
  readonly text: string;
  /** A template: its arguments, and the return type is part of the signature. */
  readonly args?: readonly TypeText[];
  /** Constructors, destructors and conversions have no return type even as templates. */
  readonly noReturn?: boolean;
  /** ` const`, ` &`: behind the parameters. */
  readonly suffix?: string;
}

/** The half of the grammar that makes types; names, which types are made of and which are made of types, are below it. */
export abstract class TypeParser {
  protected readonly in: Cursor;
  protected readonly known: TypeText[] = [];
  /** Arguments of the innermost template that is being read: what T_ means. */
  protected args: readonly TypeText[] = [];
  /** How many lambdas are being read: T_ there is `auto`. */
  protected lambdas = 0;

  constructor(text: string) {
    this.in = new Cursor(text);
  }

  abstract encoding(): string;
  protected abstract name(): Name;
  protected abstract unqualified(base: string): { readonly text: string; readonly noReturn?: boolean };
  protected abstract sourceName(): string;

  protected listUntilE(): string {
    const types: TypeText[] = [];
    while (!['', 'E'].includes(this.in.peek())) types.push(this.type());
    return listText(types);
  }

  /** <bare-function-type> without the return type */
  protected parameters(): string {
    const types: TypeText[] = [];
    while (!['', 'E', '.'].includes(this.in.peek())) types.push(this.type());
    const [only] = types;
    return types.length === 1 && only && typeText(only) === 'void' ? '' : listText(types);
  }

  /** <template-args> */
  protected templateArgs(): readonly TypeText[] {
    return this.in.deeper(() => {
      this.in.must('I');
      const outer = this.args;
      const args: TypeText[] = [];
      while (!this.in.takes('E')) args.push(this.templateArg());
      this.args = outer;
      return args;
    });
  }

  protected templateArg(): TypeText {
    const cursor = this.in;
    if (cursor.takes('J')) {
      const pack: TypeText[] = [];
      while (!cursor.takes('E')) pack.push(this.templateArg());
      return { left: '', right: '', pack };
    }
    if (cursor.takes('X')) {
      const text = this.expression();
      cursor.must('E');
      return plain(text);
    }
    if (cursor.sees('L')) return plain(this.literal());
    return this.type();
  }

  /** <template-param> */
  protected templateParameter(): TypeText {
    this.in.must('T');
    const digits = this.in.match(/[0-9]*_/y).slice(0, -1);
    const index = digits === '' ? 0 : Number(digits) + 1;
    const found = this.args[index];
    if (this.lambdas > 0) return plain(`auto:${index + 1}`);
    if (!found) throw new NotMangled();
    return found;
  }

  /** <substitution> */
  protected substitution(): TypeText {
    const cursor = this.in;
    cursor.must('S');
    const letter = cursor.peek();
    const standard = standardNames[letter];
    if (standard) {
      cursor.at++;
      let [text] = standard;
      while (cursor.takes('B')) text += `[abi:${this.sourceName()}]`;
      return plain(text);
    }
    const digits = cursor.match(/[0-9A-Z]*_/y).slice(0, -1);
    const found = this.known[digits === '' ? 0 : parseInt(digits, 36) + 1];
    if (!found) throw new NotMangled();
    return found;
  }

  /** <type> */
  protected type(): TypeText {
    return this.in.deeper(() => {
      const type = this.newType();
      this.in.wrote(typeText(type));
      return type;
    });
  }

  protected newType(): TypeText {
    const cursor = this.in;
    const letter = cursor.peek();
    const builtin = builtinTypes[letter];
    if (builtin !== undefined) {
      cursor.at++;
      return plain(builtin);
    }
    if (letter === 'S' && cursor.peek(1) !== 't') {
      const known = this.substitution();
      if (!cursor.sees('I')) return known;
      return this.keep(plain(`${typeText(known)}${argsText(this.templateArgs())}`));
    }
    if (letter === 'T' && /[0-9_]/.test(cursor.peek(1))) {
      const parameter = this.keep(this.templateParameter());
      if (!cursor.sees('I')) return parameter;
      return this.keep(plain(`${typeText(parameter)}${argsText(this.templateArgs())}`));
    }
    if (letter === 'D') return this.extendedType();
    if (/[rVK]/.test(letter)) return this.qualifiedType();
    if (cursor.takes('P')) return this.keep(pointerTo(this.type()));
    if (cursor.takes('R')) return this.keep(referenceTo(this.type(), '&'));
    if (cursor.takes('O')) return this.keep(referenceTo(this.type(), '&&'));
    if (letter === 'F') return this.keep(this.functionType());
    if (cursor.takes('A')) {
      const size = cursor.sees('_') ? '' : /\d/.test(cursor.peek()) ? cursor.match(/\d+/y) : this.expression();
      cursor.must('_');
      const element = this.type();
      return this.keep({ left: element.left, right: ` [${size}]${element.right.trimStart()}`, open: true });
    }
    if (cursor.takes('M')) {
      const of = typeText(this.type());
      return this.keep(pointerTo(this.type(), of));
    }
    if (cursor.takes('C')) return this.keep(plain(`${typeText(this.type())} _Complex`));
    if (cursor.takes('u')) return this.keep(plain(this.sourceName()));
    if (cursor.takes('Ts') || cursor.takes('Tu') || cursor.takes('Te')) return this.keep(plain(this.name().text));
    return this.keep(plain(this.name().text));
  }

  protected keep(type: TypeText): TypeText {
    this.known.push(type);
    return type;
  }

  protected qualifiedType(): TypeText {
    const cursor = this.in;
    const words = cursor
      .match(/r?V?K?/y)
      .split('')
      .reverse()
      .map((letter) => ({ r: 'restrict', V: 'volatile', K: 'const' })[letter] ?? '');
    return this.keep(words.reduce(qualified, this.type()));
  }

  protected extendedType(): TypeText {
    const cursor = this.in;
    const second = cursor.peek(1);
    const named = extendedTypes[second];
    if (named !== undefined) {
      cursor.at += 2;
      return plain(named);
    }
    if (second === 'p') {
      cursor.at += 2;
      const pattern = this.type();
      return this.keep(pattern.pack ? pattern : plain(`${typeText(pattern)}...`));
    }
    if (second === 't' || second === 'T') {
      cursor.at += 2;
      const text = `decltype (${this.expression()})`;
      cursor.must('E');
      return this.keep(plain(text));
    }
    if (second === 'o' || second === 'O' || second === 'w' || second === 'x') return this.keep(this.functionType());
    throw new NotMangled();
  }

  /** <function-type> */
  protected functionType(): TypeText {
    const cursor = this.in;
    const noexcept = cursor.takes('Do') ? ' noexcept' : '';
    cursor.must('F');
    cursor.takes('Y');
    const returned = this.type();
    const types: TypeText[] = [];
    while (!/[ERO]/.test(cursor.peek()) || (/[RO]/.test(cursor.peek()) && cursor.peek(1) !== 'E'))
      types.push(this.type());
    const reference = cursor.takes('R') ? ' &' : cursor.takes('O') ? ' &&' : '';
    cursor.must('E');
    const [only] = types;
    const list = types.length === 1 && only && typeText(only) === 'void' ? '' : listText(types);
    return { left: returned.left, right: `(${list})${reference}${noexcept}${returned.right}`, open: true };
  }

  /** <expr-primary> */
  protected literal(): string {
    const cursor = this.in;
    cursor.must('L');
    if (cursor.takes('_Z')) {
      const text = this.encoding();
      cursor.must('E');
      return text;
    }
    const letter = cursor.peek();
    const type = typeText(this.type());
    const value = cursor.match(/[^E]*/y).replace(/^n/, '-');
    cursor.must('E');
    if (letter === 'b') return value === '1' ? 'true' : 'false';
    if (letter === 'D') return 'nullptr';
    const suffix = literalSuffixes[letter];
    return suffix === undefined ? `(${type})${value}` : `${value}${suffix}`;
  }

  /** <expression>, the part of it that occurs in names of real libraries */
  protected expression(): string {
    return this.in.deeper(() => {
      const cursor = this.in;
      if (cursor.sees('L')) return this.literal();
      if (cursor.sees('T')) return typeText(this.templateParameter());
      if (cursor.takes('fp')) {
        cursor.match(/[rVK]*/y);
        const digits = cursor.match(/\d*_/y).slice(0, -1);
        return `{parm#${digits === '' ? 1 : Number(digits) + 2}}`;
      }
      if (cursor.takes('st')) return `sizeof (${typeText(this.type())})`;
      if (cursor.takes('sz')) return `sizeof (${this.expression()})`;
      if (cursor.takes('at')) return `alignof (${typeText(this.type())})`;
      if (cursor.takes('sZ')) return String(flat([this.templateParameter()]).length);
      if (cursor.takes('sp')) return `${this.expression()}...`;
      if (cursor.takes('sr')) {
        const type = typeText(this.type());
        const own = this.unqualified('');
        return `${type}::${own.text}${cursor.sees('I') ? argsText(this.templateArgs()) : ''}`;
      }
      if (cursor.takes('cl')) {
        const called = this.expression();
        const args: string[] = [];
        while (!cursor.takes('E')) args.push(this.expression());
        return `${called.startsWith('(') || /^[\w:{]/.test(called) ? called : `(${called})`}(${args.join(', ')})`;
      }
      if (cursor.takes('dt')) {
        const object = this.expression();
        return `${object}.${this.expressionName()}`;
      }
      const operator = operators[cursor.text.slice(cursor.at, cursor.at + 2)];
      if (operator && operator[1] > 0) {
        cursor.at += 2;
        const [text, operands] = operator;
        const first = this.expression();
        if (operands === 1) return `${text}(${first})`;
        const second = this.expression();
        if (operands === 2) return `(${first})${text}(${second})`;
        return `(${first})?(${second}) : (${this.expression()})`;
      }
      if (/\d/.test(cursor.peek())) return this.expressionName();
      throw new NotMangled();
    });
  }

  protected expressionName(): string {
    const { text } = this.unqualified('');
    return this.in.sees('I') ? `${text}${argsText(this.templateArgs())}` : text;
  }
}

/** A name with its template arguments; `operator<` keeps away from them. */
export const withArgs = (name: string, args: readonly TypeText[]): string =>
  `${name}${name.endsWith('<') ? ' ' : ''}${argsText(args)}`;

/** Template arguments in angle brackets; `> >` is written as binutils does. */
function argsText(args: readonly TypeText[]): string {
  const list = listText(args);
  return `<${list}${list.endsWith('>') ? ' ' : ''}>`;
}
