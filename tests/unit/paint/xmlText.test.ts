import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnText, xmlText } from '@renderer/paint/xmlText.ts';
import { parseXml } from '../../support/xml.ts';

describe('text in an XML document', () => {
  it('never becomes markup', () => {
    expect(xmlText('</text><script>alert("1 & 2")</script>')).toBe(
      '&lt;/text&gt;&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;',
    );
  });

  it('shows controls and direction marks instead of obeying them', () => {
    expect(drawnText('a\n\u001b[2J\u202Eb\u0000')).toBe('a\\n\\e[2J\\u{202e}b\\x00');
  });

  it('replaces what XML cannot hold at all', () => {
    expect(drawnText('\uD800x\uDC00\uFFFE\uFFFF')).toBe('\uFFFDx\uFFFD\uFFFD\uFFFD');
    expect(drawnText('\u{1F600}')).toBe('\u{1F600}');
  });

  it('is well-formed for every string, in an element and in an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const text = a + b;
        const read = parseXml(`<t a="${xmlText(text)}">${xmlText(text)}</t>`);
        expect(read.text).toBe(drawnText(text));
        expect(read.attributes.a).toBe(drawnText(text));
      }),
    );
  });
});
