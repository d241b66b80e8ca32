// 1 GiB of blocks of Go, touched.
package main

import (
	"fmt"
	"time"
)

func main() {
	keep := [][]byte{}
	for i := 0; i < 65536; i++ {
		block := make([]byte, 16384)
		for j := 0; j < len(block); j += 4096 {
			block[j] = 1
		}
		keep = append(keep, block)
	}
	fmt.Println("{}")
	time.Sleep(time.Hour)
	fmt.Println(len(keep))
}
