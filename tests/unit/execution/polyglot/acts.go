package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
)

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}

func said(err error) string {
	if err == nil {
		return "open"
	}
	return "closed"
}

func main() {
	in := bufio.NewReader(os.Stdin)
	var act string
	fmt.Fscan(in, &act)
	switch act {
	case "sum":
		var n, value, total int
		fmt.Fscan(in, &n)
		for ; n > 0; n-- {
			fmt.Fscan(in, &value)
			total += value
		}
		fmt.Println(total)
	case "real":
		fmt.Printf("%.6f\n", 1.0/3)
	case "exit":
		os.Exit(3)
	case "crash":
		var none []int
		fmt.Println(none[len(os.Args)]) // crashes here
	case "loop":
		for n := 0; ; n++ {
		}
	case "memory":
		var kept [][]byte
		for {
			block := make([]byte, 1<<20)
			for i := range block {
				block[i] = 1
			}
			kept = append(kept, block)
		}
	case "flood":
		for {
			fmt.Println("all work and no play")
		}
	case "depth":
		fmt.Println(depth(100000))
	case "thread":
		done := make(chan string)
		go func() { done <- "joined" }()
		fmt.Println(<-done)
	case "read":
		_, err := os.Open("/etc/passwd")
		fmt.Println(said(err))
	case "write":
		_, err := os.Create("/usr/lib/mine")
		fmt.Println(said(err))
	case "net":
		_, err := net.Listen("tcp", "127.0.0.1:0")
		fmt.Println(said(err))
	case "spawn":
		fmt.Println(said(exec.Command("/bin/true").Run()))
	}
}
