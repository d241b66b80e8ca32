/** Kernel files recorded or written by hand, under tests/fixtures/proc. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const fixtureRoot = resolve(import.meta.dirname, '../../fixtures/proc');

/** The bytes of one kernel file of one case. */
export const fixture = (path: string): Uint8Array => readFileSync(resolve(fixtureRoot, path));

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
