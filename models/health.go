package models

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Walls is what a database tells of whom we connect as, and of what stands between institutions. SQLite has no roles.
type Walls struct {
	Role     string
	Over     []string  // what lets the role pass row-level security: superuser, BYPASSRLS, tables that it owns
	Unforced []string  // tables with a tenant_id whose row-level security is not forced
	Now      time.Time // the database's clock
}

// Walls asks the database; nil on SQLite.
func (s *Store) Walls(ctx context.Context) (*Walls, error) {
	if !s.cfg.OnPostgres() {
		return nil, nil
	}
	handle, err := s.read.DB()
	if err != nil {
		return nil, wrap(err, "database")
	}
	w, super, bypass := &Walls{}, false, false
	err = handle.QueryRowContext(ctx, "SELECT current_user, rolsuper, rolbypassrls, clock_timestamp() FROM pg_roles WHERE rolname = current_user").
		Scan(&w.Role, &super, &bypass, &w.Now)
	if err != nil {
		return nil, wrap(err, "roles")
	}
	if super {
		w.Over = append(w.Over, "superuser")
	}
	if bypass {
		w.Over = append(w.Over, "BYPASSRLS")
	}
	owned, err := tablesWith(ctx, handle, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_has_role(current_user, relowner, 'MEMBER') ORDER BY 1")
	if err != nil {
		return nil, err
	}
	if len(owned) > 0 && !super {
		w.Over = append(w.Over, fmt.Sprintf("owner of %d tables", len(owned)))
	}
	w.Unforced, err = tablesWith(ctx, handle, "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped "+
		"WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1")
	return w, err
}

// Pass reports what lets the role pass row-level security, empty for nothing.
func (w Walls) Pass() string { return strings.Join(w.Over, ", ") }
