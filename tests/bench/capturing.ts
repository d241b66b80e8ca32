/** Classifying, alone and with the read, and a whole capture with everything it reads. */
import type { Capture, MappingColumns, SmapsColumns } from '@contract/capture.ts';
import { asPid } from '@contract/units.ts';
import { openContext, type TakeContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { classify } from '@main/classify/classify.ts';
import { MapsParser } from '@main/procfs/maps.ts';
import { SmapsParser } from '@main/procfs/smaps.ts';
import { milliseconds, paired, summarised } from './pairing.ts';
import { plainRead, readChunks } from './plainRead.ts';
import type { Row } from './table.ts';

/** Largest ratio to the plain read of smaps for reading, parsing and classifying it in one thread. */
const aims = [
  { upTo: 2_000, ratio: 1.9 },
  { upTo: 20_000, ratio: 1.55 },
  { upTo: Infinity, ratio: 1.45 },
];

/** Classifies rows with the facts of an earlier capture and without memory, as the first pictures do. */
function classifyRows(context: TakeContext, facts: Capture, mappings: MappingColumns, smaps?: SmapsColumns): number {
  const { process, machine } = facts;
  const elfImage = context.images.forRows(process.identity.pid, mappings);
  return classify({ mappings, ...(smaps ? { smaps } : {}), process, machine, mounts: [], elfImage }).regions.length;
}

/** The parts of a capture in the order in which they come. */
export async function measureCapturing(pid: number, mappings: number, rounds: number): Promise<Row[]> {
  const context = openContext();
  const take = (): Capture => {
    const outcome = captureNow(context, asPid(pid));
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value;
  };
  const facts = take();
  const readMaps = (): number => plainRead(`/proc/${pid}/maps`);
  const readSmaps = (): number => plainRead(`/proc/${pid}/smaps`);
  const classifyTimes = Array.from({ length: rounds + 2 }, () =>
    milliseconds(() => classifyRows(context, facts, facts.mappings, facts.smaps)),
  );
  const maps = await paired(
    readMaps,
    () => {
      const parser = new MapsParser();
      readChunks(`/proc/${pid}/maps`, (chunk) => {
        parser.push(chunk);
      });
      return classifyRows(context, facts, parser.finish().mappings);
    },
    rounds,
  );
  const smaps = await paired(
    readSmaps,
    () => {
      const parser = new SmapsParser();
      readChunks(`/proc/${pid}/smaps`, (chunk) => {
        parser.push(chunk);
      });
      const parsed = parser.finish();
      return classifyRows(context, facts, parsed.mappings, parsed.smaps);
    },
    rounds,
  );
  const whole = await paired(readSmaps, take, rounds);
  const aim = aims.find(({ upTo }) => mappings <= upTo)!;
  return [
    { what: 'classify alone', mappings, timing: summarised(classifyTimes.slice(2)) },
    {
      what: 'read, parse, classify maps',
      mappings,
      timing: maps,
      against: 'read maps',
      ...(mappings > 50_000 ? { target: { ratio: 2 } } : {}),
    },
    {
      what: 'read, parse, classify smaps',
      mappings,
      timing: smaps,
      against: 'read smaps',
      target: { ratio: aim.ratio },
    },
    { what: 'whole capture, memory as well', mappings, timing: whole, against: 'read smaps' },
  ];
}
