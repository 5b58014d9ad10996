package handlers

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// Not beside other tests: what is counted is what the whole process allocates. What something else of it takes is not in all
// of three tries, and the body would be.
func TestABodyOfFiftyMegabytesIsRefusedUnread(t *testing.T) {
	h := setup(t)
	at := h.wire(t)
	const length = 50 << 20
	chunk := make([]byte, 64<<10)
	send := func() {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil { // who waits for the body never answers
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /t/garden%s HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
			web.PathSignOut, sharedHost, length)
		// The answer comes before the body: were that sent at once, the end of the connection could overtake the answer.
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("answered %d, %v", answer.StatusCode, err)
		}
		sent := 0
		for err = nil; err == nil && sent < length; {
			var n int
			n, err = conn.Write(chunk)
			sent += n
		}
		if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%d bytes were taken: %v", sent, err)
		}
	}
	send() // what is made once
	var before, after runtime.MemStats
	for range 3 {
		runtime.ReadMemStats(&before)
		send()
		runtime.ReadMemStats(&after)
		if after.TotalAlloc-before.TotalAlloc < 1<<20 {
			return
		}
	}
	t.Errorf("%d bytes were allocated for it", after.TotalAlloc-before.TotalAlloc)
}

// What fits to the byte is taken, and one byte more is not.
func TestBoundsHoldToTheByte(t *testing.T) {
	t.Parallel()
	h := setup(t)
	member, _ := h.enter(t, sandbox.Garden, "blake")
	clerk := h.arrive(t, sandbox.Garden, models.RoleAdmin)
	for path, b := range map[string]*browser{web.PathCode: member, web.PathSignOut: member, web.PathStaffSignIn: clerk.browser, web.PathSettings: clerk.browser,
		web.PathCampaignNew: clerk.browser, web.PathLogoSave: clerk.browser} {
		bound := int(bodyBound(path))
		for length, want := range map[int]bool{bound: false, bound + 1: true} {
			got := b.do(http.MethodPost, path, strings.NewReader("a="+strings.Repeat("x", length-2)), "Sec-Fetch-Site", "same-origin",
				"Content-Type", "application/x-www-form-urlencoded")
			if (got.status == http.StatusRequestEntityTooLarge) != want || got.status >= http.StatusInternalServerError {
				t.Errorf("%s with %d bytes answered %d", path, length, got.status)
			}
		}
	}
	prefix := "/t/garden" + web.PathTerms + "?a="
	for length, want := range map[int]int{maxURL: http.StatusOK, maxURL + 1: http.StatusRequestURITooLong} {
		member.get(web.PathTerms + "?a=" + strings.Repeat("x", length-len(prefix))).wants(want)
	}
}
