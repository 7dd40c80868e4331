// Empty measures what a start costs.
package main

func main() {}
