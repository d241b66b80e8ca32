/** What `--help` prints. */
export const helpText = `Procatlas shows a Linux process's address space as a picture.

Usage:
  procatlas [PID|NAME|FILE]       open the desktop window, or the browser where there is none
  procatlas serve [PID|NAME|FILE] [--port N] [--open]
                                  serve the page on 127.0.0.1 and print its address; --open opens a browser
  procatlas snap PID|NAME|FILE|- [--json] [--redact] [--no-memory] [--table N] [-o FILE]
                                  read a process once, or open a FILE or what comes on standard input (-):
                                  a summary on a terminal, JSON otherwise;
                                  --json prints JSON in any case, -o writes it to FILE instead (mode 0600),
                                  compressed when the name ends in .gz; --redact leaves out home folders,
                                  user and host names and the arguments. A FILE that is there keeps its
                                  permissions; a link of another user is never followed. Some bytes of pages
                                  that are present are read as evidence, such as malloc's headers; --no-memory
                                  reads none, and then fewer things are recognised
  procatlas list [--json]         list the processes and say which cannot be read
  procatlas diff A B [--json] [--fail-on BOUND]
                                  tell what changed from A to B and where the growth went; each is a PID, a NAME
                                  or a FILE. One process and program image is compared by address, any other pair
                                  by role. A BOUND such as rss>+10M makes the exit status 3 when it is met
  procatlas lesson list [--json]  list the lessons, and say which cannot run here and why
  procatlas lesson check [FOLDER|ID]... [--cc COMPILER] [--recorded] [--json]
                                  compile and run lessons (all that are shipped, if none is named) and check each
                                  fact, question and figure; problems are told with file and line; --recorded
                                  checks their recordings instead
  procatlas lesson record FOLDER|ID...
                                  run lessons and keep every step, so that they can be taken where nothing runs
  procatlas lesson sheet FOLDER|ID [--key] [--large] [--gift] [-o FILE]
                                  a page that prints on A4 in greys: questions, program and pictures to label; --key has
                                  the answers and the notes, --large is in 18 point, --gift is its questions for Moodle
  procatlas lesson pack FOLDER|ID [-o FILE.html]
                                  the lesson with its recording in one page, for any system and without a network
  procatlas lesson new FOLDER     make a first lesson to change
  procatlas teach FOLDER... [--port N] [--open]
                                  serve the page with lessons of your own besides the shipped ones; a FOLDER is a lesson
                                  or holds lessons, and what it says is compiled and run
  procatlas pmap [options] PID... print what pmap prints, and more; “procatlas pmap --help” lists the options
  procatlas render SOURCE -o FILE.svg|FILE.html [--theme light|dark] [--from ADDRESS] [--to ADDRESS]
                   [--width N] [--height N] [--view map|treemap] [--measure MEASURE] [--table N]
                                  draw a picture, or a page that zooms and needs no network; SOURCE is a PID,
                                  a NAME, a FILE or - (standard input); MEASURE is what the treemap's areas stand for: size, rss, pss,
                                  private, dirty, swap or page-tables

Options:
  -h, --help                      print this
  -V, --version                   print the version

PID is decimal, or hexadecimal with 0x. NAME is the exact name of a process, or else the name of its program,
or else a part of its command line; if several fit, they are listed.
FILE has a slash in its name, or a known ending (.json .gz .maps .smaps .pmap .txt .tar .core), or is there: a capture,
text that holds a /proc/PID/maps or smaps, the output of any pmap, of gdb, lldb, pwndbg or GEF, or an Android tombstone;
an ELF core file, or a smemcap tar. Of several tables in one text the first is shown, unless --table tells a number or name.

Exit status: 0 fine; 1 refused or failed, with the reason on standard error; 2 wrong usage;
3 a bound of diff was met; 42 no such process.
(pmap: as procps has it.)
`;
