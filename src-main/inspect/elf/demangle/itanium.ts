/**
 * Names of C++ as the Itanium C++ ABI mangles them (section 5.1), in the spelling of binutils' c++filt. The libraries
 * that npm has are not kept (the last release is of 2018) and either know a small part of the grammar or install
 * handlers for uncaught exceptions.
 */
import { NotMangled } from './cursor.ts';
import { operators, specialNames, standardNames } from './tables.ts';
import { TypeParser, withArgs, type Name } from './typeParser.ts';
import { plain, typeText, type TypeText } from './typeText.ts';

/** Longer names are left as they are. */
const inputLimit = 16 * 1024;

/** The readable form of a mangled name, or undefined when it is none or uses what is not known here. */
export function demangleItanium(mangled: string): string | undefined {
  if (!mangled.startsWith('_Z') || mangled.length > inputLimit) return undefined;
  const [name = '', ...clones] = mangled.split(/(?=\.[a-zA-Z_])/);
  try {
    const parser = new Parser(name.slice(2));
    const text = parser.encoding();
    if (!parser.done) return undefined;
    return clones.length === 0 ? text : `${text}${clones.map((clone) => ` [clone ${clone}]`).join('')}`;
  } catch (error) {
    if (error instanceof NotMangled) return undefined;
    throw error;
  }
}

class Parser extends TypeParser {
  get done(): boolean {
    return this.in.peek() === '';
  }

  /** <encoding> */
  encoding(): string {
    return this.in.deeper(() => {
      const special = this.special();
      if (special !== undefined) return special;
      const name = this.name();
      if (['', 'E'].includes(this.in.peek())) return name.text;
      if (name.args) this.args = name.args;
      const returned = name.args && name.noReturn !== true ? this.type() : undefined;
      const parameters = this.parameters();
      const signature = `${name.text}(${parameters})${name.suffix ?? ''}`;
      if (!returned) return this.in.wrote(signature);
      return this.in.wrote(
        returned.open === true || returned.right !== ''
          ? `${returned.left} ${signature}${returned.right}`
          : `${returned.left} ${signature}`,
      );
    });
  }

  /** <special-name> */
  private special(): string | undefined {
    const cursor = this.in;
    const word = specialNames[cursor.text.slice(cursor.at, cursor.at + 2)];
    if (cursor.sees('GV') || cursor.sees('TW') || cursor.sees('TH')) {
      cursor.at += 2;
      return `${word ?? ''}${this.name().text}`;
    }
    if (word !== undefined) {
      cursor.at += 2;
      return `${word}${typeText(this.type())}`;
    }
    if (cursor.takes('GR')) {
      const name = this.name().text;
      const number = cursor.match(/[0-9A-Z]*_/y).slice(0, -1);
      return `reference temporary #${number === '' ? 0 : parseInt(number, 36) + 1} for ${name}`;
    }
    if (cursor.takes('GTt')) return `transaction clone for ${this.encoding()}`;
    if (cursor.takes('GTn')) return `non-transaction clone for ${this.encoding()}`;
    if (cursor.takes('TC')) {
      const derived = typeText(this.type());
      cursor.match(/\d+_/y);
      return `construction vtable for ${typeText(this.type())}-in-${derived}`;
    }
    if (cursor.takes('Tc')) {
      this.callOffset();
      this.callOffset();
      return `covariant return thunk to ${this.encoding()}`;
    }
    if (cursor.sees('Th') || cursor.sees('Tv')) {
      const virtual = cursor.sees('Tv');
      cursor.at += 1;
      this.callOffset();
      return `${virtual ? 'virtual' : 'non-virtual'} thunk to ${this.encoding()}`;
    }
    return undefined;
  }

  private callOffset(): void {
    this.in.match(/h n?\d+_|hn?\d+_|vn?\d+_n?\d+_/y);
  }

  /** <name> */
  protected name(): Name {
    return this.in.deeper(() => {
      const cursor = this.in;
      if (cursor.takes('N')) return this.nested();
      if (cursor.takes('Z')) return this.local();
      let name: { readonly text: string; readonly noReturn?: boolean };
      if (cursor.sees('S') && !cursor.sees('St')) {
        name = { text: typeText(this.substitution()) };
        if (!cursor.sees('I')) throw new NotMangled();
      } else {
        const standard = cursor.takes('St');
        const own = this.unqualified('');
        name = standard ? { ...own, text: `std::${own.text}` } : own;
        if (cursor.sees('I')) this.known.push(plain(name.text));
      }
      if (!cursor.sees('I')) return name;
      const args = this.templateArgs();
      return { ...name, text: withArgs(name.text, args), args };
    });
  }

