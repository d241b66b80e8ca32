/** Fields of CSV, for tables and for pmap. */

/**
 * What spreadsheets take for a formula: a process may call a file of its own `=HYPERLINK(…)`. Permissions begin with a
 * hyphen and are none.
 */
const formula = /^(?:[=@\t\r]|[+-](?![w-][x-][sp]$))/;

/**
 * One text as RFC 4180 has it: quoted where it must be. A text that a spreadsheet would run as a formula begins with an
 * apostrophe, which spreadsheets do not show; everything else is exact.
 */
export function csvField(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
