/** Parts of file names. */

/** Last part of a path; the whole text when there is no slash in it or nothing after it. */
export function baseName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last === '' ? path : last;
}
