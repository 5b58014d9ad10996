package command

import (
	"context"
	"fmt"

	"raf/models"
)

// migrate brings the schema up. On PostgreSQL it connects as the schema's owner and grants the app role its rights.
func migrate(ctx context.Context, s Settings, w World) error {
	all := problems(s.Problems)
	cfg := s.DB
	cfg.Now = w.Now
	switch {
	case cfg.OnPostgres():
		if s.MigrateUser == "" {
			all = append(all, "DB_MIGRATE_USER must name the owner of the schema")
		}
		if cfg.User == "" {
			all = append(all, "DB_USER must name the role that the server connects as")
		}
		if s.MigrateUser != "" && s.MigrateUser == cfg.User {
			all = append(all, "DB_MIGRATE_USER and DB_USER must differ: the server's role owns nothing, or row-level security is a promise only")
		}
		cfg.User, cfg.Password = s.MigrateUser, s.MigratePassword
	case cfg.Path == "":
		all = append(all, "DB_HOST (PostgreSQL) or DB_PATH (SQLite) must be set")
	}
	if err := all.err(); err != nil {
		return err
	}
	n, err := models.Migrate(ctx, cfg, s.DB.User)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Stdout, "schema is current, %d migrations applied\n", n)
	return nil
}
