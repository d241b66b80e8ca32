import { describe, expect, it } from 'vitest';
import { asPid } from '@contract/units.ts';
import { pageTitle, type Titled } from '@renderer/state/pageTitle.ts';
import { sample } from './syntheticCapture.ts';

const store: Titled['store'] = {
  pid: asPid(4711),
  capture: sample(),
  condition: undefined,
  failure: undefined,
  paused: false,
};
const stage = { presenting: false, labelsHidden: false };
const open = { state: 'open' };

describe('the title of the page', () => {
  it('names the process and how much there is of it', () => {
    expect(pageTitle({ stage, connection: open, store })).toMatch(/^.+ \(\d+\), 4 mappings – Procatlas$/);
  });

  it('says how the process fares', () => {
    expect(pageTitle({ stage, connection: open, store: { ...store, condition: { condition: 'exited' } } })).toContain(
      ', exited –',
    );
    expect(pageTitle({ stage, connection: open, store: { ...store, paused: true } })).toContain(', paused –');
    expect(pageTitle({ stage, connection: { state: 'lost' }, store })).toContain(', connection lost –');
  });

  it('names no process before an audience', () => {
    for (const shown of ['presenting', 'labelsHidden']) {
      expect(pageTitle({ connection: open, store, stage: { ...stage, [shown]: true } })).toBe('Procatlas');
    }
  });

  it('says what is being done while there is no picture', () => {
    const none = { ...store, capture: undefined };
    expect(pageTitle({ stage, connection: open, store: none })).toBe('Process 4711, being read – Procatlas');
    expect(pageTitle({ stage, connection: open, store: { ...none, failure: {} } })).toBe(
      'Process 4711, not shown – Procatlas',
    );
    expect(pageTitle({ stage, connection: open, store: { ...none, pid: undefined } })).toBe('Procatlas');
  });
});
