/*
 * What a lesson's program tells Procatlas: one line each on standard output, then it waits for a line.
 *
 * Nothing here uses stdio. printf of glibc makes the heap (132 KiB) before the program's first malloc, and an arena
 * of 64 MiB in each thread that prints: the lessons "when is the heap born" and "what does a thread cost" would be
 * false. snprintf into an array and write(2) touch nothing but the stack.
 */
#ifndef LESSON_H
#define LESSON_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define KiB 1024UL
#define MiB (1024UL * KiB)
#define LESSON_UNUSED __attribute__((unused))

static void say(const char *line) {
  size_t left = strlen(line);
  while (left > 0) {
    ssize_t written = write(1, line, left);
    if (written <= 0) _exit(1);
    line += written;
    left -= (size_t)written;
  }
}

/* "These bytes are called LABEL": the picture marks them, facts speak of them. */
LESSON_UNUSED static void here(const char *label, const volatile void *start, size_t bytes) {
  char line[160];
  snprintf(line, sizeof line, "@here %s 0x%lx %zu\n", label, (unsigned long)start, bytes);
  say(line);
}

/* Something that the program knows and nobody can see from outside. */
LESSON_UNUSED static void value(const char *label, const char *text) {
  char line[256];
  snprintf(line, sizeof line, "@value %s %s\n", label, text);
  say(line);
}

/* Another process that belongs to the lesson: a child, a twin. */
LESSON_UNUSED static void process(const char *name, int pid) {
  char line[96];
  snprintf(line, sizeof line, "@process %s %d\n", name, pid);
  say(line);
}

/* "I wait": the picture is taken now. Ends the program when nobody is there any more. */
LESSON_UNUSED static void step(const char *name) {
  char line[96];
  snprintf(line, sizeof line, "@step %s\n", name);
  say(line);
  char letter;
  do {
    if (read(0, &letter, 1) <= 0) _exit(0);
  } while (letter != '\n');
}

/* No huge pages for this program: one byte touched makes one page of 4 KiB, wherever it runs. */
LESSON_UNUSED static void steady(void) { prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); }

#endif
