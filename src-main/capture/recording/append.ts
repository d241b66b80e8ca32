/** Writing a recording while it is made: what came since the last time is appended, and a member ends before each whole picture. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Recording } from '../../time/recording.ts';
import { RecordingEncoder } from './encode.ts';
import { MemberStream } from './memberStream.ts';

/** A crash loses at most so many milliseconds. */
const longestWait = 10_000;

/** A recording file that grows. Members are written one after the other; a fault ends it and is thrown by `close`. */
export class RecordingFile {
  private readonly handle: FileHandle;
  private readonly encoder: RecordingEncoder;
  private written = 0;
  private newest = 0;
  private begun = false;
  /** Sequence of the recording up to which its pulse is written. */
  private heard = 0;
  private readonly told = { bookmarks: new Map<number, string>(), gaps: 0 };
  private readonly members = new MemberStream();
  private readonly now: () => number;
  private flushed: number;
  private writing: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, redact: boolean, now: () => number) {
    this.handle = handle;
    this.now = now;
    this.flushed = now();
    this.encoder = new RecordingEncoder(redact);
  }

  /** Makes a new file that only its owner may read; one that is there is never overwritten (rejects with EEXIST). */
  static async create(path: string, redact: boolean, now = (): number => performance.now()): Promise<RecordingFile> {
    return new RecordingFile(await open(path, 'wx', 0o600), redact, now);
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
      if (this.newest > 0 && this.encoder.atPicture) this.write(true);
      this.newest = moment.id;
      this.encoder.moment(moment);
    }
    this.encoder.pulse(recording.beats(this.heard));
    this.heard = info.sequence;
    for (const bookmark of info.bookmarks) {
      if (this.told.bookmarks.get(bookmark.id) === bookmark.name) continue;
      this.told.bookmarks.set(bookmark.id, bookmark.name);
      this.encoder.line({ bookmark });
    }
    while (info.gaps[this.told.gaps]?.to !== undefined) {
      const gap = info.gaps[this.told.gaps++];
      if (gap) this.encoder.line({ gap });
    }
    if (this.now() - this.flushed >= longestWait) this.write(false);
  }

  /** Writes what has not been written, and that the recording is over. */
  async close(recording: Recording | undefined): Promise<void> {
    try {
      if (recording) this.encoder.end(recording);
      if (this.begun) this.write(true);
      await this.writing;
    } finally {
      await this.handle.close();
    }
  }

  /** Writes what is new; `last`: another member begins with what follows. */
  private write(last: boolean): void {
    this.flushed = this.now();
    const text = this.encoder.text();
    this.writing = this.writing.then(async () => {
      const bytes = await this.members.add(text, last);
      this.written += bytes.length;
      for (let at = 0; at < bytes.length;) at += (await this.handle.write(bytes, at)).bytesWritten;
    });
    // It is awaited when the file is closed; until then a fault must not end the program.
    this.writing.catch(() => undefined);
  }
}
