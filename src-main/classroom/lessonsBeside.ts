/** The place of the shipped lessons; a file of its own, since the command line must know it before it loads anything. */
import { dirname, join } from 'node:path';

/**
 * Where the shipped lessons lie, from the folder of the package. Inside Electron's archive no compiler can read them:
 * there they lie beside it.
 */
export const lessonsBeside = (root: string): string =>
  /\.asar[/\\]?$/.test(root) ? join(dirname(root), 'lessons') : join(root, 'build', 'lessons');
