import { describe, expect, test } from 'vitest';
import { ByteText, byteString } from '@main/pmap/byteText.ts';

const written = (write: (out: ByteText) => void): string => {
  const out = new ByteText(1);
  write(out);
  return byteString(out.bytes());
};

describe('ByteText', () => {
  test('keeps bytes as they are and pads on either side', () => {
    expect(written((out) => out.left('\xff', 3).right('\x1b', 3).blanks(-1).repeat(61, 2).newline())).toBe(
      '\xff    \x1b==\n',
    );
  });
});
