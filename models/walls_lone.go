package models

// loneGuard lets a release by one person name no threshold but the one that holds: a process that somebody took over
// can't make one up. On PostgreSQL it waits for whoever is changing the threshold.
func loneGuard(onPostgres bool) []string {
	if onPostgres {
		return []string{
			`CREATE OR REPLACE FUNCTION guard_lone() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE holds bigint; BEGIN
				SELECT threshold_minor INTO holds FROM tenants WHERE id = NEW.tenant_id FOR SHARE;
				IF holds IS DISTINCT FROM NEW.threshold_minor THEN
					RAISE EXCEPTION 'the threshold is another one' USING ERRCODE = 'check_violation';
				END IF;
				RETURN NEW;
			END $$`,
			"DROP TRIGGER IF EXISTS guard_lone ON lone_releases",
			"CREATE TRIGGER guard_lone BEFORE INSERT ON lone_releases FOR EACH ROW EXECUTE FUNCTION guard_lone()",
		}
	}
	return []string{
		"DROP TRIGGER IF EXISTS guard_lone",
		`CREATE TRIGGER guard_lone BEFORE INSERT ON lone_releases
			WHEN NEW.threshold_minor IS NOT (SELECT threshold_minor FROM tenants WHERE id = NEW.tenant_id)
			BEGIN SELECT RAISE(ABORT, 'the threshold is another one'); END`,
	}
}
