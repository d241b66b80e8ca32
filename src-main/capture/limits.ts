/**
 * What one opened file or pasted text may ask of this program. Hostile input meets these bounds within seconds; real
 * input does not: the largest vm.max_map_count that a distribution sets is 1,048,576, and smaps takes about 1.2 KB a
 * row as JSON.
 */

/** Mappings of one capture. */
export const rowLimit = 1_048_576;
/** Bytes of text after decompression. */
export const textLimit = 2 ** 31;
/** Bytes of one line, or of one mapping of a capture file. The kernel's longest line has a path of 4 × 4096 bytes. */
export const lineLimit = 1_048_576;
/** Bytes of the different names and sets of flags of all mappings: 64 for each of a million. */
export const nameLimit = 64 * 2 ** 20;
/** Bytes looked at to recognise a format. */
export const headLength = 65_536;
