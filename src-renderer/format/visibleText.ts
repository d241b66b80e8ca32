/**
 * Names from the kernel made safe to look at. Any byte but NUL may stand in a file name: newlines, terminal escapes,
 * marks that turn the reading direction. They are shown as escapes; what is copied stays exact.
 */

const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 27: '\\e', 127: '\\x7f' };

/** Characters that are invisible or change how the text around them is shown: controls, formats, separators. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One piece of a name: ordinary text, or an escape that stands for a character one would not see. */
export interface VisiblePiece {
  readonly text: string;
  readonly escape: boolean;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = named[code];
  if (short !== undefined) return short;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Cuts a name into ordinary text and escapes, in order. */
export function visiblePieces(name: string): readonly VisiblePiece[] {
  const pieces: VisiblePiece[] = [];
  let from = 0;
  for (const match of name.matchAll(hidden)) {
    if (match.index > from) pieces.push({ text: name.slice(from, match.index), escape: false });
    pieces.push({ text: escapeOf(match[0]), escape: true });
    from = match.index + match[0].length;
  }
  if (from < name.length) pieces.push({ text: name.slice(from), escape: false });
  return pieces;
}

/** A name as one line of visible text. */
export const visibleText = (name: string): string => name.replace(hidden, escapeOf);
