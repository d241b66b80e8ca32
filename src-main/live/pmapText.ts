/** The text of pmap for the capture a watch read last. */
import type { Calls, Failure, Outcome, PmapText, PmapTextFormat } from '../contract/calls.ts';
import type { Capture, UnknownFact } from '../contract/capture.ts';
import { captureText, hasFiguresFor } from '../pmap/captureText.ts';
import { hasSysvNames } from '../pmap/mappingName.ts';
import { parseMountinfo } from '../procfs/mountinfo.ts';
import type { ProcReader } from '../procfs/reader.ts';
import { ownCommand } from '../procfs/remedies.ts';

/**
 * Prints a capture, or says why a format cannot be printed. The reader is that of the live process; an opened capture
 * has none, since its pid may be another process here.
 */
export function pmapText(
  reader: ProcReader | undefined,
  capture: Capture,
  options: Calls['pmap.text']['argument'],
): Outcome<PmapText> {
  const refusal = refusalOf(capture, options);
  if (refusal) return refusal;
  const lines = captureText(capture, options, kernelDevices(reader, capture));
  return { ok: true, value: { ...lines, program: ownCommand('') } };
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

/** What each fact is called in a sentence. */
const factNames: Readonly<Partial<Record<UnknownFact, string>>> = {
  permissions: 'permissions',
  sharing: 'which mappings are shared',
  offset: 'offsets into files',
  device: 'devices',
  inode: 'inodes',
  path: 'the folders of files',
  names: 'the kernel’s own names, such as [heap]',
};

/** The facts that each format prints beside addresses, sizes and names. */
const printed: Readonly<Record<PmapTextFormat, readonly UnknownFact[]>> = {
  default: ['permissions', 'sharing'],
  extended: ['permissions', 'sharing'],
  device: ['permissions', 'sharing', 'offset', 'device'],
  more: ['permissions', 'sharing', 'offset', 'device', 'inode', 'names'],
  most: ['permissions', 'sharing', 'offset', 'device', 'inode', 'names'],
};

/** What each option is called, as on the command line. */
const formatOptions: Readonly<Record<PmapTextFormat, string>> = {
  default: 'pmap',
  extended: 'pmap -x',
  device: 'pmap -d',
  more: 'pmap -X',
  most: 'pmap -XX',
};

/** Why the text cannot be printed; undefined when it can. Nothing is printed that would have to be invented. */
function refusalOf(
  capture: Capture,
  { format, showPath, kernelNames, labels }: Calls['pmap.text']['argument'],
): Failure | undefined {
  const { source } = capture;
  const told = unknownFor(capture, printed[format]);
  if (told) return sourceLacks(`${formatOptions[format]} prints ${told}`, source, 'Choose another format.');
  if (!hasFiguresFor(capture, format)) return withoutFigures(capture, format);
  if (format === 'most' && source?.format === 'pmap -X') {
    return sourceLacks('pmap -XX prints figures and flags that pmap -X leaves out', source, 'Choose pmap -X.');
  }
  // Our labels take the place of the names.
  const path = showPath && !labels ? unknownFor(capture, ['path']) : undefined;
  if (path) return sourceLacks(`-p prints ${path}`, source, 'Switch -p off.');
  const names = kernelNames && !labels ? unknownFor(capture, ['names']) : undefined;
  return names ? sourceLacks(`-k prints ${names}`, source, 'Switch -k off.') : undefined;
}

/** What of these facts the source does not tell, in words. */
function unknownFor({ source }: Capture, facts: readonly UnknownFact[]): string | undefined {
  if (!source) return undefined;
  const partly = (source.unknownPermissions?.length ?? 0) > 0;
  const missing = facts.filter((fact) => source.unknown.includes(fact) || (fact === 'permissions' && partly));
  const names = missing.map((fact) => factNames[fact] ?? fact);
  const last = names.pop();
  return last && (names.length > 0 ? `${names.join(', ')} and ${last}` : last);
}

const sourceLacks = (what: string, source: Capture['source'], remedy: string): Failure => ({
  ok: false,
  code: 'failed',
  message: `${what}, which ${source?.name ?? 'the source'} does not tell.`,
  why: `It was made from ${source?.format ?? 'another text'}.`,
  remedy: `${remedy} The table shows what is known.`,
});

function withoutFigures({ stage, access, source }: Capture, format: PmapTextFormat): Failure {
  const message = `${formatOptions[format]} prints figures of smaps, and there are none.`;
  const remedy = 'The formats pmap and pmap -d need none.';
  if (source)
    return {
      ok: false,
      code: 'failed',
      message,
      why: `${source.name} was made from ${source.format}, which has none.`,
      remedy,
    };
  if (stage === 'maps') return { ok: false, code: 'failed', message, why: 'They are still being read.', remedy };
  const why = access.find(({ file }) => file.endsWith('/smaps'))?.why ?? 'They could not be read.';
  return { ok: false, code: 'refused', message, why, remedy };
}
