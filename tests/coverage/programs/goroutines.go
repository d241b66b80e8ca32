// Blocks, a map and a thousand goroutines of Go: addresses of blocks and of goroutines' stacks.
package main

import (
	"fmt"
	"strings"
	"time"
	"unsafe"
)

var keep [][]byte

func deep(n int) int {
	var room [128]int
	room[n%128] = n
	if n == 0 {
		return room[0]
	}
	return deep(n-1) + room[n%128]
}

func main() {
	for i := 0; i < 2000; i++ {
		block := make([]byte, 40000)
		for j := 0; j < len(block); j += 4096 {
			block[j] = 1
		}
		keep = append(keep, block)
	}
	texts := map[int]string{}
	for i := 0; i < 200000; i++ {
		texts[i] = fmt.Sprint(i)
	}
	stacks := make(chan uintptr, 1000)
	for i := 0; i < 1000; i++ {
		go func() {
			var here int
			deep(100)
			stacks <- uintptr(unsafe.Pointer(&here))
			time.Sleep(time.Hour)
		}()
	}
	said := []string{}
	tell := func(name string, at uintptr, size uintptr, kinds string) {
		said = append(said, fmt.Sprintf("%q:{\"start\":\"0x%x\",\"end\":\"0x%x\",\"is\":%q}", name, at, at+size, kinds))
	}
	for i := 0; i < len(keep); i += 20 {
		tell(fmt.Sprint("block ", i), uintptr(unsafe.Pointer(&keep[i][0])), 40000, "go-heap")
	}
	for i := 0; i < 1000; i++ {
		at := <-stacks
		if i%20 == 0 {
			tell(fmt.Sprint("stack ", i), at, 1, "go-heap|go-stacks")
		}
	}
	fmt.Println("{" + strings.Join(said, ",") + "}")
	time.Sleep(time.Hour)
	fmt.Println(len(texts))
}
