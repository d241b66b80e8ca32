/* Where the dynamic loader keeps what it knows of the C library: a list entry in memory that it took for itself. */
#include "report.h"
#include <link.h>

int main(void) {
  reportBegin();
  for (struct link_map *map = _r_debug.r_map; map; map = map->l_next) {
    if (strstr(map->l_name, "libc.so")) report("libraryEntry", map, sizeof *map);
  }
  reportEndAndWait();
}
