package program

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"raf/models"
)

// The actions of the trail about itself.
const (
	AuditVerified = "audit.verified"
	AuditExported = "audit.exported"
)

// ChainTold is what a walk along the chain writes into the trail.
type ChainTold struct {
	Rows    int64  `json:"rows"`
	Through string `json:"through,omitempty"` // hash of the head
	Fault   string `json:"fault,omitempty"`   // empty where all hold
	Place   int64  `json:"place,omitempty"`   // of the first broken row
	RowID   string `json:"row,omitempty"`
}

// Break is the first broken row, nil where all hold.
func (t ChainTold) Break() *models.ChainBreak {
	if t.Fault == "" {
		return nil
	}
	return &models.ChainBreak{Fault: models.ChainFault(t.Fault), Seq: t.Place, RowID: t.RowID}
}

// AuditQuery is what a person looks for in the trail.
type AuditQuery struct {
	models.AuditFilter
	Text        string
	TextActions []string // actions whose words the text is found in
}

// AuditPage is one page of the trail with what stands beside it.
type AuditPage struct {
	models.AuditPage
	Head     models.AuditHead
	Unsealed int64
	Walk     models.AuditWalk // along the chain
	Names    AuditNames
}

// AuditNames are the names of those whom rows tell of, by id.
type AuditNames struct {
	Staff     map[string]models.StaffUser
	Members   map[string]models.Member
	Campaigns map[string]string
}

// Audit lists the trail for a person who may see it.
func (p *Program) Audit(ctx context.Context, q AuditQuery, cursor string, by Staff) (AuditPage, error) {
	var out AuditPage
	if err := by.allow(ActAudit); err != nil {
		return out, err
	}
	err := p.rows.View(ctx, func(v *models.View) error {
		out = AuditPage{}
		f, err := meant(v, q)
		if err != nil {
			return err
		}
		if out.AuditPage, err = v.ListAudit(f, cursor); err != nil {
			return err
		}
		if out.Head, err = v.AuditHead(); err != nil {
			return err
		}
		if out.Unsealed, err = v.AuditWaiting(); err != nil {
			return err
		}
		if out.Walk, err = v.AuditWalk(); err != nil {
			return err
		}
		out.Names, err = namesOf(v, out.Rows)
		return err
	})
	return out, err
}

// AuditEntry is one row with its names. An id that is none, or another institution's, is NotFound.
func (p *Program) AuditEntry(ctx context.Context, id string, by Staff) (row models.AuditRow, names AuditNames, err error) {
	if err := by.allow(ActAudit); err != nil {
		return row, names, err
	}
	if !models.ValidID(id) {
		return row, names, models.Errorf(models.NotFound, "audit row not found")
	}
	err = p.rows.View(ctx, func(v *models.View) (err error) {
		if row, err = v.AuditEntry(id); err != nil {
			return err
		}
		names, err = namesOf(v, []models.AuditRow{row})
		return err
	})
	return row, names, err
}

// ExportAudit hands out what a query finds, newest first, page by page, each read in a short transaction of its own. That
// it is taken out is written first, with how much it is: an export that breaks off was one still. It says how many rows
// were handed out.
func (p *Program) ExportAudit(ctx context.Context, q AuditQuery, by Staff, take func([]models.AuditRow, AuditNames) error) (rows int, err error) {
	if err := by.allow(ActAudit); err != nil {
		return 0, err
	}
	if err := by.allow(ActExport); err != nil {
		return 0, err
	}
	f, begun, err := p.beginAuditExport(ctx, q, by)
	if err != nil {
		return 0, err
	}
	for cursor := ""; ; {
		var page models.AuditPage
		var names AuditNames
		err := p.rows.View(ctx, func(v *models.View) (err error) {
			if page, err = v.ExportAudit(f, cursor); err != nil {
				return err
			}
			page.Rows = slices.DeleteFunc(page.Rows, func(r models.AuditRow) bool { // its own row was not counted
				return r.Action == AuditExported && r.At == begun && r.RequestID == by.RequestID && r.ActorID == by.User.ID
			})
			names, err = namesOf(v, page.Rows)
			return err
		})
		if err != nil {
			return rows, err
		}
		if err := take(page.Rows, names); err != nil {
			return rows, err
		}
		rows += len(page.Rows)
		if cursor = page.Older; cursor == "" {
			return rows, nil
		}
	}
}

