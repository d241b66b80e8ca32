import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseExpression } from '@main/lessons/expression.ts';
import { parseLesson } from '@main/lessons/format.ts';
import { parseSaid } from '@main/lessons/protocol.ts';
import { expressionsIn } from '@main/lessons/texts.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const shipped = resolve('build/lessons');
const texts = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(join(shipped, name, 'lesson.md'), 'utf8'));

describe('the text of a lesson', () => {
  it.each(texts)('is read without a problem', (text) => {
    const { lesson, problems } = parseLesson(text, 'lesson.md');
    expect(problems).toEqual([]);
    expect(lesson?.steps.length).toBeGreaterThan(0);
    for (const { facts } of lesson?.steps ?? []) for (const fact of facts) expect(parseExpression(fact).ok).toBe(true);
  });

  it('is read or refused with a place, wherever it is cut off or changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat(40),
        fc.constantFrom('', ':', '{', '`', '```\n', '\0', '- ', '&a *a', '\u202e', '---\n'),
        (text, place, removed, added) => {
          const at = place % text.length;
          const { lesson, problems } = parseLesson(text.slice(0, at) + added + text.slice(at + removed), 'lesson.md');
          if (!lesson) expect(problems.length).toBeGreaterThan(0);
          for (const { line } of problems) if (line !== undefined) expect(line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
    // About 20 ms for each text on an idle machine.
  }, 30_000);

  it('holds no HTML, no picture and no link but to https', () => {
    const [text = ''] = texts;
    const { lesson } = parseLesson(
      `${text}\n\n<script>alert(1)</script> ![x](http://a/b.png) [y](javascript:alert) [z](https://example.org)\n`,
      'lesson.md',
    );
    const all = JSON.stringify(lesson);
    expect(all).toContain('"href":"https://example.org"');
    expect(all).not.toMatch(/"href":"(?!https:)/);
    expect(lesson?.steps.at(-1)?.prose.flatMap((one) => expressionsIn([one]))).toEqual(expect.any(Array));
  });
});

describe('what a program says', () => {
  it('names a span, a value and a process', () => {
    expect(parseSaid('@here block 0x7f0000001000 64')).toMatchObject({
      type: 'here',
      label: { label: 'block', address: '0x7f0000001000', bytes: 64 },
    });
    expect(parseSaid('@value pages 12')).toEqual({ type: 'value', label: 'pages', text: '12' });
    expect(parseSaid('@process child 4711')).toEqual({ type: 'process', name: 'child', pid: 4711 });
  });

  it('is plain output where it is anything else, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (line) => {
        if (!line.startsWith('@')) expect(parseSaid(line).type).toBe('output');
        else expect(() => parseSaid(line)).not.toThrow();
      }),
    );
  });
});
