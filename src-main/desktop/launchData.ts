/**
 * What a second start hands to the running program. It travels beside the arguments because Chromium may reorder
 * those, and it is checked like any other input: whoever can open the lock's socket can send it.
 */
import { z } from 'zod';

/** What the second start named: a process, or whole paths of files. */
export interface LaunchData {
  readonly targets: readonly string[];
}

/** More files at once than a person chooses. */
const mostTargets = 1000;

const schema = z.strictObject({ targets: z.array(z.string().min(1).max(4096)).max(mostTargets) });

/** Data of this start, for the program that already runs. */
export const launchData = (targets: readonly string[]): LaunchData => ({ targets: targets.slice(0, mostTargets) });

/** Data of another start; undefined when it does not have the shape of ours. */
export function parseLaunchData(raw: unknown): LaunchData | undefined {
  return schema.safeParse(raw).data;
}
