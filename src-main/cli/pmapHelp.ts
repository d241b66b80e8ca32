/** What `procatlas pmap --help` prints. */
export const pmapHelp = `
Usage:
 procatlas pmap [options] PID [PID ...]

Formats:
 -x, --extended              size, resident and dirty memory of each mapping
 -X                          most figures of /proc/PID/smaps
            WARNING: columns change with the kernel
 -XX                         everything the kernel provides
 -d, --device                offsets and devices
     --read-rc               the columns chosen in ~/.pmaprc
 -C, --read-rc-from=<file>   the columns chosen in that file
     --create-rc             create a new ~/.pmaprc to choose columns in
 -N, --create-rc-to=<file>   create such a file
            NOTE: no PID may be given with --create-rc, -N
     --json, --csv           for scripts; with -x or -X also the figures

Rows:
 -A, --range=<low>[,<high>]  only mappings in this range of addresses
     --filter=<expression>   only rows that match: libc, heap, rw-p, rss>1M, size>=64k, 7f12a000
     --sort=<column>         ordered by a column: size, Rss, -Rss for the largest first
 -l, --labels                one row for each region, named by what it is: [ heap ], [ stack:TID ], [ tls ]

Look:
 -q, --quiet                 do not display header and footer
 -n, --no-header             nor the line of the process: rows only
 -p, --show-path             show path in the mapping
 -k, --use-kernel-name       use names provided by kernel
 -A  PID                     hexadecimal: start, end, size and offset
 -c, --kilobytes             sizes in kilobytes (the default)
     --pages, --bytes        sizes in pages, in bytes

 -h, --help     display this help and exit
 -V, --version  output version information and exit

     --table=<N|name>        which of several tables of a text

A FILE that Procatlas opens, or - (standard input), may stand for a PID, but for units,
hexadecimal numbers and column files.
PID is decimal, hexadecimal with 0x, octal with a leading 0, or /proc/PID; it may be that of a thread.
Exit status: 0 fine; 1 refused, or wrong usage; 42 a process does not exist; 43 both.
`;
