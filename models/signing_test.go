package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"raf/models"
	"raf/models/modelstest"
)

func TestAKeyIsPublishedBeforeItSignsAndForADayAfter(t *testing.T) {
	t.Parallel()
	start := modelstest.Start()
	key := func(id string, signs time.Duration) models.SigningKey {
		return models.SigningKey{Keys: models.Keys{ID: id}, SignsAt: models.At(start.Add(signs))}
	}
	all := []models.SigningKey{key("a", 0), key("b", 100*time.Hour), key("c", 200*time.Hour)}
	for _, tt := range []struct {
		keys              []models.SigningKey
		at                time.Duration
		signer, published string
	}{
		{nil, 0, "", ""},
		{all[:1], 0, "a", "a"},
		{all[:1], 10_000 * time.Hour, "a", "a"},
		{all[1:2], 99 * time.Hour, "", "b"},
		{all[:2], 99 * time.Hour, "a", "a b"},
		{all[:2], 100 * time.Hour, "b", "a b"},
		{all[:2], 124 * time.Hour, "b", "a b"},
		{all[:2], 124*time.Hour + time.Second, "b", "b"},
		{all, 199 * time.Hour, "b", "b c"},
		{all, 300 * time.Hour, "c", "c"},
	} {
		now := start.Add(tt.at)
		var published []string
		for _, k := range models.Published(tt.keys, now) {
			published = append(published, k.ID)
		}
		signer, signs := models.Signer(tt.keys, now)
		if got := strings.Join(published, " "); got != tt.published || signer.ID != tt.signer || signs != (tt.signer != "") {
			t.Errorf("%d keys after %s: %q signs, %q are published; want %q and %q", len(tt.keys), tt.at, signer.ID, got, tt.signer, tt.published)
		}
	}
}

func TestOneSigningKeyAtATimeIsAddedAndTheLastStays(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ts := db.Store.For(modelstest.Tenant(t, db.Store, "garden"))
		add := func(id string, signs time.Duration) {
			t.Helper()
			write(t, ts, func(tx *models.Tx) error {
				return tx.AddSigningKey(models.SigningKey{Keys: models.Keys{ID: id}, Public: []byte("p"), Sealed: []byte("s"), SignsAt: models.At(tx.Now().Add(signs))})
			})
		}
		kept := func(want ...string) {
			t.Helper()
			write(t, ts, func(tx *models.Tx) error { _, err := tx.Forget(10); return err })
			read(t, ts, func(v *models.View) error {
				all, err := v.SigningKeys()
				var ids []string
				for i, k := range all {
					ids = append(ids, k.ID)
					if i > 0 && k.Nth != all[i-1].Nth+1 {
						t.Errorf("key %s is the %d. after the %d.", k.ID, k.Nth, all[i-1].Nth)
					}
				}
				if !slices.Equal(ids, want) {
					t.Errorf("keys %v, want %v", ids, want)
				}
				return err
			})
		}
		add("a", 0)
		kept("a")
		add("b", time.Hour)
		db.Clock.Advance(time.Hour + models.KeepSigningKey)
		kept("a", "b")
		db.Clock.Advance(time.Second)
		kept("b")
		db.Clock.Advance(10_000 * time.Hour)
		kept("b")
		add("c", time.Hour)
		kept("b", "c")
		outer := ts.InTx(t.Context(), func(tx *models.Tx) error {
			return tx.DB().Create(&models.SigningKey{Keys: models.Keys{ID: "d"}, Nth: 3, Public: []byte("p"), Sealed: []byte("s"), MadeAt: models.At(tx.Now()), SignsAt: models.At(tx.Now())}).Error
		})
		if outer == nil {
			t.Error("two keys are the third")
		}
	})
}
