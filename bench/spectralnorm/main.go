// Spectralnorm measures integer and floating point arithmetic with a small leaf function.
package main

import (
	"fmt"
	"math"
)

func element(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func times(v, u []float64) {
	for i := range v {
		a := 0.0
		for j := range u {
			a += element(i, j) * u[j]
		}
		v[i] = a
	}
}

func timesTransposed(v, u []float64) {
	for i := range v {
		a := 0.0
		for j := range u {
			a += element(j, i) * u[j]
		}
		v[i] = a
	}
}

func main() {
	const n = 3000
	u, v, t := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for range 10 {
		times(t, u)
		timesTransposed(v, t)
		times(t, v)
		timesTransposed(u, t)
	}
	var vBv, vv float64
	for i := range v {
		vBv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	fmt.Printf("%.9f\n", math.Sqrt(vBv/vv))
}
