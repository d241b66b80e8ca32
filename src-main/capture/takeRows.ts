/**
 * The cheap read between two whole captures: identity, maps and status. Rows that did not change keep their regions,
 * and every row that stays keeps the figures of the last smaps read.
 */
import type { Capture, ProcessFacts } from '../contract/capture.ts';
import { cancelled, type Outcome } from '../contract/calls.ts';
import { asEpochMilliseconds } from '../contract/units.ts';
import { AccessLog } from './accessLog.ts';
import { carryFigures, sameRows } from './carry.ts';
import type { TakeContext } from './context.ts';
import { readAuxv, readStatusFacts, readThreadFacts } from './facts.ts';
import { hasExited, mapsRefused } from './failure.ts';
import { findLiving, programMark, type LivingProcess } from './identity.ts';
import { carriedParts } from './parts/read.ts';
import { readMaps, type Rows, type TakeOptions } from './rows.ts';
import { classifyRows, takeCapture, type Taken, type TakeSteps } from './take.ts';

/** The next capture of a watched process from maps alone; a whole one when the process runs another program now. */
export function* takeRows(context: TakeContext, previous: Taken, options: TakeOptions = {}): TakeSteps<Outcome<Taken>> {
  const { pid, startTime } = previous.capture.process.identity;
  const log = new AccessLog(context.reader);
  const takenAt = asEpochMilliseconds(Date.now());
  const living = findLiving(log, pid, startTime);
  if (!living.ok) return living;
  const { source, stat } = living.value;
  const whole = () => takeCapture(context, pid, options, previous);
  if (programMark(stat, readAuxv(log, source)) !== previous.mark) return yield* whole();
  const known = previous.mapsText && { mappings: previous.capture.mappings, text: previous.mapsText };
  const rows = readMaps(log, source, known);
  if (!('mappings' in rows)) {
    if (rows.status === 'refused') return mapsRefused(pid, rows.why, rows.remedy);
    return rows.status === 'stopped' ? cancelled : hasExited(pid);
  }
  // Nothing mapped any more: the process ends or changes its program at this moment. The whole read finds out which.
  if (rows.mappings.length === 0) return yield* whole();
  const status = readStatusFacts(log, pid, living.value);
  if (!status.ok) return status;
  const process: ProcessFacts = {
    ...previous.capture.process,
    ...status.value,
    threads:
      stat.threadCount === previous.capture.process.threadCount
        ? previous.capture.process.threads
        : readThreadFacts(log, pid),
  };
  const { grounds, ...tables } = nextTables(context, log, previous, living.value, rows, process);

  const still = findLiving(log, pid, startTime);
  if (!still.ok) return still.code === 'refused' ? still : hasExited(pid);
  if (programMark(still.value.stat, readAuxv(log, source)) !== previous.mark) return yield* whole();
  const { figuresTakenAt, machine, sequence, access } = previous.capture;
  return {
    ok: true,
    value: {
      capture: {
        sequence: sequence + 1,
        stage: 'complete',
        takenAt,
        ...(figuresTakenAt === undefined ? {} : { figuresTakenAt }),
        process,
        machine,
        access: log.entries(access),
        consistency: rows.consistency,
        cost: log.cost(),
        ...carriedParts(previous.capture, tables.mappings),
        ...tables,
      },
      mark: previous.mark,
      mounts: previous.mounts,
      grounds,
      replaced: false,
      ...(rows.text ? { mapsText: rows.text } : {}),
    },
  };
}

function nextTables(
  context: TakeContext,
  log: AccessLog,
  previous: Taken,
  { source }: LivingProcess,
  rows: Rows,
  process: ProcessFacts,
): Pick<Capture, 'mappings' | 'smaps' | 'regions' | 'objects' | 'notes'> & Pick<Taken, 'grounds'> {
  const { mappings, smaps } = previous.capture;
  // The same tables again, not equal ones: the difference to the previous capture then costs nothing.
  const same = sameRows(mappings, rows.mappings);
  const now = same ? mappings : rows.mappings;
  const figures = smaps && (same ? smaps : carryFigures(mappings, smaps, now));
  const next = { mappings: now, ...(figures ? { smaps: figures } : {}) };
  const classified = classifyRows(context, log, { process, rows: next, source, mounts: previous.mounts }, previous);
  return { ...next, ...classified };
}
