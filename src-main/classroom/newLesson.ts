/** A first lesson to change: one program with one step, which passes the check as it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Outcome } from '../contract/calls.ts';
import { namePattern } from '../lessons/expression.ts';

const text = (id: string): string => `---
lesson: 1
id: ${id}
title: ${id.replaceAll('-', ' ')}
language: en
program: program.c
requires: []
minutes: 10
after: []
view: { orientation: high-on-top, hide: [vvar, vdso, vsyscall] }
licence: CC-BY-4.0
---

What this lesson is about, in two sentences.

## step allocated: One block

\`\`\`look
zoom: block
spotlight: [block]
\`\`\`

\`\`\`predict
id: where-the-block-lies
ask: The program asked \`malloc\` for 64 bytes. Where do they lie?
choices:
  - { id: heap, text: "in the heap", expected: true, when: "kind(block) == heap" }
  - { id: stack, text: "on the stack", when: "kind(block) == stack", believes: malloc-on-the-stack,
      because: "The pointer is a local variable." }
\`\`\`

\`\`\`facts
kind(block) == heap
perms(block) == rw-p
\`\`\`

\`\`\`see
The block lies in a {kind(block)} of {size(block)} bytes.
\`\`\`
`;

const source = `/* What the program shows, in one sentence. */
#include "lesson.h"
#include <stdlib.h>

int main(void) {
  char *block = malloc(64);
  memset(block, 1, 64);
  here("block", block, 64);
  step("allocated");
  free(block);
  return 0;
}
`;

/** Makes the folder with `lesson.md` and `program.c`; a folder that is there is left alone. */
export async function makeLesson(folder: string): Promise<Outcome<null>> {
  const id = basename(folder);
  if (!namePattern.test(id)) {
    return {
      ok: false,
      code: 'invalid',
      message: `“${id}” cannot be the id of a lesson.`,
      why: 'It is made of small letters, digits and hyphens, begins with a letter, and has at most 32 characters.',
    };
  }
  try {
    await mkdir(folder);
    await writeFile(join(folder, 'lesson.md'), text(id), { flag: 'wx' });
    await writeFile(join(folder, 'program.c'), source, { flag: 'wx' });
    return { ok: true, value: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, code: 'failed', message: `${folder} could not be made.`, why };
  }
}
