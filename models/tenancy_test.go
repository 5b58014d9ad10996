package models_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"raf/models"
	"raf/models/modelstest"
)

// reads are the ways to read through GORM; each returns the tenants of the rows that came back.
func reads() []attempt {
	many := func(db *gorm.DB) ([]string, error) {
		var rows []models.Member
		err := db.Find(&rows).Error
		return tenantsOf(rows), err
	}
	one := func(f func(*gorm.DB, *models.Member) *gorm.DB) func(*gorm.DB) ([]string, error) {
		return func(db *gorm.DB) ([]string, error) {
			var m models.Member
			err := f(db, &m).Error
			return []string{string(m.TenantID)}, err
		}
	}
	return []attempt{
		{"Find", many},
		{"First", one(func(db *gorm.DB, m *models.Member) *gorm.DB { return db.First(m) })},
		{"Last", one(func(db *gorm.DB, m *models.Member) *gorm.DB { return db.Last(m) })},
		{"Take by an id that both have", one(func(db *gorm.DB, m *models.Member) *gorm.DB { return db.Where("id = ?", "friend").Take(m) })},
		{"FindInBatches", func(db *gorm.DB) (all []string, err error) {
			var rows []models.Member
			err = db.FindInBatches(&rows, 2, func(*gorm.DB, int) error { all = append(all, tenantsOf(rows)...); return nil }).Error
			return all, err
		}},
		{"Pluck", func(db *gorm.DB) (all []string, err error) {
			return all, db.Model(&models.Member{}).Pluck("tenant_id", &all).Error
		}},
		{"Scan into another struct", func(db *gorm.DB) ([]string, error) {
			var rows []struct{ TenantID string }
			err := db.Model(&models.Member{}).Select("tenant_id").Scan(&rows).Error
			var all []string
			for _, r := range rows {
				all = append(all, r.TenantID)
			}
			return all, err
		}},
		{"Row", func(db *gorm.DB) ([]string, error) {
			var id string
			row := db.Model(&models.Member{}).Select("tenant_id").Limit(1).Row()
			if row == nil {
				return nil, models.ErrNoTenant // GORM hands no row when a callback failed
			}
			err := row.Scan(&id)
			return []string{id}, err
		}},
		{"Count", func(db *gorm.DB) (all []string, err error) {
			var n int64
			err = db.Model(&models.Member{}).Count(&n).Error
			if err == nil && n != 5 {
				return []string{"count of everybody's rows"}, nil
			}
			return []string{ownMark}, err
		}},
		{"subquery", func(db *gorm.DB) ([]string, error) {
			return many(db.Where("id IN (?)", db.Model(&models.Session{}).Select("member_id")))
		}},
		{"loose OR", func(db *gorm.DB) ([]string, error) { return many(db.Where("id = ?", "friend").Or("1 = 1")) }},
		{"OR in the first place", func(db *gorm.DB) ([]string, error) { return many(db.Or("id = ?", "friend").Or("1 = 1")) }},
		{"Unscoped", func(db *gorm.DB) ([]string, error) { return many(db.Unscoped()) }},
		{"SkipHooks", func(db *gorm.DB) ([]string, error) { return many(db.Session(&gorm.Session{SkipHooks: true})) }},
		{"string as an inline condition", func(db *gorm.DB) ([]string, error) {
			var rows []models.Member
			err := db.Find(&rows, "1 = 1 OR id <> ''").Error
			return tenantsOf(rows), err
		}},
		{"Preload", func(db *gorm.DB) ([]string, error) {
			var s models.Session
			if err := db.Preload("Member").Take(&s).Error; err != nil {
				return nil, err
			}
			return []string{string(s.TenantID), string(s.Member.TenantID)}, nil
		}},
		{"join to an association", func(db *gorm.DB) ([]string, error) {
			var s models.Session
			if err := db.Joins("Member").Joins("Member.Code").Take(&s).Error; err != nil {
				return nil, err
			}
			return []string{string(s.TenantID), string(s.Member.TenantID)}, nil
		}},
	}
}

// attempt is one row of the table in style.md.
type attempt struct {
	what string
	try  func(*gorm.DB) ([]string, error)
}

// ownMark stands for rows that have no tenant column to look at but are known to be one's own.
const ownMark = "own"

