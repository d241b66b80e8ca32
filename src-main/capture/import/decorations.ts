/**
 * What other programs put before the lines of a table: indentation, the marks of a quotation, line numbers, the
 * prefixes of logs. The first row of a table shows which one it has; the other lines lose the same.
 */

/** Takes the decoration off a line; undefined when the line has none. */
export type Strip = (line: string) => string | undefined;

/** Longer lines than this are no rows: a path has at most 4,096 bytes, escaped four times as many. */
export const longestRow = 20_000;

/** Prefixes with times and numbers, which differ from line to line. */
const changing: readonly RegExp[] = [
  // cat -n, nl, grep -n, an editor: "   12\t", "12: ", "12| "
  /^[ \t]*\d{1,7}(?:\t|[:|] ?| {2})/,
  // syslog and journalctl: "Nov 27 10:00:01 host demo[123]: "
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [^ ]{1,255} [^ :]{1,255}: ?/,
  // journalctl -o short-iso, docker logs -t, GitHub Actions: "2026-11-27T10:00:01.123Z host demo[123]: "
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:[^ ]{1,255} [^ :]{1,255}: )?/,
  // dmesg: "[  123.456789] "
  /^\[ {0,12}\d{1,12}\.\d{1,9}\] /,
  // logcat -v threadtime: "11-27 10:00:01.123  8123  8140 F DEBUG   : "
  /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ [VDIWEFS] [^ :]{1,64} *: ?/,
  // docker compose: "web-1  | "
  /^[A-Za-z0-9_.-]{1,64} +\| ?/,
];
/** Marks of quotations, of comments and of tables, and blanks between them. */
const quoted = /^[ \t]*(?:[>|#*+] ?[ \t]*){1,8}/;
const indented = /^[ \t]+/;

/** What a line may be below its decoration, the barest first; each with how to take the same off other lines. */
export function undecorated(line: string): readonly { readonly text: string; readonly strip?: Strip }[] {
  const found: { readonly text: string; readonly strip?: Strip }[] = [{ text: line }];
  const add = (strip: Strip): void => {
    const text = strip(line);
    if (text !== undefined && text !== line) found.push({ text, strip });
  };
  const indent = indented.exec(line)?.[0];
  if (indent !== undefined) add(fixed(indent));
  const quote = quoted.exec(line)?.[0];
  if (quote !== undefined) add(fixed(quote));
  for (const pattern of changing) if (pattern.test(line)) add(matching(pattern));
  return found;
}

/** A prefix that is the same on all lines. A line of nothing else has lost its last blanks. */
function fixed(prefix: string): Strip {
  const bare = prefix.trimEnd();
  return (line) => {
    if (line.startsWith(prefix)) return line.slice(prefix.length);
    // Blanks behind the mark may be those of the table.
    if (bare !== '' && line.startsWith(bare)) return line.slice(bare.length).replace(/^ /, '');
    return line.trim() === '' ? '' : undefined;
  };
}

/** A prefix of one shape; below it the blanks of the table itself remain. */
const matching =
  (pattern: RegExp): Strip =>
  (line) => {
    const prefix = pattern.exec(line)?.[0];
    return prefix === undefined ? undefined : line.slice(prefix.length);
  };

/** Colours and other control sequences of a terminal (ECMA-48), which pwndbg and GEF print. */
export const withoutColours = (line: string): string =>
  line.includes(escape) ? line.replace(controlSequence, '') : line;

const escape = '\u001b[';
const controlSequence = new RegExp(`${escape.replace('[', '\\[')}[0-9;]*[A-Za-z]`, 'g');
