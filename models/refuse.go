package models

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// errRefused marks a statement that could reach another tenant's rows.
var errRefused = errors.New("refused by the tenancy law")

type exemptKey struct{}

// exempt lets the tenant setting, migrations and the tenants table through. Nothing outside this package can make one.
func exempt(ctx context.Context) context.Context { return context.WithValue(ctx, exemptKey{}, true) }

// refuser is the GORM plugin that stops what the self-scoping field cannot see: raw SQL, bare tables, upserts that
// update, hand-written joins, rows of another tenant. Callbacks run even under SkipHooks, hooks do not.
type refuser struct{}

// Name is the plugin's name in GORM's registry.
func (refuser) Name() string { return "raf:tenancy" }

// Initialize registers the check before every kind of statement.
func (refuser) Initialize(db *gorm.DB) error {
	cb := db.Callback()
	return errors.Join(
		cb.Create().Before("gorm:before_create").Register("raf:tenancy_create", refuseCreate),
		cb.Query().Before("gorm:query").Register("raf:tenancy_query", refuse),
		cb.Query().After("gorm:after_query").Register("raf:mask", mask),
		cb.Row().Before("gorm:row").Register("raf:tenancy_row", refuse),
		cb.Update().Before("gorm:setup_reflect_value").Register("raf:tenancy_update", refuse),
		cb.Delete().Before("gorm:before_delete").Register("raf:tenancy_delete", refuse),
		cb.Raw().Before("gorm:raw").Register("raf:tenancy_raw", refuse),
	)
}

func refuse(db *gorm.DB) {
	stmt := db.Statement
	if on, _ := stmt.Context.Value(exemptKey{}).(bool); on {
		return
	}
	tenant, ok := tenantFrom(stmt.Context)
	switch {
	case stmt.SQL.Len() > 0:
		deny(db, "raw SQL")
	case stmt.Schema == nil || stmt.TableExpr != nil || stmt.Table != stmt.Schema.Table:
		deny(db, "a bare table name")
	case stmt.Clauses[clause.From{}.Name()].Expression != nil:
		deny(db, "a hand-written FROM") // its tables would be read unscoped beside the model's
	case tenantField(stmt.Schema) == nil:
		deny(db, "table %s belongs to no tenant", stmt.Table)
	case !ok:
		_ = db.AddError(errNoTenant)
	default:
		refuseJoins(db)
		refuseForeignRows(db, tenant)
	}
}

func refuseCreate(db *gorm.DB) {
	refuse(db)
	stmt := db.Statement
	if c, ok := stmt.Clauses[clause.OnConflict{}.Name()]; ok {
		if oc, ok := c.Expression.(clause.OnConflict); ok && !oc.DoNothing {
			deny(db, "an upsert that updates")
		}
	}
	tenant, ok := tenantFrom(stmt.Context)
	if !ok || db.Error != nil || stmt.Schema == nil {
		return
	}
	if field := tenantField(stmt.Schema); field != nil {
		if v := reflect.Indirect(stmt.ReflectValue); v.Kind() == reflect.Map || v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Map {
			deny(db, "a row made from a map") // its tenant is neither stamped nor looked at
			return
		}
		eachRow(stmt.ReflectValue, func(row reflect.Value) {
			if _, zero := field.ValueOf(stmt.Context, row); zero {
				_ = db.AddError(field.Set(stmt.Context, row, tenant))
			}
		})
	}
}

// refuseForeignRows looks at the rows a statement carries (a model, a slice): one with another tenant's id is an
// attempt to write or take over a neighbour's row.
func refuseForeignRows(db *gorm.DB, tenant TenantID) {
	stmt := db.Statement
	field := tenantField(stmt.Schema)
	eachRow(stmt.ReflectValue, func(row reflect.Value) {
		if row.Type() != stmt.Schema.ModelType {
			return
		}
		if v, zero := field.ValueOf(stmt.Context, row); !zero && v.(TenantID) != tenant {
			deny(db, "a row of another tenant")
		}
	})
}

// refuseJoins lets only declared relations be joined: those are scoped, a hand-written JOIN is not.
func refuseJoins(db *gorm.DB) {
	for _, j := range db.Statement.Joins {
		s := db.Statement.Schema
		for _, name := range strings.Split(j.Name, ".") {
			rel, ok := s.Relationships.Relations[name]
			if !ok || j.Expression != nil {
				deny(db, "a hand-written join")
				return
			}
			s = rel.FieldSchema
		}
	}
}

func eachRow(v reflect.Value, f func(reflect.Value)) {
	for v.IsValid() && v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
		for i := range v.Len() {
			eachRow(v.Index(i), f)
		}
	case v.Kind() == reflect.Struct && v.CanAddr():
		f(v)
	}
}

func tenantField(s *schema.Schema) *schema.Field {
	if f := s.LookUpField("TenantID"); f != nil && f.FieldType == reflect.TypeFor[TenantID]() {
		return f
	}
	return nil
}

func deny(db *gorm.DB, format string, args ...any) {
	_ = db.AddError(fmt.Errorf("%w: %s", errRefused, fmt.Sprintf(format, args...)))
}
