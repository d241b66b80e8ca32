/** The text of pmap for the capture a watch read last. */
import type { Outcome, PmapTextArgument, PmapTextFormat, PmapTextLines } from '../contract/calls.ts';
import type { Capture, UnknownFact } from '../contract/capture.ts';
import { captureText, hasFiguresFor } from '../pmap/captureText.ts';
import { hasSysvNames } from '../pmap/mappingName.ts';
import { parseMountinfo } from '../procfs/mountinfo.ts';
import type { ProcReader } from '../procfs/reader.ts';

/**
 * Prints a capture, or says why a format cannot be printed. The reader is that of the live process; an opened capture
 * has none, since its pid may be another process here.
 */
export function pmapText(
  reader: ProcReader | undefined,
  capture: Capture,
  options: PmapTextArgument,
): Outcome<PmapTextLines> {
  const missing = unknownFor(capture, options.format);
  if (missing.length > 0) {
    return {
      ok: false,
      code: 'failed',
      message: `This format prints what the source does not tell: ${missing.join(', ')}.`,
      why: `It was made from ${capture.source?.format ?? 'another text'}.`,
      remedy: 'Choose another format, or see the table: it shows what is known.',
    };
  }
  if (!hasFiguresFor(capture, options.format)) {
    const reading = capture.stage === 'maps';
    const why = capture.access.find(({ file }) => file.endsWith('/smaps'))?.why;
    return {
      ok: false,
      code: reading ? 'failed' : 'refused',
      message: 'This format prints figures of smaps, and there are none.',
      why: reading
        ? 'They are still being read.'
        : (why ?? (capture.source ? 'The source does not tell them.' : 'They could not be read.')),
      remedy: 'The formats pmap and pmap -d need none.',
    };
  }
  return { ok: true, value: captureText(capture, options, kernelDevices(reader, capture)) };
}

/**
 * Whether a device 0:minor is one of the kernel's own, mounted nowhere; asked only where names call for it. Where the
 * mounts cannot be known the name decides alone, as on the command line.
 */
function kernelDevices(reader: ProcReader | undefined, { mappings, process }: Capture): (minor: number) => boolean {
  if (!hasSysvNames(mappings)) return () => false;
  const outcome = reader?.read(`${process.identity.pid}/mountinfo`);
  if (outcome?.status !== 'read') return () => true;
  const mounts = parseMountinfo(outcome.value);
  return (minor) => !mounts.some((mount) => mount.major === 0 && mount.minor === minor);
}

/** The facts that each format prints beside addresses, sizes and names. */
const printed: Readonly<Record<PmapTextFormat, readonly UnknownFact[]>> = {
  default: ['permissions', 'sharing'],
  extended: ['permissions', 'sharing'],
  device: ['permissions', 'sharing', 'offset', 'device'],
  more: ['permissions', 'sharing', 'offset', 'device', 'inode'],
  most: ['permissions', 'sharing', 'offset', 'device', 'inode'],
};

/** What a format would have to invent. */
function unknownFor({ source }: Capture, format: PmapTextFormat): readonly UnknownFact[] {
  if (!source) return [];
  const partly = (source.unknownPermissions?.length ?? 0) > 0;
  return printed[format].filter((fact) => source.unknown.includes(fact) || (fact === 'permissions' && partly));
}
