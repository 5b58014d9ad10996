package desk

import (
	"strconv"
	"time"

	"raf/components/console"
	"raf/handlers/web"
	"raf/models"
	"raf/models/program"
)

// AuditColumns head the export. They hold every column that is under the seal, so that an examiner can compute it again
// (models.AuditRow tells the form), and the names beside the ids.
func AuditColumns() []string {
	return []string{"tenant_id", "seq", "prev_hash", "hash", "id", "actor_kind", "actor_id", "actor", "action", "subject_kind", "subject_id", "subject",
		"before_sha", "after_sha", "diff", "request_id", "ip_hmac", "at"}
}

// AuditFoot is the last line: a file without it is not whole.
func AuditFoot(rows int) []string {
	foot := make([]string, len(AuditColumns()))
	foot[0], foot[1] = "total", entriesOf(int64(rows))
	return foot
}

// AuditRecord is one row of the export.
func (d Seat) AuditRecord(row models.AuditRow, names program.AuditNames) []string {
	seq := ""
	if row.Seq != nil {
		seq = strconv.FormatInt(*row.Seq, 10)
	}
	who, _ := d.actor(row, names)
	return []string{string(row.TenantID), seq, row.PrevHash, row.Hash, row.ID, string(row.ActorKind), row.ActorID, who, row.Action, row.SubjectKind,
		row.SubjectID, d.subject(row, names).Text, row.BeforeSHA, row.AfterSHA, string(row.Diff), row.RequestID, row.IPHmac,
		row.At.UTC().Format(auditInstant)}
}

// auditInstant is how instants are sealed.
const auditInstant = "2006-01-02T15:04:05.000000Z"

// AskExport asks for a fresh code before the log is taken out.
func (d Seat) AskExport(q TrailQuery) StepUp {
	what := "The whole audit log"
	if len(q.Values) > 0 {
		what = "The audit log as it is filtered"
	}
	return StepUp{URL: web.PathAuditExport, Back: web.PathAudit, Verb: "export the audit log", Look: console.Primary,
		Doing: []console.Pair{{Label: "Export", Value: what}, {Label: "File", Value: d.AuditFile()}}}
}

// AuditFile is the name of an export.
func (d Seat) AuditFile() string {
	return "audit-" + d.Tenant.Slug + "-" + d.Now.In(d.Zone).Format(time.DateOnly) + ".csv"
}
