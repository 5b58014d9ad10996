// Command report reads `go test -json` on standard input and tells it plainly: a line a package, failures whole, what
// was left out and why, and the count at the end.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds, with what ran beside it
}

// slowest is how many of the tests that took longest are named: the suite has twenty minutes.
const slowest = 12

func main() {
	var passed, failed, skipped int
	output := map[string][]string{}
	var leftOut []string
	var long []event
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text()) // a build error is no event
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			output[key] = append(output[key], e.Output)
			if e.Action == "build-output" {
				fmt.Print(e.Output)
			}
		case "pass":
			if e.Test == "" {
				fmt.Printf("ok   %s %.0fs\n", e.Package, e.Elapsed)
				continue
			}
			passed++
			if !strings.Contains(e.Test, "/") {
				long = append(long, e)
			}
		case "fail":
			if e.Test != "" {
				failed++
			}
			fmt.Printf("FAIL %s %s\n%s", e.Package, e.Test, strings.Join(output[key], ""))
		case "skip":
			if e.Test != "" {
				skipped++
				leftOut = append(leftOut, reason(e, output[key]))
			}
		}
	}
	slices.Sort(leftOut)
	for _, l := range slices.Compact(leftOut) {
		fmt.Println("LEFT OUT", l)
	}
	if len(leftOut) > 0 {
		fmt.Println("make tools brings what was left out")
	}
	slices.SortFunc(long, func(a, b event) int { return cmp.Compare(b.Elapsed, a.Elapsed) })
	for _, e := range long[:min(slowest, len(long))] {
		fmt.Printf("slow %s %s %.0fs\n", e.Package, e.Test, e.Elapsed)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	// Where parts are required, one that was left out is a failure.
	if failed > 0 || passed == 0 || len(leftOut) > 0 && os.Getenv("RAF_REQUIRE") != "" {
		os.Exit(1)
	}
}

// reason is the test's own sentence about why it was left out.
func reason(e event, output []string) string {
	for _, l := range output {
		if _, why, found := strings.Cut(l, "left out: "); found {
			return strings.TrimSpace(why)
		}
	}
	return e.Package + " " + e.Test
}
