#include "lesson.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

static char page[4096];

/* A file of 2 MiB full of dots; it has a name for a moment only. */
static int file_of_dots(void) {
  int file = open("dots", O_RDWR | O_CREAT | O_EXCL, 0600);
  unlink("dots");
  memset(page, '.', sizeof page);
  for (int i = 0; i < 512; i++)
    if (write(file, page, sizeof page) != sizeof page)
      exit(1);
  return file;
}

static char *map(int file, int how, int flags) {
  return mmap(0, 2 * MiB, how, flags, file, 0);
}

int main(void) {
  steady();
  int file = file_of_dots();
  int both = PROT_READ | PROT_WRITE;

  char *only_read = map(file, PROT_READ, MAP_PRIVATE);
  here("file", only_read, 2 * MiB);
  step("mapped");

  volatile char letter = only_read[1 * MiB];      /* one byte is read */
  (void)letter;
  step("one-byte-read");

  char *mine = map(file, both, MAP_PRIVATE);
  char *ours = map(file, both, MAP_SHARED);
  here("mine", mine, 2 * MiB);
  here("ours", ours, 2 * MiB);
  mine[0] = 'P';                        /* one byte through the private one */
  step("private-written");

  ours[0] = 'S';                        /* two through the shared one */
  ours[4096] = 'T';
  char text[3] = {0};
  if (pread(file, text, 2, 0) != 2)
    return 1;
  value("file-begins", text);
  snprintf(text, sizeof text, "%c", mine[4096]);
  value("private-second-page", text);
  snprintf(text, sizeof text, "%c", mine[0]);
  value("private-first-page", text);
  step("shared-written");
  return 0;
}
