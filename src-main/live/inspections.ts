/** Looking inside watched processes: who is meant, is it still that process, and run it in slices. */
import { AccessLog } from '../capture/accessLog.ts';
import type { TakeContext } from '../capture/context.ts';
import { findLiving } from '../capture/identity.ts';
import { cancelled, type InsideCallName, type InsideCalls, type Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import { lacksConsent, noConsent } from '../inspect/consent.ts';
import { looks } from '../inspect/looks.ts';
import type { Look } from '../inspect/target.ts';
import { drive } from './drive.ts';

/** Milliseconds between two reports of progress. */
const progressPause = 50;

/** Answers one call about the process of a capture. Never rejects for what a process or its files do. */
export async function inspect<N extends InsideCallName>(
  context: TakeContext,
  capture: Capture,
  name: N,
  argument: InsideCalls[N]['argument'],
  hooks: { readonly signal: AbortSignal; readonly progress: (share: number) => void },
): Promise<Outcome<InsideCalls[N]['result']>> {
  if (lacksConsent(name, argument)) return noConsent;
  const { pid, startTime } = capture.process.identity;
  const living = findLiving(new AccessLog(context.reader), pid, startTime);
  if (!living.ok) return living;
  const look: Look<N> = looks[name];
  let told = performance.now();
  const onStep = (share: number): void => {
    if (performance.now() - told < progressPause) return;
    told = performance.now();
    hooks.progress(share);
  };
  const steps = look({ context, capture, source: living.value.source }, argument);
  return (await drive(steps, onStep, hooks.signal)) ?? cancelled;
}
