// Mandelbrot measures floating point in registers.
package main

import "fmt"

func main() {
	const n, limit = 1400, 200
	sum := 0
	for y := range n {
		ci := 2*float64(y)/n - 1
		for x := range n {
			cr := 2*float64(x)/n - 1.5
			zr, zi := 0.0, 0.0
			i := 0
			for ; i < limit; i++ {
				rr, ii := zr*zr, zi*zi
				if rr+ii > 4 {
					break
				}
				zi = 2*zr*zi + ci
				zr = rr - ii + cr
			}
			sum = sum*31 + i
		}
	}
	fmt.Println(sum)
}
