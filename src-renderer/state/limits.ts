/** The limits of a process in words: how each is called, what is left of it, and why one is not told. Pure. */
import type { Capture } from '@contract/capture.ts';
import { asBytes } from '@contract/units.ts';
import { limitedOf, type Limited, type Room } from '@read/danger.ts';
import { formatBytes, formatCount } from '../format/bytes.ts';
import { regionTitle } from '@words/regionTitle.ts';

const names = {
  mappings: 'Mappings (vm.max_map_count)',
  'address space': 'Address space (ulimit -v)',
  data: 'Data (ulimit -d)',
  'locked memory': 'Locked memory (ulimit -l)',
} as const;

export function limitName(capture: Capture, limited: Limited): string {
  if (limited.what === 'stack') return regionTitle(capture, limited.region);
  if (limited.what !== 'cgroup') return names[limited.what];
  const file = capture.process.cgroup?.version === 1 ? 'memory.limit_in_bytes' : 'memory.max';
  return `Memory of the cgroup ${limited.path} (${file})`;
}

const amount = ({ what }: Limited, value: number): string =>
  what === 'mappings' ? formatCount(value) : formatBytes(asBytes(value));

/** `588 KiB of 8 MiB`. */
export const leftOf = (limited: Limited): string =>
  `${amount(limited, Math.max(0, limited.room.limit - limited.room.used))} of ${amount(limited, limited.room.limit)}`;

/** One line of the list of limits. */
export interface LimitLine {
  readonly name: string;
  /** Missing where nothing is limited or told. */
  readonly room?: Room;
  readonly text: string;
}

/** What bounds the process as a whole; what has no limit, and what could not be read, is said. */
export function limitLines(capture: Capture): readonly LimitLine[] {
  const known = limitedOf(capture).filter(({ what }) => what !== 'stack');
  const lines: LimitLine[] = known.map((limited) => ({
    name: limitName(capture, limited),
    room: limited.room,
    text: `${leftOf(limited)} left`,
  }));
  const { limits } = capture.process;
  for (const [what, file] of [
    ['address space', 'Max address space'],
    ['data', 'Max data size'],
    ['locked memory', 'Max locked memory'],
  ] as const) {
    const limit = limits.find(({ name }) => name === file);
    if (limit && limit.soft === undefined) lines.push({ name: names[what], text: 'unlimited' });
  }
  return [...lines, ...cgroupLines(capture)];
}

/** What is to be said of cgroups beside their limits. */
function cgroupLines({ process: { cgroup }, access }: Capture): readonly LimitLine[] {
  const name = 'Memory of its cgroup';
  if (!cgroup) {
    const entry = access.find(({ file, status }) => file.endsWith('/cgroup') && status !== 'read');
    return entry ? [{ name, text: `not known: ${entry.why ?? 'its cgroup could not be read.'}` }] : [];
  }
  if (cgroup.untold !== undefined) {
    const whole = cgroup.limits.length === 0 ? 'not known' : 'perhaps less';
    return [{ name, text: `${whole}: ${untold[cgroup.untold]}` }];
  }
  const file = cgroup.version === 1 ? 'memory.limit_in_bytes' : 'memory.max';
  return cgroup.limits.length === 0 ? [{ name, text: `unlimited (${file})` }] : [];
}

const untold = {
  outside: 'it lies outside the cgroup namespace that Procatlas runs in.',
  unmounted: 'the tree of memory cgroups is not mounted where Procatlas runs.',
  refused: 'a file of the cgroup may not be read.',
} as const;
