// Matrix measures nested loops over slices of slices of float64.
package main

import "fmt"

const n = 300

func newMatrix(seed int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = float64((i*seed+j)%17) / 16
		}
	}
	return m
}

func multiply(c, a, b [][]float64) {
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			sum := 0.0
			for k := 0; k < n; k++ {
				sum += a[i][k] * b[k][j]
			}
			c[i][j] = sum
		}
	}
}

func main() {
	a, b, c := newMatrix(3), newMatrix(5), newMatrix(7)
	for range 10 {
		multiply(c, a, b)
		multiply(a, c, b)
		for i := range a {
			for j := range a[i] {
				a[i][j] /= float64(n * n)
			}
		}
	}
	fmt.Printf("%.9f\n", c[17][42])
}
