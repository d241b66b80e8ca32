/* The parts of a program: code, constants, relocated tables, data, bss and the main thread's own variables. */
#include "report.h"

extern void (*__init_array_start[])(void) __attribute__((visibility("hidden")));
static const char constants[64] = "constants";
static char data[8192] = "data";
static char bss[1 << 20];
static __thread char threadLocal[256] = "thread-local";

int main(void) {
  reportBegin();
  bss[100000] = 1;
  data[0] = 'D';
  report("text", (void *)(uintptr_t)main, 16);
  report("rodata", constants, sizeof constants);
  report("relro", __init_array_start, sizeof(void *));
  report("data", data, sizeof data);
  report("bss", bss, sizeof bss);
  report("tls", threadLocal, sizeof threadLocal);
  report("heap", must(malloc(100), "malloc"), 100);
  report("stack", __builtin_frame_address(0), 1);
  reportEndAndWait();
}
