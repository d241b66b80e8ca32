/** What a run of the stress script prints, and what makes it fail. */
import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process now, in MB. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? NaN) / 1024;

/** Open file descriptors of a process. */
export const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

const failures: string[] = [];

/** Prints one finding; `broken` says which bound it breaks. */
export function tell(what: string, figures: string, broken?: string): void {
  console.info(`${what}: ${figures}${broken === undefined ? '' : `  BROKEN: ${broken}`}`);
  if (broken !== undefined) failures.push(`${what}: ${broken}`);
}

/** Everything that broke a bound. */
export const broken = (): readonly string[] => failures;
