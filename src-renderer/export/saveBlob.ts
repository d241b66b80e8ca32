/** Handing a file to the person: the browser asks or saves as it is set up to. */

/** Time after which a download has surely begun, in milliseconds. */
const begun = 60_000;

/** Saves a file under a name that the person may still change. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, begun);
}
