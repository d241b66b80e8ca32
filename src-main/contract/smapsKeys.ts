/** Keys of smaps that the text of pmap treats in a way of its own. */

/**
 * Figures that pmap -X leaves out and -XX shows beside all others (procps pmap.c, is_unimportant, which has VmFlags
 * besides).
 */
export const unimportantFigures: ReadonlySet<string> = new Set([
  'AnonHugePages',
  'KernelPageSize',
  'MMUPageSize',
  'Shared_Dirty',
  'Private_Dirty',
  'Shared_Clean',
  'Private_Clean',
]);

/** What the sum of both kinds of dirty memory is called where only it is known: in text that pmap -x printed. */
export const summedDirty = 'Dirty';
