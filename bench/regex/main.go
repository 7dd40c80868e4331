// Regex measures the regexp package: one-pass, backtracking and automaton searches over generated log lines.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	var text strings.Builder
	hosts := []string{"alpha", "beta.example.org", "10.0.0.7", "gamma-3"}
	for i := range 4000 {
		fmt.Fprintf(&text, "2026-%02d-%02d %s service[%d]: user=%s%d took %d.%03ds status=%d\n",
			i%12+1, i%28+1, hosts[i%4], 100+i, "u", i%77, i%9, i%1000, 200+i%5*100)
	}
	log := text.String()
	line := regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d) (\S+) service\[(\d+)\]: user=(\w+) took (\d+\.\d+)s status=(\d+)$`)
	user := regexp.MustCompile(`user=u(1|3|5)\d* took [2-6]\.\d+s`)
	host := regexp.MustCompile(`(?i)[a-z]+(\.[a-z]+)+`)
	sum := 0
	for range 22 {
		for _, l := range strings.Split(strings.TrimSpace(log), "\n") {
			if m := line.FindStringSubmatch(l); m != nil {
				sum += len(m[4]) + len(m[6])*3 + int(m[8][0])
			}
		}
		for _, at := range user.FindAllStringIndex(log, -1) {
			sum += at[1] - at[0]
		}
		sum += len(host.ReplaceAllString(log, "<$0>"))
	}
	fmt.Println(sum)
}
