// Json measures reflection: marshalling and unmarshalling of nested structs.
package main

import (
	"encoding/json"
	"fmt"
)

type address struct {
	Street string `json:"street"`
	Number int    `json:"number"`
}

type person struct {
	Name      string             `json:"name"`
	Age       int                `json:"age"`
	Tags      []string           `json:"tags"`
	Addresses []address          `json:"addresses"`
	Scores    map[string]float64 `json:"scores,omitempty"`
	Active    bool               `json:"active"`
}

func main() {
	people := make([]person, 50)
	for i := range people {
		people[i] = person{
			Name:      fmt.Sprint("person ", i),
			Age:       i,
			Tags:      []string{"red", "green", "blue"},
			Addresses: []address{{"Main Street", i}, {"Side Street", i * 2}},
			Scores:    map[string]float64{"a": float64(i) / 3, "b": 2.5},
			Active:    i%2 == 0,
		}
	}
	sum := 0
	for range 3000 {
		text, err := json.Marshal(people)
		if err != nil {
			panic(err)
		}
		var back []person
		if err := json.Unmarshal(text, &back); err != nil {
			panic(err)
		}
		sum += len(text) + len(back) + back[7].Addresses[1].Number
	}
	fmt.Println(sum)
}