  /** <nested-name>, behind its N */
  private nested(): Name {
    const cursor = this.in;
    let suffix = '';
    if (cursor.takes('r')) suffix += ' restrict';
    if (cursor.takes('V')) suffix += ' volatile';
    if (cursor.takes('K')) suffix += ' const';
    if (cursor.takes('R')) suffix += ' &';
    else if (cursor.takes('O')) suffix += ' &&';
    let text = '';
    let base = '';
    let args: readonly TypeText[] | undefined;
    let noReturn = false;
    while (!cursor.takes('E')) {
      const begin = cursor.at;
      if (cursor.sees('S') && !cursor.sees('St')) {
        if (text !== '') throw new NotMangled();
        const short = standardNames[cursor.peek(1)];
        text = typeText(this.substitution());
        base = short?.[1] ?? lastPart(text);
        continue;
      }
      if (cursor.takes('St')) {
        text = 'std';
        continue;
      }
      if (cursor.sees('I')) {
        if (text === '') throw new NotMangled();
        args = this.templateArgs();
        text = withArgs(text, args);
      } else if (cursor.sees('T')) {
        text = typeText(this.templateParameter());
        base = lastPart(text);
      } else if (cursor.sees('Dt') || cursor.sees('DT')) {
        text = typeText(this.type());
      } else {
        const own = this.unqualified(base);
        text = text === '' ? own.text : `${text}::${own.text}`;
        base = own.text.replace(/\[abi:.*$/, '');
        args = undefined;
        noReturn = own.noReturn ?? false;
      }
      if (cursor.at === begin) throw new NotMangled();
      cursor.wrote(text);
      if (!cursor.sees('E')) this.known.push(plain(text));
    }
    return { text, suffix, ...(args ? { args } : {}), noReturn };
  }

  /** <local-name>, behind its Z */
  private local(): Name {
    const cursor = this.in;
    const before = this.args;
    const outer = this.encoding();
    cursor.must('E');
    if (cursor.takes('s')) {
      this.discriminator();
      return { text: `${outer}::string literal` };
    }
    if (cursor.takes('d')) {
      const number = cursor.match(/\d*_/y).slice(0, -1);
      const name = this.name();
      return { ...name, text: `${outer}::{default arg#${number === '' ? 1 : Number(number) + 2}}::${name.text}` };
    }
    const name = this.name();
    this.discriminator();
    if (!name.args) this.args = before.length > 0 ? before : this.args;
    return { ...name, text: `${outer}::${name.text}` };
  }

  private discriminator(): void {
    if (this.in.sees('__')) this.in.match(/__\d+_/y);
    else if (/_\d/.test(this.in.peek() + this.in.peek(1))) this.in.match(/_\d/y);
  }

  /** <unqualified-name>; `base` is what a constructor is called. */
  protected unqualified(base: string): { readonly text: string; readonly noReturn?: boolean } {
    const cursor = this.in;
    cursor.takes('L');
    let text: string;
    let noReturn = false;
    const letter = cursor.peek();
    if (/\d/.test(letter)) text = this.sourceName();
    else if (letter === 'C' || (letter === 'D' && /\d/.test(cursor.peek(1)))) {
      if (base === '') throw new NotMangled();
      cursor.at++;
      if (letter === 'C' && cursor.takes('I')) this.in.next();
      else cursor.next();
      text = letter === 'C' ? base : `~${base}`;
      noReturn = true;
    } else if (cursor.takes('Ut')) text = `{unnamed type#${this.ordinal()}}`;
    else if (cursor.takes('Ul')) {
      this.lambdas++;
      const parameters = cursor.takes('v') ? '' : this.listUntilE();
      this.lambdas--;
      cursor.takes('E');
      text = `{lambda(${parameters})#${this.ordinal()}}`;
    } else if (cursor.takes('DC')) {
      const names: string[] = [];
      while (!cursor.takes('E')) names.push(this.sourceName());
      text = `[${names.join(', ')}]`;
    } else if (cursor.takes('cv')) {
      text = `operator ${typeText(this.type())}`;
      noReturn = true;
    } else if (cursor.takes('li')) text = `operator"" ${this.sourceName()}`;
    else {
      const found = operators[cursor.text.slice(cursor.at, cursor.at + 2)];
      if (!found) throw new NotMangled();
      cursor.at += 2;
      text = `operator${found[0]}`;
    }
    while (cursor.takes('B')) text += `[abi:${this.sourceName()}]`;
    return { text, noReturn };
  }

  /** The number behind an unnamed type or a lambda: empty is the first. */
  private ordinal(): number {
    const digits = this.in.match(/\d*_/y).slice(0, -1);
    return digits === '' ? 1 : Number(digits) + 2;
  }

  protected sourceName(): string {
    const length = Number(this.in.match(/\d+/y));
    const name = this.in.text.slice(this.in.at, this.in.at + length);
    if (length === 0 || name.length < length) throw new NotMangled();
    this.in.at += length;
    return name.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : name;
  }
}

/** What a constructor of a type is called: its name without scope and arguments. */
function lastPart(text: string): string {
  let depth = 0;
  let end = text.length;
  for (let at = text.length - 1; at >= 0; at--) {
    const letter = text[at];
    if (letter === '>') depth++;
    else if (letter === '<') {
      depth--;
      if (depth === 0) end = at;
    } else if (letter === ':' && depth === 0) return text.slice(at + 1, end);
  }
  return text.slice(0, end);
}
