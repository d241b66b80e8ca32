/*
 * Mappings whose names are hard to print: bytes outside ASCII, bytes that are no UTF-8, a newline, an escape sequence,
 * brackets and slashes, a file that looks like a System V segment, a real one, folders of more than 127 and of more than
 * 1024 characters in all. Its own command line is odd as well. The folder is the first argument.
 */
#include "report.h"
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>

enum { size = 4096 };

static void reportFile(const char *name, const char *path) {
  int file = mustBe(open(path, O_CREAT | O_RDWR, 0600), path);
  mustBe(ftruncate(file, size), "ftruncate");
  report(name, must(mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0), "mmap"), size);
  close(file);
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  mustBe(chdir(arguments[1]), arguments[1]);
  reportBegin();
  reportFile("accents", "\xc3\xa9t\xc3\xa9 caf\xc3\xa9");
  reportFile("notUtf8", "bad\xff\xfe");
  reportFile("newline", "new\nline");
  reportFile("escape", "esc\033[31mred\t[x]");
  reportFile("deleted", "gone (deleted)");
  reportFile("sysvFile", "SYSV00000000 (deleted)");
  if (arguments[2][0] == 'l') {
    char part[201];
    memset(part, 'd', 200);
    part[200] = 0;
    mkdir(part, 0700);
    mustBe(chdir(part), "chdir");
    reportFile("long", "past 127");
    for (int i = 0; i < 5; i++) {
      mkdir(part, 0700);
      mustBe(chdir(part), "chdir");
    }
    reportFile("veryLong", "past 1024");
  }
  int segment = mustBe(shmget(IPC_PRIVATE, size, IPC_CREAT | 0600), "shmget");
  reportWith("sysv", must(shmat(segment, NULL, 0), "shmat"), size, "shmid", segment);
  shmctl(segment, IPC_RMID, NULL);
  int memory = mustBe(memfd_create("my memfd", 0), "memfd_create");
  mustBe(ftruncate(memory, size), "ftruncate");
  report("memfd", must(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0), "mmap"), size);
  report("shared", must(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), "mmap"), size);
  char *named = must(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
  named[0] = 1;
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
  prctl(PR_SET_VMA, 0, named, size, "a/b");
  report("named", named, size);
  reportEndAndWait();
}
