import type { Events } from '@contract/calls.ts';
import { applyUpdate, updateFrom } from '@contract/update.ts';
import { createUpdateFlow } from '@main/web/updateFlow.ts';
import { describe, expect, it } from 'vitest';
import { cost, emptyCapture } from '../ipc/fakeService.ts';

type WatchUpdate = Events['watch.update'];

/** A flow whose queue the test fills and empties. */
function connection() {
  const sent: WatchUpdate[] = [];
  const queue = { bytes: 0 };
  const flow = createUpdateFlow({ queued: () => queue.bytes, send: (value) => sent.push(value) }, 100);
  return { sent, queue, flow };
}

/** Updates 1 to `count` of one watch; only the first is whole. */
function updates(count: number, watch = 1): WatchUpdate[] {
  return Array.from({ length: count }, (_, index) => ({
    watch,
    cost,
    update: updateFrom(index === 0 ? undefined : emptyCapture(index), emptyCapture(index + 1)),
  }));
}

describe('the update flow', () => {
  it('passes updates on unchanged while the page keeps up', () => {
    const { sent, flow } = connection();
    const offered = updates(3);
    for (const value of offered) flow.offer(value);
    expect(sent).toEqual(offered);
    expect(sent[1]?.update.mappings).toBeUndefined();
  });

  it('leaves updates out while too much is queued, then sends the newest, which tells the page that it has missed some', () => {
    const { sent, queue, flow } = connection();
    const [first, second, third, fourth] = updates(4);
    flow.offer(first!);
    queue.bytes = 101;
    flow.offer(second!);
    flow.offer(third!);
    flow.drained();
    expect(sent).toHaveLength(1);
    queue.bytes = 0;
    flow.drained();
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(third);
    expect(applyUpdate(emptyCapture(1), third!.update)).toBeUndefined();
    flow.offer(fourth!);
    expect(sent[2]).toEqual(fourth);
  });

  it('catches up with the next update when the queue has drained meanwhile', () => {
    const { sent, queue, flow } = connection();
    const [first, second, third] = updates(3);
    flow.offer(first!);
    queue.bytes = 101;
    flow.offer(second!);
    queue.bytes = 0;
    flow.offer(third!);
    expect(sent[1]).toEqual(third);
  });

  it('sends nothing more of a watch that has been stopped', () => {
    const { sent, queue, flow } = connection();
    queue.bytes = 101;
    flow.offer(updates(1)[0]!);
    flow.forget(1);
    queue.bytes = 0;
    flow.drained();
    expect(sent).toEqual([]);
  });
});
