package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/components/tile"
	"raf/handlers/desk"
	"raf/handlers/web"
	"raf/models"
	"raf/models/modelstest"
	"raf/models/program"
	"raf/models/secret"
	"raf/providers/sandbox"
)

// carriesNoID are the fields of the console that name nothing which is somebody's: what is typed, chosen from a short list, or
// a number of a version. A field that is neither here nor in a row of fieldsWithIDs fails the test.
func carriesNoID() []string {
	return []string{"again", "at", "attested", "bank_colors", "brand_color", "code", "core_refresh", "do", "email", "evidence", "from", "go_on", "idempotency_key", "in",
		"inviter_visibility", "kept", "kind", "lock", "logo", "logo_kept", "name", "offer", "on", "once_more", "origin", "paid_on", "password", "postal_address",
		"reason", "reason_code", "reference", "removed", "role", "rules", "same_person", "show", "side", "sort", "state", "support_email", "support_phone", "support_url",
		"terms", "text", "threshold", "timezone", "to", "version", "was", "was_logo", "was_role", "was_status", "what"}
}

// fieldWithID is a field of a form or an address that names something, and somebody who may send it. In more, ID stands for
// what is named.
type fieldWithID struct {
	role          models.Role
	method, path  string // with the ids of the own institution
	field         string
	foreign, none string
	more          url.Values
}

func fieldsWithIDs(own, theirs ward) []fieldWithID {
	id, code := models.NewID(), "ZZZZ2222"
	referral := web.ReferralPath(own.ids[web.PathReferrals])
	why := url.Values{desk.FieldReason: {"x"}, desk.FieldText: {"x"}}
	attach := url.Values{desk.FieldReason: {"x"}, desk.FieldEvidence: {"x"}, desk.FieldTerms: {"yes"}, desk.FieldInviter: {own.code}, desk.FieldFriend: {own.number}}
	cursor := func(id string) string {
		return "a." + base64.RawURLEncoding.EncodeToString([]byte("2026-12-01T00:00:00.000000Z|"+id))
	}
	r, c, s := theirs.ids[web.PathReferrals], theirs.ids[web.PathCampaigns], theirs.ids[web.PathStaff]
	all := []fieldWithID{
		{models.RoleSupport, http.MethodPost, referral + "release-hold", desk.FieldHold, theirs.hold, id, why},
		{models.RoleAdmin, http.MethodPost, web.ApprovalPath(own.ids[web.PathApprovals], "approve"), desk.FieldSeal, theirs.seal, secret.Hash("nothing"), nil},
		{models.RoleAdmin, http.MethodPost, web.ApprovalPath(own.ids[web.PathApprovals], "refuse"), desk.FieldSeal, theirs.seal, secret.Hash("nothing"), why},
		{models.RoleMaker, http.MethodGet, web.PathSelection, desk.FieldPick + "ID", r, id, nil},
		{models.RoleMaker, http.MethodPost, web.PathBatch, desk.FieldPick + "ID", r, id, nil},
		{models.RoleMaker, http.MethodPost, web.PathBatchAsk, desk.FieldPick + "ID", r, id, nil},
		{models.RoleChecker, http.MethodPost, web.PathReleases, desk.FieldPick + "ID", theirs.ids[web.PathApprovals], id, nil},
		{models.RoleChecker, http.MethodPost, web.PathReleaseAll, desk.FieldPick + "ID", theirs.ids[web.PathApprovals], id, nil},
		{models.RoleMaker, http.MethodPost, referral + "pay/", desk.FieldAccountOf(models.SideInviter), "account-of-another", "account-of-nobody", nil},
		{models.RoleSupport, http.MethodPost, web.PathAttach, desk.FieldInviter, theirs.code, code, attach},
		{models.RoleSupport, http.MethodPost, web.PathAttach, desk.FieldInviter, theirs.number, "c-nobodys", attach},
		{models.RoleSupport, http.MethodPost, web.PathAttach, desk.FieldFriend, theirs.number, "c-nobodys", attach},
		{models.RoleMaker, http.MethodPost, referral + "correct", desk.FieldInviter, theirs.code, code, why},
		{models.RoleMaker, http.MethodPost, referral + "relink", desk.FieldNumber, theirs.number, "c-nobodys", url.Values{desk.FieldReason: {"x"}, desk.FieldSide: {"inviter"}, desk.FieldAttested: {"yes"}}},
		{models.RoleAdmin, http.MethodPost, web.PathStaff, program.FieldMemberRef, theirs.number, "c-nobodys", url.Values{desk.FieldEmail: {"x"}, desk.FieldName: {"x"}, desk.FieldRole: {"viewer"}}},
		{models.RoleAuditor, http.MethodPost, web.PathExport, "campaign", c, id, nil},
		{models.RoleAuditor, http.MethodPost, web.PathAuditExport, "subject", r, id, nil},
		{models.RoleAuditor, http.MethodPost, web.PathAuditExport, "who", s, id, nil},
		{models.RoleAdmin, http.MethodGet, web.PathConsole, desk.FieldCampaign, c, id, nil},
		{models.RoleAdmin, http.MethodGet, web.PathApprovals, desk.QueryCursor, cursor(theirs.ids[web.PathApprovals]), cursor(id), nil},
	}
	for _, path := range []string{web.PathReferrals, web.PathRows} {
		for field, pair := range map[string][2]string{"campaign": {c, id}, "q": {theirs.number, "c-nobodys"}, "inviter": {theirs.code, code}, "friend": {theirs.number, "c-nobodys"},
			desk.QueryCursor: {cursor(r), cursor(id)}} {
			all = append(all, fieldWithID{models.RoleAdmin, http.MethodGet, path, field, pair[0], pair[1], nil})
		}
	}
	for _, path := range []string{web.PathAudit, web.PathAuditRows} {
		for field, pair := range map[string][2]string{"subject": {r, id}, "who": {s, id}, desk.QueryCursor: {cursor(r), cursor(id)}} {
			all = append(all, fieldWithID{models.RoleAuditor, http.MethodGet, path, field, pair[0], pair[1], nil})
		}
	}
	return all
}

