package models_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// tamper is what somebody with the database's own password does: plain SQL, the walls taken down where they stand.
func tamper(t *testing.T, db modelstest.DB, tenant models.TenantID, statements ...string) {
	t.Helper()
	cfg := db.Config
	if cfg.OnPostgres() {
		cfg = db.Owner
	} else {
		for _, trigger := range []string{"keep_audit_log", "freeze_audit_log", "keep_audit_heads", "keep_audit_walks"} {
			statements = append([]string{"DROP TRIGGER IF EXISTS " + trigger}, statements...)
		}
	}
	err := as(t, modelstest.Raw(t, cfg), onlyOn(cfg, tenant), func(tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// within keeps a statement with one institution, also where no wall does.
func within(statement string, tenant models.TenantID) string {
	mine := "tenant_id = '" + string(tenant) + "'"
	if strings.Contains(statement, " WHERE ") {
		return strings.ReplaceAll(statement, " WHERE ", " WHERE "+mine+" AND ")
	}
	return statement + " WHERE " + mine
}

// onlyOn is the tenant to name on PostgreSQL, none on SQLite.
func onlyOn(cfg models.Config, tenant models.TenantID) models.TenantID {
	if cfg.OnPostgres() {
		return tenant
	}
	return ""
}

func TestTheFirstBrokenRowIsNamed(t *testing.T) {
	t.Parallel()
	const copied = "INSERT INTO audit_log (tenant_id, id, actor_kind, actor_id, action, subject_kind, subject_id, before_sha, after_sha, diff, request_id, ip_hmac, at, seq, prev_hash, hash) " +
		"SELECT tenant_id, 'forged', actor_kind, actor_id, action, subject_kind, subject_id, before_sha, after_sha, diff, request_id, ip_hmac, at, %s, prev_hash, hash FROM audit_log WHERE seq = 4"
	cases := []struct {
		name       string
		statements []string
		fault      models.ChainFault
		seq        int64
		id         bool // whether a row is there to be named
	}{
		{"edited", []string{"UPDATE audit_log SET diff = '{}' WHERE seq = 4"}, models.ChainAltered, 4, true},
		{"its time edited", []string{"UPDATE audit_log SET at = '2026-12-02T15:42:00.000001Z' WHERE seq = 8"}, models.ChainAltered, 8, true},
		{"deleted", []string{"DELETE FROM audit_log WHERE seq = 4"}, models.ChainMissing, 4, false},
		{"the first one deleted", []string{"DELETE FROM audit_log WHERE seq = 1"}, models.ChainMissing, 1, false},
		{"taken off the chain", []string{"UPDATE audit_log SET seq = NULL WHERE seq = 4"}, models.ChainMissing, 4, false},
		{"two swapped", []string{"UPDATE audit_log SET seq = 99 WHERE seq = 4", "UPDATE audit_log SET seq = 4 WHERE seq = 5", "UPDATE audit_log SET seq = 5 WHERE seq = 99"}, models.ChainAltered, 4, true},
		{"one put in between", []string{"UPDATE audit_log SET seq = 99 WHERE seq = 5", fmt.Sprintf(copied, "5"), "UPDATE audit_log SET seq = NULL WHERE seq = 99"}, models.ChainAltered, 5, true},
		{"one put at the end", []string{fmt.Sprintf(copied, "9")}, models.ChainForeign, 9, true},
		{"one put before the first", []string{fmt.Sprintf(copied, "0")}, models.ChainForeign, 0, true},
		{"the newest taken away", []string{"DELETE FROM audit_log WHERE seq > 5"}, models.ChainCut, 6, false},
		{"all taken away", []string{"DELETE FROM audit_log"}, models.ChainCut, 1, false},
		{"the newest taken off and the head set back", []string{"UPDATE audit_heads SET seq = 7"}, models.ChainAltered, 7, true},
		{"the head set back and made fit", []string{"UPDATE audit_heads SET seq = 7, hash = (SELECT hash FROM audit_log WHERE seq = 7) WHERE seq >= 0"}, models.ChainForeign, 8, true},
		{"the head deleted", []string{"DELETE FROM audit_heads"}, models.ChainForeign, 1, true},
		{"the head's hash forged", []string{"UPDATE audit_heads SET hash = 'x'"}, models.ChainAltered, 8, true},
	}
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		other := trail(t, db, "orchard", 3)
		seal(t, other)
		for i, c := range cases {
			ts := trail(t, db, fmt.Sprintf("garden-%d", i), 7)
			seal(t, ts)
			var statements []string
			for _, s := range c.statements { // SQLite has no walls: the statement itself must stay with one institution
				statements = append(statements, within(s, ts.Tenant().ID()))
			}
			tamper(t, db, ts.Tenant().ID(), statements...)
			broken := verify(t, ts).Break
			if broken == nil {
				t.Errorf("%s: nothing was found", c.name)
				continue
			}
			if broken.Fault != c.fault || broken.Seq != c.seq || (broken.RowID != "") != c.id {
				t.Errorf("%s: found %+v, want %s at %d", c.name, *broken, c.fault, c.seq)
			}
		}
		if check := verify(t, other); check.Break != nil || check.Rows != 4 {
			t.Errorf("the neighbour's chain: %+v", check)
		}
	})
}

// TestARowSealedAnewIsFoundByTheOneAfterIt knows the hash: an edited row whose own hash was computed again.
func TestARowSealedAnewIsFoundByTheOneAfterIt(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		for slug, c := range map[string]struct {
			at   int64
			want models.ChainBreak
		}{
			"garden":  {4, models.ChainBreak{Fault: models.ChainUnlinked, Seq: 5}},
			"orchard": {8, models.ChainBreak{Fault: models.ChainAltered, Seq: 8}}, // the newest: the head tells
		} {
			ts := trail(t, db, slug, 7)
			seal(t, ts)
			var row models.AuditRow
			read(t, ts, func(v *models.View) error { return v.DB().Where("seq = ?", c.at).Take(&row).Error })
			row.Action = "test.forged"
			forged := models.Seal(row, c.at, row.PrevHash)
			tamper(t, db, ts.Tenant().ID(), within(fmt.Sprintf("UPDATE audit_log SET action = 'test.forged', hash = '%s' WHERE seq = %d", forged, c.at), ts.Tenant().ID()))
			got := verify(t, ts).Break
			if got == nil {
				t.Fatalf("%s: nothing was found", slug)
			}
			got.RowID = ""
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", slug, diff)
			}
		}
	})
}

func TestASealerThatLostItsHeadSealsNothingTwice(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := trail(t, db, "garden", 3)
		seal(t, ts)
		tamper(t, db, ts.Tenant().ID(), within("DELETE FROM audit_heads", ts.Tenant().ID()))
		write(t, ts, func(tx *models.Tx) error { return tx.Audit(auditor, "test.after", "thing", "x", nil, nil) })
		err := ts.InTx(t.Context(), func(tx *models.Tx) error { _, err := tx.SealAudit(10); return err })
		if models.KindOf(err) != models.Conflict {
			t.Errorf("error = %v, want a conflict: place 1 is taken", err)
		}
		if check := verify(t, ts); check.Break == nil || check.Waiting != 1 {
			t.Errorf("check = %+v, want a break and one row that waits", check)
		}
	})
}