// beginAuditExport writes down that an export begins, and bounds it to what was there before.
func (p *Program) beginAuditExport(ctx context.Context, q AuditQuery, by Staff) (f models.AuditFilter, begun models.Instant, err error) {
	err = p.rows.InTx(ctx, func(tx *models.Tx) (err error) {
		if f, err = meant(&tx.View, q); err != nil {
			return err
		}
		begun = models.At(tx.Now())
		if end := begun.Add(time.Microsecond); f.To.IsZero() || f.To.After(end) {
			f.To = end // what comes meanwhile is another export's
		}
		n, err := tx.CountAudit(f)
		if err != nil {
			return err
		}
		return tx.Audit(by.actor(models.ActorStaff), AuditExported, "trail", string(p.Tenant().ID()), nil, map[string]any{"rows": n, "narrowed": q.narrowed()})
	})
	return f, begun, err
}

// narrowed says whether the query leaves anything out.
func (q AuditQuery) narrowed() bool {
	return q.Text != "" || len(q.Actions) > 0 || q.ActorKind != "" || q.ActorID != "" || q.Subject != "" ||
		len(q.Kinds) > 0 || q.Origin != "" || !q.From.IsZero() || !q.To.IsZero()
}

// meant is a query with its text looked up: the ids of people, campaigns and referrals that it may mean.
func meant(v *models.View, q AuditQuery) (models.AuditFilter, error) {
	f, text := q.AuditFilter, strings.TrimSpace(q.Text)
	if text == "" {
		return f, nil
	}
	s := &models.AuditSearch{Actions: q.TextActions, IDs: []string{text}}
	staff, err := v.ListStaff()
	if err != nil {
		return f, err
	}
	for _, u := range staff {
		if holds(u.Name, text) || holds(u.Email, text) {
			s.IDs = append(s.IDs, u.ID)
		}
	}
	campaigns, err := v.CampaignNames()
	if err != nil {
		return f, err
	}
	for id, name := range campaigns {
		if holds(name, text) {
			s.IDs = append(s.IDs, id)
		}
	}
	// Members and their referrals, as the list of referrals finds them.
	found, err := v.ListReferrals(models.ReferralFilter{Search: text}, "")
	for _, r := range found.Rows {
		s.IDs = append(s.IDs, r.ID, r.AcceptorMemberID)
		if r.InviterMemberID != "" { // else the institution itself invited, and every row without a subject would be its own
			s.IDs = append(s.IDs, r.InviterMemberID)
		}
	}
	f.Search = s
	return f, err
}

func holds(name, text string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(text))
}

// namesOf finds the names that a page of rows needs.
func namesOf(v *models.View, rows []models.AuditRow) (AuditNames, error) {
	out := AuditNames{Staff: map[string]models.StaffUser{}}
	staff, err := v.ListStaff()
	if err != nil {
		return out, err
	}
	for _, u := range staff {
		out.Staff[u.ID] = u
	}
	if out.Campaigns, err = v.CampaignNames(); err != nil {
		return out, err
	}
	var members []string
	for _, r := range rows {
		if r.ActorKind == models.ActorMember {
			members = append(members, r.ActorID)
		}
		if r.SubjectKind == "member" {
			members = append(members, r.SubjectID)
		}
	}
	out.Members, err = v.MembersNamed(members)
	return out, err
}

// ToldOf reads what a walk wrote into the trail.
func ToldOf(row models.AuditRow) (ChainTold, error) {
	var diff struct {
		After ChainTold `json:"after"`
	}
	if err := json.Unmarshal(row.Diff, &diff); err != nil {
		return ChainTold{}, models.Errorf(models.Internal, "audit row %s: %v", row.ID, err)
	}
	return diff.After, nil
}
