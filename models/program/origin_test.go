package program_test

import (
	"net/netip"
	"strings"
	"testing"

	"raf/models"
)

// originOf is where the newest hold came from.
func (s site) originOf(t *testing.T, from netip.Addr, r models.Referral) string {
	t.Helper()
	by := s.staff(t, "support"+from.String(), models.RoleSupport)
	if err := s.Program.From(from).PutOnHold(t.Context(), r.ID, "looks odd", by); err != nil {
		t.Fatal(err)
	}
	var page models.AuditPage
	err := s.rows.View(t.Context(), func(v *models.View) (err error) {
		page, err = v.ListAudit(models.AuditFilter{ActorID: by.User.ID, Actions: []string{"hold.opened"}}, "")
		return err
	})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	return page.Rows[0].IPHmac
}

func TestWhatARequestChangesIsWrittenDownWithWhereItCameFrom(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		other := s.world.site(t, "orchard")
		here, there := netip.MustParseAddr("192.0.2.77"), netip.MustParseAddr("2001:db8::77")
		mine, theirs := s.eligible(t), other.eligible(t)
		tags := []string{s.originOf(t, here, mine), s.originOf(t, there, mine), other.originOf(t, here, theirs)}
		if len(tags[0]) != 64 || tags[0] == tags[1] || tags[0] == tags[2] || strings.Contains(tags[0], here.String()) {
			t.Errorf("the tags are %q, want one for each address and institution", tags)
		}
		own := " AND tenant_id = '" + string(s.Tenant().ID()) + "'"
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE ip_hmac <> ''"+own); n != 2 {
			t.Errorf("%d rows have a tag, want what the requests changed and nothing else", n)
		}
		later := s.another(s.Store).For(s.Tenant()).From(here) // another process
		if err := later.PutOnHold(t.Context(), mine.ID, "again", s.staff(t, "third", models.RoleSupport)); err != nil {
			t.Fatal(err)
		}
		if n := s.count(t, "SELECT count(*) FROM audit_log WHERE ip_hmac = '"+tags[0]+"'"+own); n != 2 {
			t.Errorf("%d rows from the same address, want 2: another process tags alike", n)
		}
		if err := s.Program.From(netip.Addr{}).PutOnHold(t.Context(), mine.ID, "from nowhere", s.staff(t, "fourth", models.RoleSupport)); err != nil {
			t.Errorf("a listener without addresses: %v", err)
		}
	})
}

// TestAChangeWhoseOriginCannotBeWrittenDoesNotHappen: a trail with a hole would be one that somebody could make.
func TestAChangeWhoseOriginCannotBeWrittenDoesNotHappen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s site) {
		r := s.eligible(t)
		s.exec(t, "UPDATE tenant_secrets SET sealed = sealed || sealed WHERE kind = 'person_key'")
		err := s.Program.From(netip.MustParseAddr("192.0.2.77")).PutOnHold(t.Context(), r.ID, "looks odd", s.staff(t, "support", models.RoleSupport))
		wantKind(t, "a key that does not open", err, models.Internal)
		if n := s.count(t, "SELECT count(*) FROM holds"); n != 0 {
			t.Error("the hold stands without its row")
		}
	})
}
