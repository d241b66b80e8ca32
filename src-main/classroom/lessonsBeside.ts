/** The place of the shipped lessons; a file of its own, since the command line must know it before it loads anything. */
import { join } from 'node:path';

/** Where the shipped lessons lie, from the folder of the package, which is plain files everywhere: compilers read them. */
export const lessonsBeside = (root: string): string => join(root, 'build', 'lessons');