// peopled gives an institution of the house what a ward of the storm has.
func (h *house) peopled(t *testing.T, slug string, i int) ward {
	t.Helper()
	w := ward{tenant: h.tenant(slug), number: "c-of-" + slug}
	err := h.rows(slug).InTx(t.Context(), func(tx *models.Tx) error {
		live, err := tx.CampaignsIn(models.CampaignLive)
		if err != nil {
			return err
		}
		return h.people(tx, &w, i, live[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestAnothersIdInAFieldCostsWhatNobodysIdCosts is TestAnothersIdCostsWhatNobodysIdCosts for ids that stand in forms and
// queries, of staff and of members.
func TestAnothersIdInAFieldCostsWhatNobodysIdCosts(t *testing.T) {
	t.Parallel()
	countedOnBoth(t, func(t *testing.T, h *house, count *modelstest.Counter) {
		theirs, own := h.peopled(t, sandbox.Garden, 0), h.peopled(t, sandbox.Orchard, 1)
		rows := append(fieldsWithIDs(own, theirs), fieldWithID{models.RoleEditor, http.MethodPost, web.CampaignPath(own.ids[web.PathCampaigns], web.CampaignEdit), "base",
			theirs.version(t, h), models.NewID(), url.Values{"do": {"save"}, "name": {"x"}}})
		h.everyFieldIsLookedAt(t, rows)
		clerks, tokens := map[models.Role]*clerk{}, map[models.Role]string{}
		for _, role := range []models.Role{models.RoleSupport, models.RoleEditor, models.RoleMaker, models.RoleChecker, models.RoleAdmin, models.RoleAuditor} {
			clerks[role] = h.hireAs(t, sandbox.Orchard, "equal-"+string(role), role)
			clerks[role].enterConsole()
		}
		for role, k := range clerks {
			tokens[role] = k.staffToken() // and nobody's session is renewed within the minute
		}
		clerks[models.RoleAdmin].get(web.PathApprovals) // whom we talk to is known for a second
		ask := func(row fieldWithID, value string) worked {
			form := url.Values{}
			for name, values := range row.more {
				form[name] = values
			}
			form.Set(strings.Replace(row.field, "ID", value, 1), value)
			k := clerks[row.role]
			count.Take()
			var got reply
			if row.method == http.MethodGet {
				got = k.get(row.path + "?" + form.Encode())
			} else {
				form.Set(fieldStaffToken, tokens[row.role])
				form.Set(program.FieldKey, "a-key-for-"+models.NewID())
				got = k.post(row.path, form)
				got.body = strings.ReplaceAll(got.body, form.Get(program.FieldKey), "KEY")
			}
			return told(got, count, value)
		}
		for _, row := range rows {
			foreign, none := ask(row, row.foreign), ask(row, row.none)
			if diff := cmp.Diff(none, foreign); diff != "" {
				t.Errorf("%s %s, %s (-nobody's +another's):\n%s", row.method, row.path, row.field, diff)
			}
			if foreign.Status >= http.StatusInternalServerError || foreign.Status == http.StatusForbidden {
				t.Errorf("%s %s, %s answers %d", row.method, row.path, row.field, foreign.Status)
			}
		}
		h.membersFields(t, theirs, count)
	})
}

// keyInForm is what a page mints for each of its forms that move money.
var keyInForm = regexp.MustCompile(`name="` + program.FieldKey + `" value="[^"]+"`)

// told is what a call came to, without what is random or was sent, whole or as the last six of an id.
func told(got reply, count *modelstest.Counter, sent string) worked {
	short := strings.ToUpper(sent[max(0, len(sent)-6):])
	body := strings.NewReplacer(got.header.Get("X-Request-Id"), "REQUEST", url.QueryEscape(sent), "ID", sent, "ID", short, "SHORT").Replace(got.body)
	return worked{got.status, keyInForm.ReplaceAllString(body, "KEY"), count.Take()}
}

// everyFieldIsLookedAt fails for a field in the source that nobody has said something about.
func (h *house) everyFieldIsLookedAt(t *testing.T, rows []fieldWithID) {
	t.Helper()
	for _, field := range consoleFields(t) {
		named := slices.ContainsFunc(rows, func(r fieldWithID) bool { return strings.HasPrefix(r.field, field) })
		if !named && !slices.Contains(carriesNoID(), field) {
			t.Errorf("the field %q is new: if it names something, it needs a row in fieldsWithIDs, and otherwise its place in carriesNoID", field)
		}
	}
}

func (h *house) membersFields(t *testing.T, theirs ward, count *modelstest.Counter) {
	t.Helper()
	b, _ := h.enter(t, sandbox.Orchard, "blake")
	_, form := b.fields(b.get(web.PathCode), codeForm)
	form.Set(tile.FieldTerms, "yes")
	for _, row := range []struct{ method, path, field, foreign, none string }{
		{http.MethodPost, web.PathCode, tile.FieldCode, theirs.code, "ZZZZ2222"},
		{http.MethodGet, web.PathTerms, queryCode, theirs.code, "ZZZZ2222"},
		{http.MethodGet, web.PathLanding, "", theirs.code, "ZZZZ2222"},
	} {
		ask := func(value string) worked {
			count.Take()
			switch {
			case row.field == "":
				return told(b.get(row.path+value), count, value)
			case row.method == http.MethodGet:
				return told(b.get(row.path+"?"+url.Values{row.field: {value}}.Encode()), count, value)
			}
			sent := url.Values{}
			for name, values := range form {
				sent[name] = values
			}
			sent.Set(row.field, value)
			return told(b.post(row.path, sent), count, value)
		}
		if diff := cmp.Diff(ask(row.none), ask(row.foreign)); diff != "" {
			t.Errorf("%s %s, %s (-nobody's +another's):\n%s", row.method, row.path, row.field, diff)
		}
	}
}

// version is the version of an institution's offer.
func (w ward) version(t *testing.T, h *house) (id string) {
	t.Helper()
	err := h.db.Store.For(w.tenant).View(t.Context(), func(v *models.View) error {
		live, err := v.CampaignsIn(models.CampaignLive)
		id = live[0].CurrentVersionID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
