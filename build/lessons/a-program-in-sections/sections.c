#include "lesson.h"
#include <sys/stat.h>

char zero[16 * MiB];                          /* .bss */
char data[1 * MiB] = {1};                     /* .data */
const char constant[512 * KiB] = {1};         /* .rodata */

int main(void) {
  steady();
  struct stat file;
  char text[32];
  if (stat("/proc/self/exe", &file) != 0)
    return 1;
  snprintf(text, sizeof text, "%lu", (unsigned long)file.st_size);
  value("file-size", text);
  here("zero", zero, sizeof zero);
  here("data", data, sizeof data);
  here("constant", constant, sizeof constant);
  here("main", (void *)main, 1);
  step("start");

  volatile char sum = 0;
  for (size_t i = 0; i < sizeof zero; i += 4096)
    sum = (char)(sum + zero[i]);
  step("zeros-read");

  for (size_t i = 0; i < sizeof zero; i += 4096)
    zero[i] = 1;
  step("zeros-written");

  data[500000] = 2;
  step("one-byte-of-data");
  return 0;
}
