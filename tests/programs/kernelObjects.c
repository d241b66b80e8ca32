/* Memory that belongs to something in the kernel. What this kernel or this user may not have is reported as skipped. */
#include "report.h"
#include <fcntl.h>
#include <link.h>
#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>

static void reportMapping(const char *name, size_t size, int flags, int file, off_t offset) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, file, offset);
  if (memory == MAP_FAILED) reportSkipped(name, "mmap", errno);
  else report(name, memory, size);
}

static void reportRing(void) {
  struct io_uring_params parameters = {0};
  int ring = (int)syscall(SYS_io_uring_setup, 8, &parameters);
  if (ring < 0) {
    reportSkipped("ioUring", "io_uring_setup", errno);
    reportSkipped("ioUringEntries", "io_uring_setup", errno);
    return;
  }
  size_t rings = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
  size_t completions = parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe);
  if (completions > rings) rings = completions;
  reportMapping("ioUring", (rings + 4095) & ~4095UL, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
  reportMapping("ioUringEntries", 4096, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
}

static void reportAio(void) {
  aio_context_t context = 0;
  if (syscall(SYS_io_setup, 32, &context) < 0) reportSkipped("aio", "io_setup", errno);
  else report("aio", (void *)context, 4096);
}

/* An array that programs in the kernel and this one can both read. */
static void reportBpf(void) {
  union bpf_attr attributes = {0};
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = 4;
  attributes.value_size = 4096;
  attributes.max_entries = 2;
  attributes.map_flags = BPF_F_MMAPABLE;
  int map = (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes);
  if (map < 0) reportSkipped("bpfMap", "bpf", errno);
  else reportMapping("bpfMap", 8192, MAP_SHARED, map, 0);
}

static void reportNamed(void) {
  void *memory = lonely(8192, PROT_READ | PROT_WRITE, 0);
  if (prctl(0x53564d41 /* PR_SET_VMA */, 0 /* PR_SET_VMA_ANON_NAME */, memory, 8192, "a name of its own") < 0) {
    reportSkipped("named", "prctl", errno);
  } else {
    report("named", memory, 8192);
  }
}

/* The physical memory of the machine's firmware, which even a strict /dev/mem lets root read. */
static void reportDevice(void) {
  int memory = open("/dev/mem", O_RDONLY);
  if (memory < 0) {
    reportSkipped("device", "/dev/mem", errno);
    return;
  }
  void *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, memory, 0xf0000);
  if (page == MAP_FAILED) reportSkipped("device", "mmap", errno);
  else report("device", page, 4096);
}

__attribute__((noinline)) static int probed(int value) {
  __asm__ volatile("" : "+r"(value));
  return value + 1;
}

static int findBase(struct dl_phdr_info *info, size_t size, void *base) {
  (void)size;
  *(uintptr_t *)base = info->dlpi_addr;
  return 1; /* the program itself comes first */
}

/* A probe that this process sets on itself: the first hit makes the kernel map a page of its own. */
static void reportUprobe(void) {
  FILE *type = fopen("/sys/bus/event_source/devices/uprobe/type", "r");
  struct perf_event_attr attributes = {0};
  uintptr_t base = 0;
  attributes.size = sizeof attributes;
  if (!type || fscanf(type, "%u", &attributes.type) != 1) {
    reportSkipped("uprobe", "uprobe/type", errno);
    return;
  }
  fclose(type);
  dl_iterate_phdr(findBase, &base);
  /* In a program laid out like this one, code lies at the same distance from the start in the file and in memory. */
  attributes.config1 = (uintptr_t) "/proc/self/exe";
  attributes.config2 = (uintptr_t)probed - base;
  int event = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
  if (event < 0) {
    reportSkipped("uprobe", "perf_event_open", errno);
    return;
  }
  probed(1);
  FILE *maps = must(fopen("/proc/self/maps", "r"), "maps");
  char line[512];
  uintptr_t start, end;
  while (fgets(line, sizeof line, maps)) {
    if (!strstr(line, "[uprobes]") || sscanf(line, "%lx-%lx", &start, &end) != 2) continue;
    report("uprobe", (void *)start, end - start);
    fclose(maps);
    return;
  }
  fclose(maps);
  reportSkipped("uprobe", "the probe was not hit", 0);
}

static void reportPerf(void) {
  struct perf_event_attr attributes = {0};
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.size = sizeof attributes;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.sample_period = 1000000000;
  attributes.disabled = 1;
  int event = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
  if (event < 0) reportSkipped("perf", "perf_event_open", errno);
  else reportMapping("perf", 9 << 12, MAP_SHARED, event, 0);
}

static void reportSecret(void) {
  int file = (int)syscall(SYS_memfd_secret, 0);
  if (file < 0 || ftruncate(file, 8192) < 0) reportSkipped("secret", "memfd_secret", errno);
  else reportMapping("secret", 8192, MAP_SHARED, file, 0);
}

int main(void) {
  reportBegin();
  reportRing();
  reportAio();
  reportPerf();
  reportSecret();
  reportBpf();
  reportNamed();
  reportDevice();
  reportUprobe();
  reportMapping("hugetlb", 2 << 20, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
  reportEndAndWait();
}
