/* Files of all sorts of names, mapped in all sorts of ways, in the folder given as argument. */
#include "report.h"
#include <fcntl.h>

enum { size = 12 << 10 };
static const char *folder;

static void pathOf(char *path, size_t room, const char *file) { snprintf(path, room, "%s/%s", folder, file); }

static void reportFile(const char *name, const char *file, int protection, int flags) {
  char path[4096];
  pathOf(path, sizeof path, file);
  int descriptor = mustBe(open(path, O_CREAT | O_RDWR, 0600), path);
  mustBe(ftruncate(descriptor, size), "ftruncate");
  char *memory = must(mmap(NULL, size, protection, flags, descriptor, 0), "mmap");
  if (protection & PROT_WRITE) memory[0] = 1;
  report(name, memory, size);
  close(descriptor);
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  folder = arguments[1];
  char path[4096];
  const int both = PROT_READ | PROT_WRITE;
  reportBegin();
  reportFile("private", "private", both, MAP_PRIVATE);
  reportFile("shared", "shared", both, MAP_SHARED);
  reportFile("readOnly", "read-only", PROT_READ, MAP_PRIVATE);
  reportFile("spaces", "two  spaces", PROT_READ, MAP_SHARED);
  reportFile("trailingSpace", "ends in a space ", PROT_READ, MAP_SHARED);
  reportFile("newline", "line one\nline two", PROT_READ, MAP_SHARED);
  reportFile("backslash", "line one\\012line two", PROT_READ, MAP_SHARED);
  reportFile("notUtf8", "caf\xe9", PROT_READ, MAP_SHARED);
  reportFile("bidi", "abc\xe2\x80\xae" "fdp.exe", PROT_READ, MAP_SHARED);
  reportFile("reallySoNamed", "real (deleted)", PROT_READ, MAP_SHARED);
  reportFile("bracketed", "[heap]", PROT_READ, MAP_SHARED);
  reportFile("sysvLookalike", "SYSV00000000", PROT_READ, MAP_SHARED);
  reportFile("deleted", "deleted", PROT_READ, MAP_SHARED);
  pathOf(path, sizeof path, "deleted");
  unlink(path);
  reportFile("replaced", "replaced", PROT_READ, MAP_SHARED);
  pathOf(path, sizeof path, "replaced");
  unlink(path);
  close(mustBe(open(path, O_CREAT | O_RDWR, 0600), path));
  reportEndAndWait();
}
