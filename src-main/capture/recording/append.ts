/** Writing a recording while it is made: what came since the last time is appended as one member. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Recording } from '../../time/recording.ts';
import { RecordingEncoder } from './encode.ts';

/** A crash loses at most so many milliseconds. */
const longestWait = 10_000;

/** A recording file that grows. Members are written one after the other; a fault ends it and is thrown by `close`. */
export class RecordingFile {
  private readonly handle: FileHandle;
  private readonly encoder: RecordingEncoder;
  private written = 0;
  private newest = 0;
  private begun = false;
  private readonly told = { bookmarks: new Map<number, string>(), gaps: 0 };
  private flushed = performance.now();
  private writing: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, redact: boolean) {
    this.handle = handle;
    this.encoder = new RecordingEncoder(redact);
  }

  /** Makes a new file that only its owner may read; one that is there is never overwritten (rejects with EEXIST). */
  static async create(path: string, redact: boolean): Promise<RecordingFile> {
    return new RecordingFile(await open(path, 'wx', 0o600), redact);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.written;
  }

  /** Takes what is new in the recording. */
  take(recording: Recording): void {
    const info = recording.info(recording.grew.sequence);
    if (!this.begun) {
      this.begun = true;
      this.encoder.header(info);
    }
    const moment = recording.newest();
    if (moment && moment.id > this.newest) {
      this.newest = moment.id;
      this.encoder.moment(moment);
    }
    for (const bookmark of info.bookmarks) {
      if (this.told.bookmarks.get(bookmark.id) === bookmark.name) continue;
      this.told.bookmarks.set(bookmark.id, bookmark.name);
      this.encoder.line({ bookmark });
    }
    while (info.gaps[this.told.gaps]?.to !== undefined) {
      const gap = info.gaps[this.told.gaps++];
      if (gap) this.encoder.line({ gap });
    }
    if (performance.now() - this.flushed >= longestWait) this.flush();
  }

  /** Writes what has not been written, and that the recording is over. */
  async close(recording: Recording | undefined): Promise<void> {
    try {
      if (recording) this.encoder.end(recording);
      this.flush();
      await this.writing;
    } finally {
      await this.handle.close();
    }
  }

  private flush(): void {
    this.flushed = performance.now();
    const member = this.encoder.member();
    if (!member) return;
    this.written += member.length;
    this.writing = this.writing.then(async () => {
      for (let at = 0; at < member.length;) at += (await this.handle.write(member, at)).bytesWritten;
    });
    // It is awaited when the file is closed; until then a fault must not end the program.
    this.writing.catch(() => undefined);
  }
}
