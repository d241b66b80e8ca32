/** Names of symbols as their programmers wrote them. */
import { demangleItanium } from './itanium.ts';
import { demangleLegacyRust } from './rust.ts';
import { demangleRustV0 } from './rustV0.ts';

/** Letters of names kept, mangled and not: a search asks for the same ones at every letter that is typed. */
const lettersKept = 32 * 2 ** 20;
let letters = 0;
const known = new Map<string, string>();

/** The readable form of a mangled name of C++ or Rust; the name itself when it is none, or cannot be read. */
export function demangled(name: string): string {
  if (!name.startsWith('_Z') && !name.startsWith('_R')) return name;
  const before = known.get(name);
  if (before !== undefined) return before;
  const readable = demangleLegacyRust(name) ?? demangleItanium(name) ?? demangleRustV0(name) ?? name;
  if (letters > lettersKept) {
    known.clear();
    letters = 0;
  }
  letters += name.length + readable.length;
  known.set(name, readable);
  return readable;
}
