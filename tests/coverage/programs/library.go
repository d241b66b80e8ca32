// A Go library for a C program: blocks and goroutines, and what it has made as a line of JSON.
package main

import "C"

import (
	"fmt"
	"strings"
	"time"
	"unsafe"
)

var keep [][]byte

//export GoStart
func GoStart() *C.char {
	said := []string{}
	for i := 0; i < 1000; i++ {
		block := make([]byte, 50000)
		for j := 0; j < len(block); j += 4096 {
			block[j] = 1
		}
		keep = append(keep, block)
		if i%20 == 0 {
			at := uintptr(unsafe.Pointer(&block[0]))
			said = append(said, fmt.Sprintf("\"block %d\":{\"start\":\"0x%x\",\"end\":\"0x%x\",\"is\":\"go-heap\"}", i, at, at+50000))
		}
	}
	for i := 0; i < 200; i++ {
		go func() {
			for {
				time.Sleep(time.Hour)
			}
		}()
	}
	return C.CString("{" + strings.Join(said, ",") + "}")
}

func main() {}
