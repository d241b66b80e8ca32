/** One capture, taken in this process and passed through the documented JSON, as scripts see it. */
import { asPid } from '@contract/units.ts';
import { openContext } from '@main/capture/context.ts';
import { captureToJson } from '@main/capture/json.ts';
import { captureNow } from '@main/capture/once.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CaptureJson } from './captured.ts';

const context = openContext();

/** Captures a process once its threads sleep. Throws the sentence of a failure. */
export async function captureOf(pid: number): Promise<CaptureJson> {
  await untilAsleep(pid);
  const outcome = captureNow(context, asPid(pid));
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return JSON.parse(JSON.stringify(captureToJson(outcome.value))) as CaptureJson;
}

/**
 * Waits until no thread is on its way to its `pause()` any more, for the kernel tells the stack pointers of sleeping
 * threads only; at most half a second unless told otherwise, for some programs never sleep.
 */
export async function untilAsleep(pid: number, milliseconds = 500): Promise<void> {
  for (let waited = 0; waited < milliseconds && isBusy(pid); waited += 10) await delay(10);
}

function isBusy(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((tid) =>
      readFileSync(`/proc/${pid}/task/${tid}/stat`, 'latin1').includes(') R '),
    );
  } catch {
    return false; // a thread or the process has just ended: the capture itself will say what became of it
  }
}
