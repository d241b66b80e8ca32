/** Program headers of mapped files, read once per file and kept across captures. */
import type { MappingColumns, MappingIndex } from '../contract/capture.ts';
import { mappingInode } from '../contract/rows.ts';
import type { Pid } from '../contract/units.ts';
import { readFileImage, type ElfImage, type FileImage } from '../inspect/elf/image.ts';
import { findMappedFile, withFile, type FoundFile } from './mappedFile.ts';

/** Files kept at most; a large browser maps about 300. */
const capacity = 2048;

/** Images by file identity (device, inode, size, time of change): a rewritten file is read again. */
export class ImageCache {
  private readonly images = new Map<string, FileImage | undefined>();

  /** The image of one found file; undefined when it cannot be read or makes no sense. */
  of(found: FoundFile): FileImage | undefined {
    const { dev, ino, size, mtimeNs } = found.stats;
    const key = `${dev}:${ino}:${size}:${mtimeNs}`;
    const known = this.images.get(key);
    if (known || this.images.has(key)) return known;
    const image = withFile(found, readFileImage);
    const oldest = this.images.keys().next();
    if (this.images.size >= capacity && !oldest.done) this.images.delete(oldest.value);
    this.images.set(key, image);
    return image;
  }

  /** The same for those who look only for ELF files. */
  elfOf(found: FoundFile): ElfImage | undefined {
    const image = this.of(found);
    return image === 'other' ? undefined : image;
  }

  /** A look-up for the rows of one capture; each file is searched for once, however many rows show it. */
  forRows(pid: Pid, mappings: MappingColumns): (row: MappingIndex) => FileImage | undefined {
    const seen = new Map<string, FileImage | undefined>();
    return (row) => {
      const key = `${mappings.major[row]}:${mappings.minor[row]}:${mappingInode(mappings, row)}:${mappings.name[row]}`;
      if (!seen.has(key)) {
        const found = findMappedFile(pid, mappings, row);
        seen.set(key, found && this.of(found));
      }
      return seen.get(key);
    };
  }
}
