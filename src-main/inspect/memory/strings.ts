import type { FoundStrings } from '../../contract/inside.ts';
import { asBytes, pageBytes } from '../../contract/units.ts';
import { noConsent } from '../consent.ts';
import type { Look } from '../target.ts';
import { scanPresent } from './presentRuns.ts';
import { TextRuns, type TextRun } from './textRuns.ts';

/** The texts in what is present of a span, in the order of addresses. */
export const memoryStrings: Look<'memory.strings'> = function* (target, { start, end, least, limit, consent }) {
  if (!consent) return noConsent;
  const found: TextRun[] = [];
  const runs = new TextRuns(least, (run) => {
    found.push(run);
  });
  const what = `The memory of process ${target.capture.process.identity.pid} cannot be searched for texts.`;
  const spans = Float64Array.of(Math.floor(start), Math.ceil(end));
  const scanned = yield* scanPresent(target, spans, what, (address, bytes, follows) => {
    runs.take(address, bytes, follows);
    return found.length > limit;
  });
  if ('ok' in scanned) return scanned;
  runs.end();
  const [low, high] = [start * pageBytes, end * pageBytes];
  const inside = found.filter(({ address }) => address >= low && address < high).sort((a, b) => a.address - b.address);
  const told = inside.slice(0, limit);
  const value: FoundStrings = {
    start: Float64Array.from(told, ({ address }) => address / pageBytes),
    texts: told.map(({ text }) => text),
    encodings: told.map(({ encoding }) => encoding),
    more: inside.length > limit,
    bytesRead: asBytes(scanned.bytesRead),
    notes: scanned.notes,
  };
  return { ok: true, value };
};
