// Lru measures an LRU cache: a map, a doubly linked list, strings as keys, garbage all the time.
package main

import (
	"container/list"
	"fmt"
	"strconv"
)

type entry struct {
	key   string
	value int
}

type cache struct {
	max   int
	order *list.List
	items map[string]*list.Element
	hits  int
}

func (c *cache) get(key string) (int, bool) {
	e, ok := c.items[key]
	if !ok {
		return 0, false
	}
	c.hits++
	c.order.MoveToFront(e)
	return e.Value.(*entry).value, true
}

func (c *cache) put(key string, value int) {
	if e, ok := c.items[key]; ok {
		e.Value.(*entry).value = value
		c.order.MoveToFront(e)
		return
	}
	c.items[key] = c.order.PushFront(&entry{key, value})
	if c.order.Len() > c.max {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.items, last.Value.(*entry).key)
	}
}

func main() {
	c := &cache{max: 20_000, order: list.New(), items: map[string]*list.Element{}}
	seed, sum := uint32(5), 0
	for i := range 1_500_000 {
		seed = seed*1664525 + 1013904223
		n := int(seed>>8) % (1 + int(seed>>4)%60_000)
		key := "user:" + strconv.Itoa(n)
		if v, ok := c.get(key); ok {
			sum += v & 7
		} else {
			c.put(key, i)
		}
	}
	fmt.Println(c.hits, c.order.Len(), len(c.items), sum)
}
