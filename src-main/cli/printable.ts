/**
 * Text of a process as a terminal may safely show it. A process chooses its own name and command line, and could
 * otherwise move the cursor, rename the window or reverse the reading direction.
 */

/** Control characters, invisible format characters (bidirectional marks among them), line and paragraph separators. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text with every such character written out, as `\x1b` or `\u202e`. */
export const printable = (text: string): string =>
  text.replace(unsafe, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\u{${code}}`;
  });

/** Lines of text for a terminal: as {@link printable}, but for the ends of lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** JSON for a terminal: the same characters written as JSON has them, so that it stays the same document. */
export const printableJson = (json: string): string =>
  json.replace(unsafe, (unit) =>
    unit === '\n'
      ? unit
      : Array.from({ length: unit.length }, (_, at) => `\\u${unit.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
          '',
        ),
  );
