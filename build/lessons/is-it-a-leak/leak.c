#include "lesson.h"
#include <stdlib.h>
#include <sys/wait.h>

enum { BLOCKS = 4000, ROUNDS = 4 };

/* Keeps everything it ever made. */
static void first_program(int round) {
  (void)round;
  for (int i = 0; i < BLOCKS; i++)
    memset(malloc(1000), 1, 1000);
}

/* Keeps the newest 4,000 and frees the oldest. */
static void second_program(int round) {
  static char *cache[BLOCKS];
  (void)round;
  for (int i = 0; i < BLOCKS; i++) {
    free(cache[i]);
    cache[i] = malloc(1000);
    memset(cache[i], 1, 1000);
  }
}

/* Makes much once and then frees most of it, but not all. */
static void third_program(int round) {
  static char *block[5 * BLOCKS];
  if (round == 1)
    for (int i = 0; i < 5 * BLOCKS; i++) {
      block[i] = malloc(1000);
      memset(block[i], 1, 1000);
    }
  if (round == 2)
    for (int i = 0; i < 5 * BLOCKS; i++)
      if (i % 16 != 15)
        free(block[i]);
}

static int go[3], done[3];

static void begin(int number, const char *name, void (*work)(int)) {
  int in[2], out[2];
  if (pipe(in) || pipe(out))
    exit(1);
  pid_t child = fork();
  if (child == 0) {
    char letter;
    close(0);
    for (int i = 0; i < number; i++)
      close(go[i]);
    close(in[1]);
    for (int round = 1; read(in[0], &letter, 1) == 1; round++) {
      work(round);
      if (write(out[1], "x", 1) != 1)
        break;
    }
    _exit(0);
  }
  close(in[0]);
  close(out[1]);
  go[number] = in[1];
  done[number] = out[0];
  process(name, child);
}

int main(void) {
  steady();
  begin(0, "a", first_program);
  begin(1, "b", second_program);
  begin(2, "c", third_program);
  char name[16], letter;
  for (int round = 1; round <= ROUNDS; round++) {
    for (int i = 0; i < 3; i++)
      if (write(go[i], "x", 1) != 1 || read(done[i], &letter, 1) != 1)
        return 1;
    snprintf(name, sizeof name, "round-%d", round);
    step(name);
  }
  for (int i = 0; i < 3; i++)
    close(go[i]);
  while (wait(0) > 0)
    continue;
  step("ended");
  return 0;
}
