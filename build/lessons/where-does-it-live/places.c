#include "lesson.h"
#include <stdlib.h>

int answer = 42;                        /* a global with a value */
int zeros[1024];                        /* a global without one */
const int table[4] = {1, 2, 3, 4};      /* a constant */

static int counted(void) {
  static int calls = 7;                 /* static, inside a function */
  here("static-local", &calls, sizeof calls);
  return ++calls;
}

int main(int count, char **arguments) {
  (void)count;
  int local = 1;
  char word[] = "array on the stack";
  const char *text = "string literal";
  int *block = malloc(100);

  here("function", (void *)main, 1);
  here("constant", table, sizeof table);
  here("literal", text, strlen(text) + 1);
  here("initialised-global", &answer, sizeof answer);
  here("zero-global", zeros, sizeof zeros);
  counted();
  here("local", &local, sizeof local);
  here("local-array", word, sizeof word);
  here("pointer-variable", &block, sizeof block);
  here("malloc-block", block, 100);
  here("argument", arguments[0], 1);
  here("library-function", (void *)&puts, 1);
  step("all");
  free(block);
  return 0;
}
