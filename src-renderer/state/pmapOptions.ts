/** Which text of pmap is shown. Pure. */
import { pmapTextFormats, type Calls, type PmapTextFormat } from '@contract/calls.ts';

export type PmapOptions = Omit<Calls['pmap.text']['argument'], 'watch'>;

/** What each format is called on the command line. */
export const pmapFormatNames: Readonly<Record<PmapTextFormat, string>> = {
  default: 'pmap',
  extended: 'pmap -x',
  more: 'pmap -X',
  most: 'pmap -XX',
  device: 'pmap -d',
};

/** The switches beside the format, with what they are called and what they do. */
export const pmapSwitches = [
  { id: 'showPath', option: '-p', meaning: 'Full paths in the Mapping column.' },
  { id: 'kernelNames', option: '-k', meaning: 'The kernel’s own names in brackets.' },
  { id: 'labels', option: '-l', meaning: 'Our kinds in pmap’s brackets, one line for each region.' },
  { id: 'quiet', option: '-q', meaning: 'Without titles and totals.' },
] as const;

export const defaultPmapOptions: PmapOptions = {
  format: 'extended',
  showPath: false,
  kernelNames: false,
  labels: false,
  quiet: false,
};

/** Checks what storage gives back. */
export function isPmapOptions(value: unknown): value is PmapOptions {
  if (typeof value !== 'object' || value === null) return false;
  const given = value as Readonly<Record<string, unknown>>;
  return (
    Object.keys(given).length === pmapSwitches.length + 1 &&
    (pmapTextFormats as readonly unknown[]).includes(given.format) &&
    pmapSwitches.every(({ id }) => typeof given[id] === 'boolean')
  );
}

/** The command that prints the same, where the program is called so: `procatlas pmap -x -l 4711`. `-k` has no effect in -X, which always does so. */
export function pmapCommand(program: string, options: PmapOptions, pid: number): string {
  const format = pmapFormatNames[options.format].replace(/^pmap ?/, '');
  const words = [format, ...pmapSwitches.filter(({ id }) => options[id]).map(({ option }) => option), String(pid)];
  return `${program} pmap ${words.filter((word) => word !== '').join(' ')}`;
}
