/** What of a capture leaves for others: a part of it or all, redacted or not, and without what a person blacked out. */
import type { Capture } from '../../contract/capture.ts';
import type { PageNumber } from '../../contract/units.ts';
import { onlyRows } from './onlyRows.ts';
import { redacted, replaced, whatToRedact } from './redact.ts';

/** What of a capture leaves for others, and what is given along. */
export interface Leaving extends Pick<Capture, 'pins' | 'remark'> {
  readonly redact: boolean;
  /** Texts that a person blacked out. */
  readonly hidden?: readonly string[];
  /** Pages of the mappings that leave alone; missing: all leave. */
  readonly only?: readonly PageNumber[];
}

/**
 * A capture as it leaves for others: with pins and a remark, redacted or not, and without the texts that a person blacked
 * out, wherever they stand. Pins that are not given are those that the capture came with.
 */
export function whatLeaves(capture: Capture, { redact, hidden = [], pins, remark, only }: Leaving): Capture {
  const whole: Capture = {
    ...capture,
    ...(pins === undefined ? {} : { pins }),
    ...(remark === undefined || remark === '' ? {} : { remark }),
  };
  const known = redact ? redacted(whole, whatToRedact(whole)) : whole;
  // Afterwards: what lies in a home folder is known by the names of all rows.
  const chosen = only ? onlyRows(known, only) : known;
  const wanted = hidden.filter((text) => text !== '').sort((a, b) => b.length - a.length);
  return wanted.length === 0 ? chosen : replaced(chosen, blackOut(wanted));
}

/** Replaces each of these texts by a stand-in of its own, so that equal things stay equal. */
const blackOut =
  (hidden: readonly string[]) =>
  (value: string): string =>
    hidden.reduce((text, word, index) => text.replaceAll(word, `[hidden-${index + 1}]`), value);
