/** Whether a capture's source tells a fact; where it does not, the field holds a stand-in that is never shown. */
import type { Capture, MappingIndex, UnknownFact } from '@contract/capture.ts';
import { permissionText } from '@contract/rows.ts';

/** True when the field of this fact holds what was read. */
export const knows = (capture: Capture, fact: UnknownFact): boolean => capture.source?.unknown.includes(fact) !== true;

/** Permission letters of a mapping, `?` where sharing is not known; undefined when nothing is known of them. */
export function knownPermissions(capture: Capture, row: MappingIndex): string | undefined {
  if (!knows(capture, 'permissions') || capture.source?.unknownPermissions?.includes(row) === true) return undefined;
  const text = permissionText(capture.mappings.perms[row] ?? 0);
  return knows(capture, 'sharing') ? text : `${text.slice(0, 3)}?`;
}

/** For every row of a large table: whether the permissions of a mapping are known. */
export function permissionsKnown(capture: Capture): (row: MappingIndex) => boolean {
  const { unknownPermissions = [] } = capture.source ?? {};
  if (!knows(capture, 'permissions')) return () => false;
  const unknown = new Set(unknownPermissions);
  return (row) => !unknown.has(row);
}

/** What stands where a fact is unknown. */
export const unknownText = '—';

/** What the capture is of: `python3 (4711)`, or the name of the file it was made from. */
export function captureName(capture: Capture): string {
  const { process, source } = capture;
  const name = knows(capture, 'name') ? process.comm : (source?.name ?? '');
  return knows(capture, 'pid') ? `${name} (${process.identity.pid})` : name;
}
