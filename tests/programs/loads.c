/* Loads the library named by its argument and says where the library's parts and its holes are. */
#include "report.h"
#include <dlfcn.h>
#include <link.h>

static void *symbol(void *library, const char *name) { return must(dlsym(library, name), name); }

/* Reports the room between the first two loaded segments, where there is a whole page of it. */
static int findHole(struct dl_phdr_info *info, size_t size, void *path) {
  (void)size;
  if (strcmp(info->dlpi_name, path) != 0) return 0;
  uintptr_t end = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_LOAD) continue;
    uintptr_t start = (info->dlpi_addr + header->p_vaddr) & ~(uintptr_t)4095;
    if (end && start > end) {
      report("hole", (void *)end, start - end);
      return 1;
    }
    end = (info->dlpi_addr + header->p_vaddr + header->p_memsz + 4095) & ~(uintptr_t)4095;
  }
  return 1;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  reportBegin();
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  ((int (*)(void))symbol(library, "libraryCode"))();
  report("text", symbol(library, "libraryCode"), 16);
  report("rodata", symbol(library, "libraryConstants"), 64);
  report("relro", symbol(library, "libraryTable"), 128);
  report("data", symbol(library, "libraryData"), 4096);
  report("bss", (char *)symbol(library, "libraryBss") + 4096, (1 << 16) - 4096);
  dl_iterate_phdr(findHole, arguments[1]);
  reportEndAndWait();
}
