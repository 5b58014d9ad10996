package models_test

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"raf/models"
	"raf/models/modelstest"
)

func writes(a, b twin) []writeAttempt {
	at := models.At(modelstest.Start())
	mine := func(id string) models.Member {
		return models.Member{Keys: models.Keys{ID: id}, Subject: "new " + id, GivenName: "mallory", CreatedAt: at, SeenAt: at}
	}
	theirs := func() *models.Member { m := mine(b.only()); return &m }
	planted := func() *models.Member {
		m := theirs()
		m.ID, m.TenantID = "planted", b.id()
		return m
	}
	session := func(member string) *models.Session {
		return &models.Session{Keys: models.Keys{ID: "s-" + member}, MemberID: member, ConfirmedAt: at, SeenAt: at, CreatedAt: at}
	}
	forgot := func(db *gorm.DB) *gorm.DB { return db.WithContext(context.Background()) }
	skip := func(db *gorm.DB) *gorm.DB { return db.Session(&gorm.Session{SkipHooks: true}) }
	all := func(db *gorm.DB) *gorm.DB { return db.Session(&gorm.Session{AllowGlobalUpdate: true}) }
	var rows []models.Member
	var out []map[string]any
	return []writeAttempt{
		{"Update of B's id", noRows, func(db *gorm.DB) *gorm.DB { return db.Model(theirs()).Update("given_name", "mallory") }},
		{"Updates of B's id by struct", noRows, func(db *gorm.DB) *gorm.DB {
			return db.Where("id = ?", b.only()).Updates(&models.Member{GivenName: "mallory"})
		}},
		{"UpdateColumn of B's id", noRows, func(db *gorm.DB) *gorm.DB { return db.Model(theirs()).UpdateColumn("given_name", "mallory") }},
		{"Update under SkipHooks", noRows, func(db *gorm.DB) *gorm.DB { return skip(db).Model(theirs()).Update("given_name", "mallory") }},
		{"Delete of B's id", noRows, func(db *gorm.DB) *gorm.DB { return db.Delete(theirs()) }},
		{"Delete of B's id, Unscoped", noRows, func(db *gorm.DB) *gorm.DB { return db.Unscoped().Delete(theirs()) }},
		{"Update of everything", ignored, func(db *gorm.DB) *gorm.DB { return all(db).Model(&models.Hold{}).Update("found", "mallory") }},
		{"Update with a loose OR", ignored, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Hold{}).Where("id = ?", "x").Or("1 = 1").Update("found", "mallory")
		}},
		{"Delete with a loose OR", ignored, func(db *gorm.DB) *gorm.DB { return db.Where("id = ?", "x").Or("1 = 1").Delete(&models.SigninFlow{}) }},
		{"Update, tenant forgotten", refused, func(db *gorm.DB) *gorm.DB {
			return forgot(db).Model(&models.Member{}).Where("id = ?", b.only()).Update("given_name", "mallory")
		}},
		{"Delete, tenant forgotten", refused, func(db *gorm.DB) *gorm.DB { return forgot(db).Where("id = ?", b.only()).Delete(&models.Member{}) }},
		{"Create, tenant forgotten", refused, func(db *gorm.DB) *gorm.DB { return forgot(db).Create(planted()) }},
		{"Save with B's id", refused, func(db *gorm.DB) *gorm.DB { m := theirs(); m.TenantID = a.id(); return db.Save(m) }},
		{"Save with B's id under SkipHooks", refused, func(db *gorm.DB) *gorm.DB { m := theirs(); m.TenantID = a.id(); return skip(db).Save(m) }},
		{"Save with B's id and tenant", refused, func(db *gorm.DB) *gorm.DB { m := theirs(); m.TenantID = b.id(); return db.Save(m) }},
		{"upsert with B's id", refused, func(db *gorm.DB) *gorm.DB {
			return db.Clauses(clause.OnConflict{UpdateAll: true}).Create(theirs())
		}},
		{"upsert that sets one column", refused, func(db *gorm.DB) *gorm.DB {
			return db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "tenant_id"}, {Name: "id"}},
				DoUpdates: clause.AssignmentColumns([]string{"given_name"})}).Create(theirs())
		}},
		{"Create carrying B's tenant", refused, func(db *gorm.DB) *gorm.DB { return db.Create(planted()) }},
		{"Create carrying B's tenant under SkipHooks", refused, func(db *gorm.DB) *gorm.DB { return skip(db).Create(planted()) }},
		{"Create of many, one carrying B's tenant", refused, func(db *gorm.DB) *gorm.DB {
			return db.Create(&[]models.Member{mine("x1"), *planted()})
		}},
		{"Create in batches, one carrying B's tenant", refused, func(db *gorm.DB) *gorm.DB {
			m := mine("x2")
			return db.CreateInBatches([]*models.Member{&m, planted()}, 1)
		}},
		{"Create from a map with B's tenant", refused, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.AcceptanceGate{}).Create(map[string]any{"TenantID": string(b.id()), "Passed": 9})
		}},
		{"Create from a map without a tenant", refused, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Member{}).Create([]map[string]any{{"ID": "m"}})
		}},
		{"Create with an association of B's", refused, func(db *gorm.DB) *gorm.DB {
			s := session("planted")
			s.Member = planted()
			return db.Create(s)
		}},
		{"Table", refused, func(db *gorm.DB) *gorm.DB { return db.Table("members").Find(&out) }},
		{"Table with a model's rows", refused, func(db *gorm.DB) *gorm.DB { return db.Table("members").Find(&rows) }},
		{"Table that is another's", refused, func(db *gorm.DB) *gorm.DB { return db.Table("tenant_secrets").Find(&rows) }},
		{"Table, Update", refused, func(db *gorm.DB) *gorm.DB {
			return db.Table("members").Where("1 = 1").Updates(map[string]any{"given_name": "mallory"})
		}},
		{"Table, Delete", refused, func(db *gorm.DB) *gorm.DB { return db.Table("members").Where("1 = 1").Delete(nil) }},
		{"Raw", refused, func(db *gorm.DB) *gorm.DB { return db.Raw("SELECT * FROM members").Scan(&rows) }},
		{"Raw into a model", refused, func(db *gorm.DB) *gorm.DB { return db.Model(&models.Member{}).Raw("SELECT * FROM members").Find(&rows) }},
		{"Exec", refused, func(db *gorm.DB) *gorm.DB { return db.Exec("UPDATE members SET given_name = 'mallory'") }},
		{"Exec under SkipHooks", refused, func(db *gorm.DB) *gorm.DB { return skip(db).Exec("DELETE FROM members") }},
		{"hand-written JOIN", refused, func(db *gorm.DB) *gorm.DB {
			return db.Joins("JOIN members AS m ON m.id = sessions.member_id").Find(&[]models.Session{})
		}},
		{"hand-written JOIN as a FROM clause", refused, func(db *gorm.DB) *gorm.DB {
			return db.Clauses(clause.From{Tables: []clause.Table{{Name: "members"}, {Name: "sessions"}}}).Find(&rows)
		}},
		{"the tenants' own table", refused, func(db *gorm.DB) *gorm.DB { return db.Model(models.Free()[0]).Where("1 = 1").Update("disabled", true) }},
		{"tenant_id by Update", ignored, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Member{}).Where("id = ?", "friend").Update("tenant_id", string(b.id()))
		}},
		{"tenant_id by Updates", ignored, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Member{}).Where("id = ?", "friend").Updates(map[string]any{"tenant_id": string(b.id()), "given_name": "own"})
		}},
		{"tenant_id by UpdateColumn", ignored, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Member{}).Where("id = ?", "friend").UpdateColumn("tenant_id", string(b.id()))
		}},
		{"tenant_id by a selected struct", refused, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Member{}).Where("id = ?", "friend").Select("*").Updates(planted())
		}},
		{"a child pointing at B's parent", fkSays, func(db *gorm.DB) *gorm.DB { return db.Create(session(b.only())) }},
		{"an own child moved to B's parent", fkSays, func(db *gorm.DB) *gorm.DB {
			return db.Model(&models.Session{}).Where("id = ?", "session").Update("member_id", b.only())
		}},
		// Without a tenant GORM takes it for a new row, and keys that begin with the tenant make it one of one's own.
		{"Save with B's id and no tenant", ignored, func(db *gorm.DB) *gorm.DB { return db.Save(theirs()) }},
	}
}
