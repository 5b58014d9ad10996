package models

// payeeGuard lets a leg's payee change only while nothing of it is paid or under way, and only to the member that a
// reassignment names (threat: a process that somebody took over pays a stranger under an approval of long ago).
func payeeGuard(onPostgres bool) []string {
	const traced = `EXISTS (SELECT 1 FROM reassignments r WHERE r.tenant_id = NEW.tenant_id AND r.referral_id = NEW.referral_id
		AND r.side = NEW.side AND r.from_member_id = OLD.payee_member_id AND r.to_member_id = NEW.payee_member_id)`
	const unpaid = `OLD.status IN ('planned', 'reserved', 'payable', 'void', 'failed', 'returned')`
	if onPostgres {
		return []string{
			`CREATE OR REPLACE FUNCTION guard_payee() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF NOT (` + unpaid + ` AND ` + traced + `) THEN
					RAISE EXCEPTION 'a payee changes by a reassignment' USING ERRCODE = 'insufficient_privilege';
				END IF;
				RETURN NEW;
			END $$`,
			"DROP TRIGGER IF EXISTS guard_payee ON reward_legs",
			`CREATE TRIGGER guard_payee BEFORE UPDATE OF payee_member_id ON reward_legs FOR EACH ROW
				WHEN (OLD.payee_member_id <> NEW.payee_member_id) EXECUTE FUNCTION guard_payee()`,
		}
	}
	return []string{
		"DROP TRIGGER IF EXISTS guard_payee",
		`CREATE TRIGGER guard_payee BEFORE UPDATE OF payee_member_id ON reward_legs
			WHEN OLD.payee_member_id <> NEW.payee_member_id AND NOT (` + unpaid + ` AND ` + traced + `)
			BEGIN SELECT RAISE(ABORT, 'a payee changes by a reassignment'); END`,
	}
}
