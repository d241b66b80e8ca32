/** Reading what `procatlas pmap` prints: of each process no more than the format needs. */
import { AccessLog } from '../capture/accessLog.ts';
import { readMaps, readSmaps, type Rows } from '../capture/rows.ts';
import type { Capture } from '../contract/capture.ts';
import type { Note } from '../contract/note.ts';
import { asPid, type PageNumber, type Pid } from '../contract/units.ts';
import { commandText } from '../pmap/processLine.ts';
import { byteString } from '../pmap/byteText.ts';
import { hasSysvNames } from '../pmap/mappingName.ts';
import type { ColumnChoice } from '../pmap/moreFormat.ts';
import type { Charset } from '../pmap/printableBytes.ts';
import { parseMountinfo } from '../procfs/mountinfo.ts';
import type { ProcReader } from '../procfs/reader.ts';
import { parseStat } from '../procfs/stat.ts';

/** A process that exists. */
export interface FoundProcess {
  /** The process itself, also when a thread of it was asked for. */
  readonly pid: Pid;
  /** Its command line, a string of bytes. */
  readonly command: string;
  readonly startStack?: PageNumber;
  /** It was opened, not read: all that is known of it. */
  readonly opened?: Capture;
}

/** Finds a process by its number or that of one of its threads; undefined when there is none. */
export function findProcess(reader: ProcReader, wanted: number, charset: Charset): FoundProcess | undefined {
  const status = reader.read(`${wanted}/status`);
  const stat = reader.read(`${wanted}/stat`);
  if (stat.status !== 'read') return undefined;
  const cmdline = reader.read(`${wanted}/cmdline`);
  const text = status.status === 'read' ? byteString(status.value) : '';
  const startStack = parseStat(stat.value)?.addresses?.startStack;
  return {
    pid: asPid(Number(/^Tgid:\t(\d+)$/m.exec(text)?.[1] ?? wanted)),
    command: commandText(
      { cmdline: cmdline.status === 'read' ? cmdline.value : new Uint8Array(), stat: stat.value },
      charset,
    ),
    ...(startStack === undefined ? {} : { startStack }),
  };
}

/** The rows of a process, with kinds where they were asked for. */
export interface ReadProcess extends Pick<Rows, 'mappings' | 'smaps'> {
  readonly labelled?: Capture;
  /** What was out of order while reading. */
  readonly notes: readonly Note[];
}

/** What to read. */
export interface Needs {
  readonly smaps: boolean;
  /** The keys of smaps that are printed; all when missing. */
  readonly keys?: ColumnChoice;
  readonly kinds: boolean;
}

/** Rows of a process, or why there are none, in sentences. */
export async function readProcess(
  reader: ProcReader,
  pid: Pid,
  needs: Needs,
): Promise<ReadProcess | { readonly refused: string }> {
  if (needs.kinds) {
    const capture = await captureNow(reader, pid);
    if (typeof capture === 'string') return { refused: capture };
    if (capture) {
      const { mappings, smaps, consistency } = capture;
      if (needs.smaps && !smaps) return { refused: refusalOf(capture, 'smaps') };
      return {
        mappings,
        ...(smaps && needs.smaps ? { smaps } : {}),
        labelled: capture,
        notes: consistency.notes,
      };
    }
  }
  const log = new AccessLog(reader);
  const rows = needs.smaps ? readSmaps(log, pid, 0, {}, needs.keys) : readMaps(log, pid);
  if (!('mappings' in rows)) {
    return {
      refused: rows.status === 'refused' ? `${rows.why} ${rows.remedy}` : rows.status === 'absent' ? rows.why : '',
    };
  }
  const { mappings, smaps, consistency } = rows;
  return { mappings, ...(smaps ? { smaps } : {}), notes: consistency.notes };
}

const refusalOf = ({ access }: Capture, file: string): string =>
  access.find((entry) => entry.file.endsWith(`/${file}`))?.why ?? '';

/** A whole capture; undefined for a kernel thread or zombie, which has nothing to classify; or why there is none. */
async function captureNow(reader: ProcReader, pid: Pid): Promise<Capture | string | undefined> {
  const { openContext } = await import('../capture/context.ts');
  const { takeCapture } = await import('../capture/take.ts');
  const steps = takeCapture(openContext(reader), pid);
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    if (step.value.ok) return step.value.value.capture;
    const { code, message, why = '' } = step.value;
    return code === 'no-address-space' ? undefined : `${message} ${why}`.trim();
  }
}

/** Whether a device 0:minor is one of the kernel's own, mounted nowhere; asked only where it matters. */
export function kernelDevices(
  reader: ProcReader,
  pid: Pid,
  { mappings }: Pick<Rows, 'mappings'>,
): (minor: number) => boolean {
  if (!hasSysvNames(mappings)) return () => false;
  const outcome = reader.read(`${pid}/mountinfo`);
  const mounts = outcome.status === 'read' ? parseMountinfo(outcome.value) : [];
  return (minor) => !mounts.some((mount) => mount.major === 0 && mount.minor === minor);
}
