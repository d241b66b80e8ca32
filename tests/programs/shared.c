/* Memory that can be shared: memfd, POSIX and System V segments, and the two faces of /dev/zero. */
#include "report.h"
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/shm.h>

enum { size = 64 << 10 };

static void *mapped(int file, int flags) {
  char *memory = must(mmap(NULL, size, PROT_READ | PROT_WRITE, flags, file, 0), "mmap");
  memory[0] = 1;
  return memory;
}

static void reportMemfd(const char *name, const char *title, int flags) {
  int file = mustBe(memfd_create(title, 0), "memfd_create");
  mustBe(ftruncate(file, size), "ftruncate");
  report(name, mapped(file, flags), size);
}

static void reportShm(const char *name, const char *suffix, int unlinked) {
  char path[64];
  snprintf(path, sizeof path, "/procatlas-%d-%s", getpid(), suffix);
  int file = mustBe(shm_open(path, O_CREAT | O_RDWR | O_EXCL, 0600), "shm_open");
  mustBe(ftruncate(file, size), "ftruncate");
  report(name, mapped(file, MAP_SHARED), size);
  if (unlinked) shm_unlink(path);
}

int main(void) {
  reportBegin();
  reportMemfd("memfd", "plain", MAP_SHARED);
  reportMemfd("memfdPrivate", "private", MAP_PRIVATE);
  reportMemfd("memfdOdd", "line one\nline two (deleted) ", MAP_SHARED);
  reportMemfd("memfdEmpty", "", MAP_SHARED);
  reportShm("shm", "living", 0);
  reportShm("shmUnlinked", "unlinked", 1);

  int segment = mustBe(shmget(IPC_PRIVATE, size, IPC_CREAT | 0600), "shmget");
  char *attached = must(shmat(segment, NULL, 0), "shmat");
  shmctl(segment, IPC_RMID, NULL);
  attached[0] = 1;
  reportWith("sysv", attached, size, "id", segment);

  report("sharedAnonymous", mapped(-1, MAP_SHARED | MAP_ANONYMOUS), size);
  int zero = mustBe(open("/dev/zero", O_RDWR), "/dev/zero");
  report("zeroShared", mapped(zero, MAP_SHARED), size);
  report("zeroPrivate", mapped(zero, MAP_PRIVATE), size);
  reportEndAndWait();
}
