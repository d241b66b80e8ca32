/** The top of the main stack, where the kernel leaves a new program its arguments and its environment. */
import { formatAddress } from '../../contract/address.ts';
import type { Failure } from '../../contract/calls.ts';
import { rowAt } from '../../contract/rows.ts';
import { asPageNumber, pageBytes, type PageNumber } from '../../contract/units.ts';
import { auxvName, auxvWordBytes } from '../../procfs/auxv.ts';
import { parseStat } from '../../procfs/stat.ts';
import { cannotLook, openPresentMemory } from '../presentMemory.ts';
import type { Look } from '../target.ts';
import { StackBytes } from './stackBytes.ts';
import { stackItems } from './stackItems.ts';

/** Bytes read above the start of the stack: strings may fill a quarter of the stack limit, at most 6 MiB (fs/exec.c). */
const mostBytes = 8 * 2 ** 20;
const what = 'The top of the main stack cannot be shown.';

/** Reads from the stack pointer at the start of the program up to the end of the stack. */
export const stackTop: Look<'stack.top'> = function* (target, { values }) {
  const { context, capture, source } = target;
  const stat = context.reader.read(`${source}/stat`);
  if (stat.status !== 'read') return cannotLook(what, stat);
  const addresses = parseStat(stat.value)?.addresses;
  if (!addresses) return hidden;
  const { mappings } = capture;
  const row = rowAt(mappings, asPageNumber(Math.floor(addresses.startStack)));
  const end = mappings.end[row];
  if (end === undefined) return nothingMapped(addresses.startStack);
  const auxv = context.reader.read(`${source}/auxv`);
  if (auxv.status !== 'read') return cannotLook(what, auxv);
  const opened = openPresentMemory(target, what);
  if (!opened.ok) return opened;
  try {
    const start = addresses.startStack * pageBytes;
    const whole = end * pageBytes - start <= mostBytes;
    const stack = new StackBytes(start, whole ? end * pageBytes : start + mostBytes, auxvWordBytes(auxv.value));
    yield* stack.fill(opened.value);
    const strings = {
      argStart: addresses.argStart * pageBytes,
      argEnd: addresses.argEnd * pageBytes,
      envStart: addresses.envStart * pageBytes,
      envEnd: addresses.envEnd * pageBytes,
    };
    const { items, notes } = stackItems(stack, strings, auxvName, values);
    const missing = stack.missing;
    return {
      ok: true,
      value: {
        start: addresses.startStack,
        end: asPageNumber(end),
        items,
        notes: [
          ...notes,
          ...(missing > 0
            ? [`${missing} ${missing === 1 ? 'page is' : 'pages are'} not in memory; what they hold is not shown.`]
            : []),
          ...(whole ? [] : ['Only the lowest 8 MiB were read.']),
        ],
      },
    };
  } finally {
    opened.value.close();
  }
};

const hidden: Failure = {
  ok: false,
  code: 'refused',
  message: what,
  why: 'The kernel hides from this user where the stack of the process began.',
  remedy: 'Run Procatlas as the user of the process, or as root.',
};

const nothingMapped = (start: PageNumber): Failure => ({
  ok: false,
  code: 'failed',
  message: what,
  why: `Nothing is mapped at ${formatAddress(start)}, where the stack began: the process has unmapped it.`,
});
