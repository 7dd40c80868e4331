// All goroutines asleep: fatal error, exit status 2.
package main

func main() {
	c := make(chan int)
	println("before")
	c <- 1
}
