/**
 * A gzip member that is written while it grows: what has been flushed can be unpacked, whatever happens afterwards. So a
 * whole picture and the steps from it stand in one member, however often something is written.
 */
import { once } from 'node:events';
import { constants, createGzip, type Gzip } from 'node:zlib';

export class MemberStream {
  private gzip: Gzip | undefined;
  private chunks: Buffer[] = [];

  /** The bytes that lead to the end of `text`; with `last` the member ends there, and the next text begins another. */
  async add(text: string, last: boolean): Promise<Buffer> {
    const gzip = (this.gzip ??= this.begin());
    gzip.write(text);
    if (last) {
      this.gzip = undefined;
      gzip.end();
      await once(gzip, 'end');
    } else {
      await new Promise<void>((resolve) => {
        gzip.flush(constants.Z_SYNC_FLUSH, resolve);
      });
    }
    const bytes = Buffer.concat(this.chunks);
    this.chunks = [];
    return bytes;
  }

  private begin(): Gzip {
    const gzip = createGzip();
    gzip.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
    });
    return gzip;
  }
}
