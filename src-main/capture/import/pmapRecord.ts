/** One row of our own `pmap --json` or `--csv` (src-main/pmap/FORMAT.md) as a row of a table. */
import { sizeFits, type ForeignRow } from './tableFormat.ts';

/** The fields as they are written; what is unknown is missing or empty. */
export interface PmapRecord {
  readonly start?: unknown;
  readonly end?: unknown;
  readonly size?: unknown;
  readonly perms?: unknown;
  readonly offset?: unknown;
  readonly dev?: unknown;
  readonly inode?: unknown;
  readonly name?: unknown;
  /** Of a name that is not UTF-8, its bytes. */
  readonly nameBase64?: unknown;
}

const address = /^0x([0-9a-f]{1,16})$/;
/** No kernel has so many figures. */
const figureLimit = 128;

/** The row, or undefined when a field is not what the format says. `figures` are by key, in KiB. */
export function rowOfRecord(
  record: PmapRecord,
  figures: readonly (readonly [string, unknown])[],
  vmFlags: unknown,
): ForeignRow | undefined {
  const [start, end, offset] = [record.start, record.end, record.offset].map((text) => address.exec(textOf(text))?.[1]);
  const size = Number(textOf(record.size));
  if (start === undefined || end === undefined || offset === undefined || !Number.isSafeInteger(size) || size <= 0)
    return undefined;
  const [perms, device, inode] = [textOf(record.perms), textOf(record.dev), textOf(record.inode)];
  if (!/^[r-][w-][x-][sp]$/.test(perms) || !/^[0-9a-f]{1,8}:[0-9a-f]{1,8}$/.test(device) || !/^\d{1,19}$/.test(inode))
    return undefined;
  if (!sizeFits(start, end, size.toString(16)) || figures.length > figureLimit) return undefined;
  return {
    start,
    end,
    perms,
    offset,
    device,
    inode,
    name: nameOf(record),
    figures: figures.flatMap(([key, value]) =>
      /^[A-Z]\w{0,63}$/.test(key) && /^\d{1,15}$/.test(textOf(value)) ? [[key, textOf(value)] as const] : [],
    ),
    ...(/^(?:[a-z?]{2} ?){1,64}$/.test(textOf(vmFlags)) ? { vmFlags: textOf(vmFlags) } : {}),
  };
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function nameOf({ name, nameBase64 }: PmapRecord): string {
  const bytes = typeof nameBase64 === 'string' ? Buffer.from(nameBase64, 'base64') : Buffer.from(textOf(name));
  return bytes.toString('latin1').replaceAll('\n', '\\012');
}