func tenantsOf(rows []models.Member) (all []string) {
	for _, r := range rows {
		all = append(all, string(r.TenantID))
	}
	return all
}

func TestReadsAreScopedToTheirTenant(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		for _, row := range reads() {
			t.Run(row.what, func(t *testing.T) {
				var got []string
				read(t, a.ts, func(v *models.View) (err error) { got, err = row.try(v.DB()); return err })
				if len(got) == 0 {
					t.Fatal("no rows came back, so nothing was proved")
				}
				for _, id := range got {
					if id != string(a.id()) && id != ownMark {
						t.Errorf("a row of tenant %q came back, want only %q", id, a.id())
					}
				}
			})
		}
	})
}

func TestReadsThatForgotTheirTenantAreRefused(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		for _, row := range reads() {
			t.Run(row.what, func(t *testing.T) {
				err := a.ts.View(t.Context(), func(v *models.View) error {
					got, err := row.try(v.DB().WithContext(context.Background()))
					if err == nil {
						t.Errorf("%d rows came back without a tenant", len(got))
					}
					return err
				})
				if !errors.Is(err, models.ErrNoTenant) && !errors.Is(err, models.ErrRefused) {
					t.Errorf("error = %v, want the tenancy law's refusal", err)
				}
			})
		}
	})
}

func TestAStoreWithoutATenantRunsNothing(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		ran := false
		err := db.Store.For(models.Tenant{}).View(t.Context(), func(*models.View) error { ran = true; return nil })
		if ran || models.KindOf(err) != models.Internal || err == nil {
			t.Errorf("ran = %v, error = %v, want nothing run and an internal error", ran, err)
		}
	})
}

func TestJoinedTablesAreScopedByTheirAlias(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, _ := twins(t, db)
		read(t, a.ts, func(v *models.View) error {
			var s []models.Session
			stmt := v.DB().Session(&gorm.Session{DryRun: true}).Joins("Member").Joins("Member.Code").Find(&s).Statement
			text := strings.NewReplacer("`", "", `"`, "").Replace(stmt.SQL.String())
			for _, alias := range []string{"sessions", "Member", "Member__Code"} {
				if !strings.Contains(text, " "+alias+".tenant_id = $") && !strings.Contains(text, " "+alias+".tenant_id = ?") {
					t.Errorf("alias %s is not compared with the tenant in %s", alias, text)
				}
			}
			if n := len(slices.DeleteFunc(slices.Clone(stmt.Vars), func(x any) bool { return x != string(a.id()) })); n < 3 {
				t.Errorf("the tenant is bound %d times, want 3 or more", n)
			}
			return stmt.Error
		})
	})
}

// What a write attempt must come to.
const (
	refused = "refused"
	noRows  = "0 rows"
	ignored = "ignored"
	fkSays  = "foreign key refuses"
)

func TestWritesDoNotReachANeighbour(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		a, b := twins(t, db)
		before := everything(t, b.ts)
		for _, row := range writes(a, b) {
			t.Run(row.want+": "+row.what, func(t *testing.T) {
				var affected int64
				err := a.ts.InTx(t.Context(), func(tx *models.Tx) error {
					res := row.try(tx.DB())
					affected = res.RowsAffected
					return res.Error
				})
				switch row.want {
				case refused:
					if !errors.Is(err, models.ErrRefused) && !errors.Is(err, models.ErrNoTenant) {
						t.Errorf("error = %v, want the tenancy law's refusal", err)
					}
				case fkSays:
					if !errors.Is(err, gorm.ErrForeignKeyViolated) {
						t.Errorf("error = %v, want a violated foreign key", err)
					}
				case noRows:
					if err != nil || affected != 0 {
						t.Errorf("rows = %d, error = %v, want none and none", affected, err)
					}
				case ignored:
					if err != nil {
						t.Errorf("error = %v", err)
					}
				}
				if diff := cmp.Diff(before, everything(t, b.ts)); diff != "" {
					t.Errorf("the neighbour's rows changed (-before +after):\n%s", diff)
				}
			})
		}
		var friend models.Member
		read(t, a.ts, func(v *models.View) (err error) { friend, err = v.Member("friend"); return err })
		if friend.TenantID != a.id() {
			t.Errorf("the own row moved to %q", friend.TenantID)
		}
	})
}

type writeAttempt struct {
	what, want string
	try        func(*gorm.DB) *gorm.DB
}
