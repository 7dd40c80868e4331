// Sortslice measures sort.Slice and sort.Sort: comparisons through closures and interface methods, swaps through reflect.
package main

import (
	"fmt"
	"sort"
)

type person struct {
	name string
	age  int
	id   uint32
}

type byID []person

func (p byID) Len() int           { return len(p) }
func (p byID) Less(i, j int) bool { return p[i].id < p[j].id }
func (p byID) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

func main() {
	seed := uint32(7)
	next := func() uint32 {
		seed = seed*1664525 + 1013904223
		return seed >> 4
	}
	sum := uint32(0)
	for round := range 5 {
		people := make([]person, 120_000)
		for i := range people {
			people[i] = person{fmt.Sprint("n", next()%5000), int(next() % 90), next()}
		}
		sort.Slice(people, func(i, j int) bool {
			if people[i].age != people[j].age {
				return people[i].age < people[j].age
			}
			return people[i].name < people[j].name || people[i].name == people[j].name && people[i].id < people[j].id
		})
		for i := 0; i < len(people); i += 1000 {
			sum = sum*31 + people[i].id + uint32(round)
		}
		sort.Sort(byID(people))
		for i := 0; i < len(people); i += 1000 {
			sum = sum*31 + uint32(people[i].age)
		}
	}
	fmt.Println(sum)
}
