/** Whether two captures show one life: one program image of one process. Only then may addresses be compared. */
import type { Capture } from '../contract/capture.ts';

/** AT_ENTRY and AT_RANDOM of elf.h: exec gives new ones. */
const imageValues: ReadonlySet<number> = new Set([9, 25]);

const imageOf = ({ process }: Capture): string =>
  JSON.stringify([
    process.addresses && [process.addresses.startCode, process.addresses.startStack, process.addresses.startBrk],
    process.auxv.filter(({ type }) => imageValues.has(type)),
  ]);

/**
 * (pid, start time, boot) names a process for ever and exec keeps all three, so what exec changes is compared as well.
 * A source that does not tell which process it shows could be any: the answer is no.
 */
export function sameLife(before: Capture, after: Capture): boolean {
  const [a, b] = [before.process.identity, after.process.identity];
  const told = [before, after].every(({ source }) =>
    (['pid', 'startTime'] as const).every((fact) => source?.unknown.includes(fact) !== true),
  );
  return (
    told &&
    a.pid === b.pid &&
    a.startTime === b.startTime &&
    a.bootId === b.bootId &&
    imageOf(before) === imageOf(after)
  );
}
