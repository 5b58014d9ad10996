package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// errNoTenant is what a query gets that forgot whose rows it wants.
var errNoTenant = errors.New("no tenant in this query's context")

// TenantID is the field type that scopes a model to its tenant: every SELECT, UPDATE, DELETE and join of a model
// with such a field gets the tenant's condition, and a statement without a tenant fails. (style.md, "A forgotten
// tenant must not compile, and failing that must not run"; the mechanism is the one of GORM's soft delete.)
type TenantID string

// Value writes the id.
func (id TenantID) Value() (driver.Value, error) { return string(id), nil }

// Scan reads the id.
func (id *TenantID) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*id = TenantID(v)
	case []byte:
		*id = TenantID(v)
	default:
		return fmt.Errorf("tenant id: cannot read a %T", src)
	}
	return nil
}

// GormDataType names the column type.
func (TenantID) GormDataType() string { return "text" }

// QueryClauses scopes reads.
func (TenantID) QueryClauses(f *schema.Field) []clause.Interface { return []clause.Interface{scope{f}} }

// UpdateClauses scopes updates.
func (TenantID) UpdateClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{scope{f}}
}

// DeleteClauses scopes deletes.
func (TenantID) DeleteClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{scope{f}}
}

type tenantKey struct{}

// withTenant puts the tenant where the scope and the refusing plugin look for it.
func withTenant(ctx context.Context, id TenantID) context.Context {
	return context.WithValue(ctx, tenantKey{}, id)
}

func tenantFrom(ctx context.Context) (TenantID, bool) {
	if ctx == nil {
		return "", false
	}
	id, ok := ctx.Value(tenantKey{}).(TenantID)
	return id, ok && id != ""
}

// scope adds the tenant's condition to a statement. It does not look at Unscoped: nobody opts out.
type scope struct{ field *schema.Field }

const scopedMark = "raf_tenant"

func (scope) Name() string               { return "" }
func (scope) Build(clause.Builder)       {}
func (scope) MergeClause(*clause.Clause) {}

// ModifyStatement is called by GORM for each clause of the model. When GORM builds a join it passes a bare statement
// whose own context is nil, hence the way through the statement's DB.
func (s scope) ModifyStatement(stmt *gorm.Statement) {
	if _, done := stmt.Clauses[scopedMark]; done || stmt.SQL.Len() > 0 {
		return
	}
	tenant, ok := tenantFrom(stmt.DB.Statement.Context)
	if !ok {
		_ = stmt.DB.AddError(errNoTenant)
		return
	}
	groupLooseOr(stmt)
	stmt.AddClause(clause.Where{Exprs: []clause.Expression{
		clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: s.field.DBName}, Value: string(tenant)},
	}})
	stmt.Clauses[scopedMark] = clause.Clause{}
}

// groupLooseOr puts the conditions so far in brackets when one of them is an OR: `a OR b AND tenant` would otherwise
// return every tenant's a.
func groupLooseOr(stmt *gorm.Statement) {
	c, ok := stmt.Clauses["WHERE"]
	if !ok {
		return
	}
	where, ok := c.Expression.(clause.Where)
	if !ok {
		return
	}
	for _, expr := range where.Exprs {
		if _, loose := expr.(clause.OrConditions); loose {
			where.Exprs = []clause.Expression{clause.And(where.Exprs...)}
			c.Expression = where
			stmt.Clauses["WHERE"] = c
			return
		}
	}
}
