import { calls, type CallName } from '@contract/calls/table.ts';
import { dispatch, type Answering } from '@main/ipc/dispatch.ts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

const callNames = Object.keys(calls) as CallName[];

/** Answers everything, and says what was asked. */
function echo(): { answering: Answering; heard: { name: CallName; argument: unknown }[] } {
  const heard: { name: CallName; argument: unknown }[] = [];
  const answering = ((name: CallName, argument: unknown) => {
    heard.push({ name, argument });
    return { ok: true, value: null };
  }) as unknown as Answering;
  return { answering, heard };
}

describe('dispatch', () => {
  it('passes on an argument that fits, with the name of its call', async () => {
    const { answering, heard } = echo();
    const fitting: Record<CallName, unknown> = {
      'app.versions': undefined,
      'processes.list': undefined,
      'process.watch': { pid: 4_194_304, interval: 100 },
      'process.pace': { watch: 0, interval: null },
      'process.refresh': { watch: 3 },
      'process.once': { pid: 4711 },
      'process.part': { watch: 3, part: 'numa', wanted: true },
      'process.stop': { watch: 3 },
      'capture.last': { watch: 3 },
      'recording.info': { watch: 3, since: 0 },
      'recording.moment': { watch: 3, at: { time: 1_700_000_000_000 } },
      'recording.mark': { watch: 3, name: 'before the click', at: { moment: 7 } },
      'recording.rename': { watch: 3, bookmark: 1, name: 'after' },
      'recording.unmark': { watch: 3, bookmark: 1 },
      'recording.save': { watch: 3, redact: true },
      'mapping.facts': { watch: 1, start: 2 ** 52 },
      'file.ask': { watch: 1, start: 16 },
      'capture.import': { name: 'maps', content: Uint8Array.of(1), pid: 4711 },
      'capture.save': { watch: 3, redact: true, compress: false },
      'capture.leaving': { watch: 3, redact: true, hidden: ['engine'] },
      'source.initial': undefined,
      'pmap.text': {
        watch: 3,
        format: 'more',
        showPath: true,
        kernelNames: false,
        labels: false,
        quiet: true,
      },
      'call.cancel': { call: 1 },
      'pages.states': { watch: 3, spans: Float64Array.of(0, 1, 4, 9) },
      'pages.counts': { watch: 3, start: 0, cells: 10, pagesPerCell: 64 },
      'pages.detail': { watch: 3, page: 5 },
      'pages.working-set': { watch: 3, wait: 1000, consent: true },
      'elf.inside': { watch: 3, start: 5 },
      'elf.symbols': { watch: 3, start: 5, from: 5, to: 6, limit: 100 },
      'symbols.find': { watch: 3, name: 'malloc', limit: 100 },
      'symbols.at': { watch: 3, address: 5.5 },
      'security.findings': { watch: 3 },
      'threads.inside': { watch: 3 },
      'stack.top': { watch: 3, values: false, consent: true },
      'heap.walk': { watch: 3, start: 5, consent: true },
      'heap.arenas': { watch: 3, consent: true },
      'heap.blocks': { watch: 3, allocator: 'pymalloc', consent: true },
      'memory.read': { watch: 3, start: 5.25, length: 256, consent: true },
      'memory.strings': { watch: 3, start: 5, end: 6, least: 4, limit: 100, consent: true },
      'source.sample': { sample: 'threads' },
      'document.read': { document: 'views' },
      'lesson.list': undefined,
      'lesson.open': { lesson: 'a-promise-of-memory', recorded: false },
      'lesson.answer': { watch: 1, question: 'rss-after-malloc', choice: null },
      'lesson.next': { watch: 1 },
      'lesson.class': { files: [{ name: 'answers.json', text: '{}' }] },
      'lesson.moment': { watch: 1, step: 'start', process: '' },
      'code.disassemble': { watch: 1, start: 1024, code: new Uint8Array(4) },
      'memory.search': {
        watch: 3,

        spans: new Float64Array(),
        needle: { type: 'text', text: 'needle', ignoreCase: false },
        limit: 100,
        consent: true,
      },
    };
    for (const name of callNames) expect(await dispatch(answering, name, fitting[name])).toMatchObject({ ok: true });
    expect(heard).toEqual(callNames.map((name) => ({ name, argument: fitting[name] })));
  });

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'process.watch ',
    'PROCESS.WATCH',
    '',
    0,
    null,
    undefined,
    ['process.stop'],
    { toString: () => 'process.stop' },
    Symbol('process.stop'),
  ])('refuses the name %s', async (name) => {
    const { answering, heard } = echo();
    expect(await dispatch(answering, name, { watch: 1 })).toMatchObject({ ok: false, code: 'invalid' });
    expect(heard).toEqual([]);
  });

  it.each([
    ['process.watch', undefined],
    ['capture.import', { name: '', content: new Uint8Array() }],
    ['capture.import', { name: 'maps', content: '00400000-00401000 r-xp' }],
    ['capture.import', { name: 'maps', content: [1, 2] }],
    ['capture.import', { name: 'maps', content: new Uint8Array(), path: '/etc/shadow' }],
    ['capture.save', { watch: 1, redact: true }],
    ['recording.moment', { watch: 1, at: { time: Infinity } }],
    ['recording.moment', { watch: 1, at: { moment: 1, time: 1 } }],
    ['recording.mark', { watch: 1, name: '' }],
    ['capture.save', { watch: 1, redact: true, compress: true, file: '/tmp/x' }],
    ['source.initial', { file: '/etc/shadow' }],
    ['process.watch', null],
    ['process.watch', { pid: 1 }],
    ['process.watch', { pid: 0, interval: 1000 }],
    ['process.watch', { pid: 4_194_305, interval: 1000 }],
    ['process.watch', { pid: 1.5, interval: 1000 }],
    ['process.watch', { pid: '1', interval: 1000 }],
    ['process.watch', { pid: 1n, interval: 1000 }],
    ['process.watch', { pid: 1, interval: 99 }],
    ['process.watch', { pid: 1, interval: 3_600_001 }],
    ['process.watch', { pid: 1, interval: NaN }],
    ['process.watch', { pid: 1, interval: null }],
    ['process.watch', { pid: 1, interval: 1000, more: true }],
    ['process.pace', { watch: -1, interval: 1000 }],
    ['capture.last', [1]],
    ['mapping.facts', { watch: 1, start: -1 }],
    ['mapping.facts', { watch: 1, start: Infinity }],
    ['mapping.facts', { watch: 1, start: 2 ** 52 + 1 }],
    ['heap.walk', { watch: 1, start: 1, consent: true, job: 1 }],
    ['process.part', { watch: 1, part: 'maps', wanted: true }],
    ['processes.list', {}],
  ])('refuses %s with %o, and says what does not fit', async (name, argument) => {
    const { answering, heard } = echo();
    const outcome = await dispatch(answering, name, argument);
    expect(outcome).toMatchObject({ ok: false, code: 'invalid' });
    expect(outcome).toHaveProperty('why');
    expect(heard).toEqual([]);
  });

  it('names the field that does not fit', async () => {
    expect(await dispatch(echo().answering, 'process.watch', { pid: -5, interval: 1000 })).toMatchObject({
      why: expect.stringContaining('pid: ') as string,
    });
  });

  it('turns an exception of whoever answers into a failure without its stack', async () => {
    for (const fault of [
      () => Promise.reject(new Error('no luck')),
      () => {
        throw new Error('no luck');
      },
    ]) {
      const outcome = await dispatch(fault, 'processes.list', undefined);
      expect(outcome).toEqual({
        ok: false,
        code: 'failed',
        message: 'Procatlas could not answer “processes.list” because of a fault of its own.',
        why: 'no luck',
      });
    }
  });

  it('answers anything at all with an outcome, and never by throwing', async () => {
    const answering = vi.fn(() => ({ ok: true, value: null }) as never);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...callNames), fc.anything()), fc.anything(), async (name, raw) => {
        expect(typeof (await dispatch(answering, name, raw)).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
