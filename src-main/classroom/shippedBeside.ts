/** The places of what is shipped; a file of its own, since the command line must know them before it loads anything. */
import { join } from 'node:path';

/** Where the shipped lessons lie, from the folder of the package, which is plain files everywhere: compilers read them. */
export const lessonsBeside = (root: string): string => join(root, 'build', 'lessons');

/** Where the documents lie that the help shows. */
export const documentsBeside = (root: string): string => join(root, 'build', 'docs');

/** Where the captures lie that the opening screen offers as samples. */
export const samplesBeside = (root: string): string => join(root, 'build', 'samples');
