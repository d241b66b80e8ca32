/* 1 GiB of malloc, touched: half in small blocks of the main heap and of two threads, half in blocks of their own. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { mebibyte = 1 << 20, threads = 2 };

static void fill(size_t bytes, size_t block) {
  for (size_t made = 0; made < bytes; made += block) {
    char *at = malloc(block);
    if (!at) abort();
    memset(at, 1, block);
  }
}

static void *work(void *ignored) {
  fill((size_t)128 * mebibyte, 480);
  sleep(1000000);
  return ignored;
}

int main(void) {
  for (int i = 0; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, NULL) != 0) abort();
  }
  fill((size_t)256 * mebibyte, 480);
  fill((size_t)256 * mebibyte, 200000);
  fill((size_t)256 * mebibyte, (size_t)32 * mebibyte);
  sleep(2);
  puts("{}");
  fflush(stdout);
  pause();
}
