import { AccessLog } from '../../capture/accessLog.ts';
import { mappedFileFacts } from '../../capture/fileFacts.ts';
import { readMaps } from '../../capture/rows.ts';
import type { Look } from '../target.ts';

/** What can be said of the file behind the mapping that starts at a page now, whatever the last capture shows there. */
export const mappingFacts: Look<'mapping.facts'> = function* ({ context, source }, { start }) {
  yield 0;
  const rows = readMaps(new AccessLog(context.reader), source);
  const row = 'mappings' in rows ? rows.mappings.start.indexOf(start) : -1;
  if (!('mappings' in rows) || row < 0) {
    return { ok: false, code: 'invalid', message: 'The process has no mapping that begins there any more.' };
  }
  return mappedFileFacts(source, rows.mappings, row, context.images);
};
