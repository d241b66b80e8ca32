/* Data whose file part ends at an odd byte, and zeroed data right behind it. */
#include "report.h"

char data[4099] = {1};
static char zeroed[5000];

int main(void) {
  reportBegin();
  zeroed[0] = 1;
  report("data", data, sizeof data);
  report("zeroed", zeroed, sizeof zeroed);
  reportEndAndWait();
}
