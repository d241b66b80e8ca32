/** What made captures say of their process and their reading; the tables are each test's own. */
import { permissionBits, type Capture, type ProcessFacts } from '@contract/capture.ts';
import { asBytes, asEpochMilliseconds, asMilliseconds, asPid } from '@contract/units.ts';

/** Everything but the tables. */
export function captureFacts(
  sequence: number,
  process: Partial<ProcessFacts> = {},
): Omit<Capture, 'mappings' | 'smaps' | 'regions' | 'objects'> {
  return {
    sequence,
    stage: 'complete',
    takenAt: asEpochMilliseconds(1_700_000_000_000),
    process: {
      identity: { pid: asPid(4711), startTime: 100, bootId: 'sample' },
      comm: 'sample',
      cmdline: ['./sample'],
      ppid: asPid(1),
      uid: 1000,
      state: 'S',
      kernelThread: false,
      threadCount: 1,
      threads: [],
      statusFigures: {},
      limits: [],
      auxv: [],
      ...process,
    },
    machine: { kernel: '6.12.0', architecture: 'x86_64', pageSize: asBytes(4096) },
    access: [],
    consistency: { state: 'consistent', retries: 0, notes: [] },
    cost: asMilliseconds(1),
  };
}

/** The bits of permissions as maps prints them: `rw-p`. */
export const bitsOf = (permissions: string): number =>
  (permissions.startsWith('r') ? permissionBits.read : 0) |
  (permissions[1] === 'w' ? permissionBits.write : 0) |
  (permissions[2] === 'x' ? permissionBits.execute : 0) |
  (permissions[3] === 's' ? permissionBits.shared : 0);
