/**
 * Which file of a target this thread is waiting for. A call that waits for a file system cannot be interrupted and tells
 * nothing, so it is said beforehand, in memory that the serving thread sees too.
 */

/** Bytes of device and name that are told; the kernel's longest path has 4096. */
const textBytes = 4200;

/** What one thread waits for, shared with another. */
export class Touched {
  readonly buffer: SharedArrayBuffer;
  /** Number of the touch, odd while it lasts; then the length of the text. */
  private readonly head: Int32Array;
  private readonly text: Uint8Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(8 + textBytes)) {
    this.buffer = buffer;
    this.head = new Int32Array(buffer, 0, 2);
    this.text = new Uint8Array(buffer, 8);
  }

  begin(device: string, name: string): void {
    const told = Buffer.from(`${device}\0${name}`).subarray(0, textBytes);
    this.text.set(told);
    Atomics.store(this.head, 1, told.length);
    Atomics.add(this.head, 0, 1);
  }

  end(): void {
    Atomics.add(this.head, 0, 1);
  }

  /** What is being waited for; `number` tells one wait from another. */
  current(): { readonly number: number; readonly device: string; readonly name: string } | undefined {
    const number = Atomics.load(this.head, 0);
    if (number % 2 === 0) return undefined;
    const told = Buffer.from(this.text.slice(0, Atomics.load(this.head, 1))).toString();
    const [device = '', name = ''] = told.split('\0');
    return { number, device, name };
  }
}

let touched: Touched | undefined;

/** From now on this thread says there what it waits for. */
export function tellTouches(where: Touched): void {
  touched = where;
}

/** Runs what may wait for a file of a target. */
export function touching<T>({ device, name }: { device: string; name: string }, run: () => T): T {
  touched?.begin(device, name);
  try {
    return run();
  } finally {
    touched?.end();
  }
}
