// Sprintf measures formatting: reflection, interfaces and conversion of numbers.
package main

import "fmt"

type point struct{ X, Y int }

func main() {
	sum := 0
	for i := range 1_500_000 {
		sum += len(fmt.Sprintf("%d %s %x %5.2f %v", i, "text", i*7, float64(i)/3, i%2 == 0))
		if i%4 == 0 {
			sum += len(fmt.Sprintf("%v %+v %q", point{i, -i}, []int{i, i + 1}, "quoted"))
		}
	}
	fmt.Println(sum)
}
