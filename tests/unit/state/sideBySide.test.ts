/** What is compared with what, while it is read, when it cannot be, and when something else is wanted meanwhile. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend, Failure, Outcome } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { asPid } from '@contract/units.ts';
import { wholeUpdate } from '@contract/update.ts';
import { SideBySide } from '@renderer/state/sideBySide.svelte.ts';
import { sampleCapture } from '../capture/sampleCapture.ts';

beforeAll(() => {
  vi.stubGlobal('requestAnimationFrame', (paint: FrameRequestCallback) => setTimeout(paint, 0, 0));
  return () => vi.unstubAllGlobals();
});

const other: Capture = { ...sampleCapture, process: { ...sampleCapture.process, comm: 'other' } };
const refused: Failure = { ok: false, code: 'refused', message: 'No.' };
const file = (name: string) => ({ name, size: 1, arrayBuffer: () => Promise.resolve(new ArrayBuffer(1)) });

/** A page that shows the sample; files and processes answer with `answer`. */
function setUp(answer: () => Promise<Outcome<Capture>> | Outcome<Capture>, shown?: { readonly capture: undefined }) {
  const asked: string[] = [];
  const backend = {
    call: async (name: string, argument: { readonly pid: number }) => {
      asked.push(`${name} ${argument.pid}`);
      const outcome = await answer();
      return outcome.ok ? { ok: true, value: wholeUpdate(outcome.value) } : outcome;
    },
    on: () => () => undefined,
  } as unknown as Backend;
  const sides = new SideBySide(backend, {
    shown: () => ({ capture: sampleCapture, source: undefined, ...shown }),
    sources: { captureOf: async () => answer() },
  });
  return { sides, asked };
}

describe('a comparison by role', () => {
  it('is with a process as it is now, or with a file, and its sides can be exchanged', async () => {
    const { sides, asked } = setUp(() => ({ ok: true, value: other }));
    sides.choosing = true;
    await sides.withProcess(asPid(12));
    expect(asked).toEqual(['process.once 12']);
    expect([sides.compared?.before.name, sides.compared?.after.name]).toEqual(['a b)\n (4711)', 'other (4711)']);
    expect(sides.choosing).toBe(false);
    await sides.withFile(file('run.json'));
    expect(sides.compared?.after.name).toBe('run.json');
    sides.swap();
    expect([sides.compared?.before.name, sides.compared?.roles.after]).toEqual(['run.json', sampleCapture]);
  });

  it('that cannot be made says why, and leaves the one before', async () => {
    let answer: Outcome<Capture> = { ok: true, value: other };
    const { sides } = setUp(() => answer);
    await sides.withProcess(asPid(12));
    const before = sides.compared;
    answer = refused;
    await sides.withProcess(asPid(13));
    expect([sides.failure, sides.working]).toEqual([refused, undefined]);
    expect(sides.compared).toBe(before);
  });

  it('is dropped when it comes late, and none begins while nothing is shown', async () => {
    let finish: ((outcome: Outcome<Capture>) => void) | undefined;
    const { sides } = setUp(() => new Promise((done) => (finish = done)));
    const late = sides.withProcess(asPid(12));
    expect(sides.working).toBe('process 12');
    sides.clear();
    finish?.({ ok: true, value: other });
    await late;
    expect([sides.compared, sides.working]).toEqual([undefined, undefined]);
    const { sides: empty, asked } = setUp(() => refused, { capture: undefined });
    await empty.withProcess(asPid(12));
    expect(asked).toEqual([]);
  });
});
