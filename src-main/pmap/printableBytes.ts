/**
 * What procps makes of bytes that a terminal could take for a command. Strings here hold bytes (see byteString).
 * In the C locale procps shows each byte outside printable ASCII as `?` (in a command line control characters as
 * `.`), and with a UTF-8 locale it keeps valid UTF-8: names since 4.0.5, command lines always.
 */

/** Whether text is shown as UTF-8 or, in the C locale, as ASCII alone. */
export type Charset = 'ascii' | 'utf-8';

/** The character set that the environment asks for, in the order of setlocale(3). */
export function charsetOf({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): Charset {
  return /utf-?8/i.test([LC_ALL, LC_CTYPE, LANG].find((locale) => locale !== undefined && locale !== '') ?? '')
    ? 'utf-8'
    : 'ascii';
}

/** Printable ASCII, a valid multi-byte character of UTF-8 (RFC 3629), or else any one byte. */
const characters =
  /[\x20-\x7e]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[^]/g;
/** Control and invisible format characters (bidirectional marks among them), line and paragraph separators. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const utf8Cleaned = (text: string): string =>
  text.replace(characters, (part) => {
    if (part >= ' ' && part <= '~') return part;
    return part.length === 1 || unsafe.test(Buffer.from(part, 'latin1').toString('utf8')) ? '?' : part;
  });

/** A mapping's name as procps prints it in the default, -x and -d formats. */
export const cleanName = (name: string, charset: Charset): string =>
  charset === 'utf-8' ? utf8Cleaned(name) : name.replace(/[^\x20-\x7e]/g, '?');

/** A command line or command name as procps prints it. */
export const cleanCommand = (command: string, charset: Charset): string =>
  charset === 'utf-8'
    ? utf8Cleaned(command)
    : command.replace(/[^\x20-\x7e]/g, (character) => (character <= '\x7f' ? '.' : '?'));
