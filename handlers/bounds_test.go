package handlers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"raf/handlers/web"
	"raf/models"
	"raf/providers/sandbox"
)

// Not beside other tests: what is counted is what the whole process allocates.
func TestABodyOfFiftyMegabytesIsRefusedUnread(t *testing.T) {
	h := setup(t)
	at := h.wire(t)
	chunk := make([]byte, 64<<10)
	send := func(length int) int {
		conn, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /t/garden%s HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
			web.PathSignOut, sharedHost, length)
		go func() {
			for sent := 0; sent < length; sent += len(chunk) {
				if _, err := conn.Write(chunk[:min(len(chunk), length-sent)]); err != nil {
					return // refused, and the rest of it with the connection
				}
			}
		}()
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode
	}
	send(50 << 20) // what is made once
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if status := send(50 << 20); status != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", status)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n >= 1<<20 {
		t.Errorf("%d bytes were allocated for it", n)
	}
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
