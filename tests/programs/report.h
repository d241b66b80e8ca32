/*
 * What every program here does last: print one line of JSON that says what it made and where, then wait to be killed.
 *
 *   { "name": { "start": "0x...", "end": "0x...", "fact": 1 }, "other": { "skipped": "why" } }
 *
 * `end` is exclusive, as everywhere in the project.
 */
#ifndef REPORT_H
#define REPORT_H
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int reported;

/* Opens the line. A program whose starter dies is killed with it: no test leaves a process behind. */
static inline void reportBegin(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  printf("{");
}

static inline void reportName(const char *name) { printf("%s\"%s\":", reported++ ? "," : "", name); }

static inline void report(const char *name, const void *start, size_t size) {
  reportName(name);
  printf("{\"start\":\"0x%lx\",\"end\":\"0x%lx\"}", (uintptr_t)start, (uintptr_t)start + size);
}

/* A span together with one more number, such as a thread id. */
static inline void reportWith(const char *name, const void *start, size_t size, const char *fact, long value) {
  reportName(name);
  printf("{\"start\":\"0x%lx\",\"end\":\"0x%lx\",\"%s\":%ld}", (uintptr_t)start, (uintptr_t)start + size, fact, value);
}

/* This kernel or this user cannot make it; the test prints the reason. */
static inline void reportSkipped(const char *name, const char *what, int error) {
  reportName(name);
  printf("{\"skipped\":\"%s: %s\"}", what, strerror(error));
}

static inline void reportEnd(void) {
  printf("}\n");
  fflush(stdout);
}

static inline void reportEndAndWait(void) {
  reportEnd();
  for (;;) pause();
}

/* What the programs cannot do without: say so and end. */
static inline void *must(void *memory, const char *what) {
  if (memory == MAP_FAILED || memory == NULL) {
    perror(what);
    exit(1);
  }
  return memory;
}

static inline int mustBe(int result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
  return result;
}

/* Anonymous private memory with inaccessible pages around it, so that it cannot merge with its neighbours. */
static inline void *lonely(size_t size, int protection, int flags) {
  size_t page = 4096;
  char *block = must(mmap(NULL, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "mmap");
  return must(mmap(block + page, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | flags, -1, 0), "mmap");
}
#endif
