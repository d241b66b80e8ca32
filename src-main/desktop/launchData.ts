/**
 * What a second start hands to the running program. It travels beside the arguments because Chromium may reorder
 * those, and it is checked like any other input: whoever can open the lock's socket can send it.
 */
import { z } from 'zod';

/** The process that the second start named, if any. */
export interface LaunchData {
  readonly target?: string;
}

const schema = z.strictObject({ target: z.string().min(1).max(4096).exactOptional() });

/** Data of this start, for the program that already runs. */
export function launchData(target: string | undefined): LaunchData {
  return target === undefined ? {} : { target };
}

/** Data of another start; undefined when it does not have the shape of ours. */
export function parseLaunchData(raw: unknown): LaunchData | undefined {
  return schema.safeParse(raw).data;
}
