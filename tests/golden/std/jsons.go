// encoding/json: structs with tags, embedding, interfaces, Marshaler, errors, indent, numbers, raw, streaming.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

type Temp float64

func (t Temp) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `"%.1fC"`, float64(t)), nil }
func (t *Temp) UnmarshalJSON(b []byte) error {
	_, err := fmt.Sscanf(string(b), `"%fC"`, (*float64)(t))
	return err
}

type Level int

func (l Level) MarshalText() ([]byte, error) { return []byte(fmt.Sprint("L", int(l))), nil }
func (l *Level) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "L%d", (*int)(l))
	return err
}

type Base struct {
	ID   int `json:"id"`
	Kind string
}
type Doc struct {
	Base
	Name   string             `json:"name"`
	Opt    *int               `json:"opt,omitempty"`
	Tags   []string           `json:"tags"`
	M      map[string]Temp    `json:"m,omitempty"`
	Lv     map[Level]int      `json:"lv,omitempty"`
	Any    any                `json:"any"`
	Skip   int                `json:"-"`
	Str    int64              `json:"str,string"`
	T      time.Time          `json:"t,omitzero"`
	Raw    json.RawMessage    `json:"raw,omitempty"`
	Arr    [2]float64         `json:"arr"`
	B      []byte             `json:"b"`
	E      struct{ X, Y int } `json:"e"`
	priv   int
	Nested []*Doc `json:"nested,omitempty"`
}

func main() {
	n := 5
	d := Doc{Base: Base{1, "k"}, Name: "a<b>&\u2028\"", Opt: &n, M: map[string]Temp{"x": 21.55}, Lv: map[Level]int{2: 1}, Any: []any{1, "s", nil, true, 1.5e30}, Str: 1 << 60, T: time.Date(2024, 2, 29, 12, 0, 0, 5e8, time.UTC), Raw: json.RawMessage(`{"z":[1, 2]}`), B: []byte("bin"), Nested: []*Doc{{Name: "child"}, nil}}
	b, err := json.Marshal(d)
	fmt.Println(string(b), err)
	var e Doc
	err = json.Unmarshal(b, &e)
	fmt.Println(err, e.ID, e.Name == d.Name, *e.Opt, e.M, e.Lv, e.Any, e.Str, e.T, string(e.Raw), e.Arr, string(e.B), len(e.Nested), e.Nested[0].Name)
	for _, s := range []string{`{`, `{"id":"x"}`, `[1,2`, `{"arr":[1,2,3]}`, `{"tags":[1]}`, `nul`, `{"name":"\ud83d\ude00\u00e9"}`, `{"m":{"q":"1.5C"}}`, `{"str":"12"}`, `{"str":12}`, `{"ID":7,"KIND":"case"}`, `"str"`, "{\"a\":1}x", `{"opt":null,"any":{"k":[{}]}}`, `{"e":{"X":1e2}}`, `{"e":{"X":1.5}}`} {
		var x Doc
		err := json.Unmarshal([]byte(s), &x)
		fmt.Println(s, err, x.ID, x.Kind, x.Name, x.Arr, x.M, x.Str, x.Any, x.E)
	}
	var v any
	fmt.Println(json.Unmarshal([]byte(` {"b":[1,2.5,"x",{"y":null}],"a":true} `), &v), v)
	out, _ := json.MarshalIndent(v, ">", "  ")
	fmt.Println(string(out))
	dec := json.NewDecoder(strings.NewReader(`{"a":1} {"a":12345678901234567890} [3]`))
	dec.UseNumber()
	for dec.More() {
		var x any
		if err := dec.Decode(&x); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%v %T\n", x, x)
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	enc.Encode(map[string]any{"z": "<&>", "a": []int{}, "n": []int(nil), "f": 1e6, "g": 1e21, "h": float32(0.1)})
	_, err = json.Marshal(map[string]any{"c": make(chan int)})
	fmt.Println(err)
	_, err = json.Marshal(func() {})
	fmt.Println(err, json.Valid([]byte(`{"a":[]}`)))
	d2 := json.NewDecoder(strings.NewReader(`{"nope":1}`))
	d2.DisallowUnknownFields()
	fmt.Println(d2.Decode(&Base{}))
	tok := json.NewDecoder(strings.NewReader(`{"k":[1,"s",null]}`))
	for {
		t, err := tok.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T:%v ", t, t)
	}
}
