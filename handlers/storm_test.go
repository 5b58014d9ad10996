package handlers

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/desk"
	"raf/handlers/session"
	"raf/handlers/web"
	"raf/models/program"
)

var (
	stormCalls = flag.Int("storm", 2000, "how many calls of strangers the isolation storm makes")
	stormSeed  = flag.Uint64("storm-seed", 1, "what the isolation storm's dice begin with")
)

// blow is one call of the storm: who asks, at whose address, about whose things.
type blow struct {
	from, at, about *ward
	staff           bool
	route           web.Route
	path            string
	form            url.Values
	forwarded       string
}

// throw makes a call in which at least one of the three is another institution. Sessions are those of intruders only, so
// that the victims' rows must stay exactly as they are.
func throw(dice *rand.Rand, routes []web.Route, intruders, victims []ward) blow {
	everybody := func() *ward {
		if dice.IntN(2) == 0 {
			return &victims[dice.IntN(len(victims))]
		}
		return &intruders[dice.IntN(len(intruders))]
	}
	b := blow{from: &intruders[dice.IntN(len(intruders))], at: everybody(), staff: dice.IntN(3) > 0, route: routes[dice.IntN(len(routes))]}
	if dice.IntN(2) == 0 {
		b.at = b.from // at home, after others' things
	}
	if b.about = everybody(); b.at == b.from {
		b.about = &victims[dice.IntN(len(victims))]
	}
	b.path = b.route.Path
	for area, id := range b.about.ids {
		if strings.HasPrefix(b.path, area+":id") {
			b.path = strings.Replace(b.path, ":id", id, 1)
		}
	}
	b.path = strings.NewReplacer(":code", b.about.code, ":name", "0123456789abcdef", ":token", "nobodys", "*file", "app.css", ":id", b.about.ids[web.PathAudit]).Replace(b.path)
	forms := []string{b.from.clerkForm, b.from.memberForm, b.about.clerkForm, b.about.memberForm}
	id := b.about.ids[web.PathReferrals]
	b.form = url.Values{fieldStaffToken: {forms[dice.IntN(len(forms))]}, program.FieldKey: {fmt.Sprintf("storm-%d", dice.Uint64())}, tile.FieldCode: {b.about.code},
		desk.FieldSeal: {b.about.seal}, desk.FieldHold: {b.about.hold}, desk.FieldReason: {"storm"}, desk.FieldText: {"storm"}, desk.FieldNumber: {b.about.number},
		desk.FieldInviter: {b.about.number}, desk.FieldFriend: {b.about.number}, desk.FieldPick + id: {"on"}, desk.FieldReference: {"STORM"},
		"campaign": {b.about.ids[web.PathCampaigns]}, "q": {b.about.number}, "subject": {id}, "who": {b.about.ids[web.PathStaff]}}
	if dice.IntN(2) == 0 {
		b.forwarded = b.about.host
	}
	return b
}

func (b blow) request() *http.Request {
	target, body := "http://"+b.at.host+b.at.prefix+b.path, ""
	if web.Safe(b.route.Method) {
		target += "?" + url.Values{"campaign": b.form["campaign"], "q": b.form["q"], "subject": b.form["subject"], "who": b.form["who"], "code": {b.about.code}}.Encode()
	} else {
		body = b.form.Encode()
	}
	r := httptest.NewRequest(b.route.Method, target, strings.NewReader(body))
	r.RemoteAddr = "203.0.113.9:4000"
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if b.forwarded != "" {
		r.Header.Set("X-Forwarded-Host", b.forwarded)
		r.Header.Set("X-Forwarded-For", "203.0.113.200")
	}
	if b.staff {
		r.AddCookie(&http.Cookie{Name: string(session.StaffCookie), Value: b.from.clerk})
	} else {
		r.AddCookie(&http.Cookie{Name: string(session.AccessCookie), Value: b.from.member})
	}
	return r
}

// TestNothingCrossesBetweenTwentyInstitutions throws calls with somebody's session at somebody else's address about a third
// one's things, from several sides at once: no answer holds what is another institution's, nothing falls over, the
// rows of those who only suffered are as they were, and everybody's books agree.
func TestNothingCrossesBetweenTwentyInstitutions(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		all := h.wards(t, 20)
		intruders, victims := all[:8], all[8:]
		before := map[string][]string{}
		for _, w := range victims {
			before[w.tenant.Slug] = h.rowsOf(t, w)
		}
		routes := h.server.routes()
		statuses := make([]map[int]int, 8)
		var sides sync.WaitGroup
		for side := range statuses {
			statuses[side] = map[int]int{}
			sides.Go(func() {
				dice := rand.New(rand.NewPCG(*stormSeed, uint64(side)))
				for range *stormCalls / len(statuses) {
					b := throw(dice, routes, intruders, victims)
					w := httptest.NewRecorder()
					h.server.ServeHTTP(w, b.request())
					statuses[side][w.Code]++
					b.judge(t, w, all)
				}
			})
		}
		sides.Wait()
		met := map[int]int{}
		for _, side := range statuses {
			for code, n := range side {
				met[code] += n
			}
		}
		if met[http.StatusOK] == 0 || met[http.StatusNotFound] == 0 || met[http.StatusSeeOther] == 0 || met[http.StatusForbidden] == 0 {
			t.Errorf("the storm met no resistance, or nothing else: %v", met)
		}
		for _, w := range victims {
			if diff := cmp.Diff(before[w.tenant.Slug], h.rowsOf(t, w)); diff != "" {
				t.Errorf("%s was touched (seed %d; -before +after):\n%s", w.tenant.Slug, *stormSeed, diff)
			}
		}
		for _, w := range all {
			books, err := program.CheckLedger(t.Context(), h.db.Store.For(w.tenant))
			if err != nil || books.Referrals == 0 || len(books.Faults) > 0 {
				t.Errorf("the books of %s: %+v, %v (seed %d)", w.tenant.Slug, books, err, *stormSeed)
			}
		}
		t.Logf("%d calls, seed %d: %v", *stormCalls, *stormSeed, met)
	})
}

// judge looks for what is not the address's own, or is and needs a session there.
func (b blow) judge(t *testing.T, w *httptest.ResponseRecorder, all []ward) {
	t.Helper()
	if w.Code >= http.StatusInternalServerError && w.Code != http.StatusServiceUnavailable {
		t.Errorf("%s at %s with a session of %s about %s: %d (seed %d)", b.route.Method+" "+b.route.Path, b.at.tenant.Slug, b.from.tenant.Slug, b.about.tenant.Slug, w.Code, *stormSeed)
	}
	answer := w.Body.String() + fmt.Sprint(w.Header())
	for i := range all {
		if owner := &all[i]; owner != b.at || b.at != b.from {
			for _, mark := range owner.marks {
				sent := strings.Contains(b.path+b.form.Encode(), mark) // what they typed themselves
				public := owner == b.at && strings.HasPrefix(b.route.Path, web.PathLanding)
				if strings.Contains(answer, mark) && !sent && !public {
					t.Errorf("%s at %s with a session of %s about %s shows %s of %s (seed %d)", b.route.Method+" "+b.route.Path, b.at.tenant.Slug, b.from.tenant.Slug,
						b.about.tenant.Slug, mark, owner.tenant.Slug, *stormSeed)
				}
			}
		}
	}
}
