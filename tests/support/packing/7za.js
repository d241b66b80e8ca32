/** Stands in for the 7-Zip that electron-builder would fetch: `7za a [SWITCH…] FILE.tar.gz FILE.tar` is gzip. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const [to, from] = process.argv.slice(3).filter((word) => !word.startsWith('-'));
await pipeline(createReadStream(from), createGzip({ level: 1 }), createWriteStream(to));
