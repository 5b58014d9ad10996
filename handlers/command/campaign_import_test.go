package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"raf/models"
	"raf/models/modelstest"
)

// sampleCampaigns is the file that the command's help names.
func sampleCampaigns(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "testdata", "campaigns.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

const editor = "eddie@garden.test"

// seated is somebody of staff, who may have set up their sign-in.
func seated(t *testing.T, db modelstest.DB, slug, email string, role models.Role, enrolled bool) {
	t.Helper()
	tenant, err := db.Store.TenantBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Store.For(tenant).InTx(t.Context(), func(tx *models.Tx) error {
		u, err := tx.AddStaff(models.StaffUser{Email: email, Name: "Eddie", Role: role, InviteHash: email}, command())
		if err != nil || !enrolled {
			return err
		}
		return tx.Enrol(u, "hash", []byte("app"), 0, models.JSON("[]"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func importFile(t *testing.T, s Settings, document string) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "campaigns.json")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return operate(t, s, "campaign", "import", path, "--tenant", "garden", "--as", editor)
}

// drafted are the names of an institution's drafts.
func drafted(t *testing.T, db modelstest.DB, slug string) []string {
	t.Helper()
	tenant, err := db.Store.TenantBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	err = db.Store.For(tenant).View(t.Context(), func(v *models.View) error {
		all, err := v.CampaignDrafts()
		for _, d := range all {
			names = append(names, d.Plan.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

func TestAFileOfCampaignsBecomesDraftsOnce(t *testing.T) {
	t.Parallel()
	kit.Each(t, func(t *testing.T, db modelstest.DB) {
		s := operator(db.Config)
		for _, slug := range []string{"garden", "orchard"} {
			if _, err := add(t, s, gardenFlags("--slug", slug)...); err != nil {
				t.Fatal(err)
			}
		}
		seated(t, db, "garden", editor, models.RoleEditor, true)
		seated(t, db, "orchard", "admin@orchard.test", models.RoleAdmin, true)
		seated(t, db, "orchard", "viewer@orchard.test", models.RoleViewer, true)
		seated(t, db, "orchard", "new@orchard.test", models.RoleEditor, false)
		want := []string{"Everyday card 2027", "Spring 2027"}
		for _, said := range []string{`spring-2027: drafted as "Spring 2027"`, "spring-2027: was there already"} {
			got, err := importFile(t, s, sampleCampaigns(t))
			if err != nil || !strings.Contains(got, said) {
				t.Fatalf("it said %q and %v, want %q", got, err, said)
			}
			if diff := cmp.Diff(want, drafted(t, db, "garden")); diff != "" {
				t.Errorf("drafts (-want +got):\n%s", diff)
			}
			if n := len(trail(t, db, "campaign.drafted")); n != len(want) {
				t.Errorf("%d audit rows, want one for each draft", n)
			}
		}
		if got := drafted(t, db, "orchard"); len(got) != 0 {
			t.Errorf("the other institution has %v", got)
		}
		if live := rowsOf(t, db, "garden", "SELECT id FROM campaigns WHERE id <> ''"); len(live) != 0 {
			t.Error("a campaign is offered that no two people agreed to")
		}
		orchards := []string{"campaign", "import", "--tenant", "orchard", "--as", "", filepath.Join("..", "..", "testdata", "campaigns.json")}
		for _, nobody := range []string{editor, "viewer@orchard.test", "new@orchard.test"} {
			orchards[5] = nobody
			if _, err := operate(t, s, orchards...); err == nil || !strings.Contains(err.Error(), "--as "+nobody) || len(drafted(t, db, "orchard")) > 0 {
				t.Errorf("%s answers for drafts: %v", nobody, err)
			}
		}
		orchards[5] = "admin@orchard.test"
		got, err := operate(t, s, orchards...)
		if err != nil || !strings.Contains(got, "card-2027: drafted") || !strings.Contains(got, "to solve:   Terms in English are missing") {
			t.Errorf("the same file of another institution: %v\n%s", err, got)
		}
		if diff := cmp.Diff(want, drafted(t, db, "orchard")); diff != "" {
			t.Errorf("the other institution's drafts (-want +got):\n%s", diff)
		}
	})
}

func TestAnImportNamesLineAndFieldOfAllThatIsWrongAndKeepsNothing(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	s := operator(db.Config)
	if _, err := add(t, s, gardenFlags()...); err != nil {
		t.Fatal(err)
	}
	seated(t, db, "garden", editor, models.RoleEditor, true)
	good := sampleCampaigns(t)
	change := func(old, next string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the file has no %q", old)
		}
		return strings.Replace(good, old, next, 1)
	}
	for name, row := range map[string]struct {
		document string
		want     []string
	}{
		"a day that is none":        {change(`"2027-05-31"`, `"2027-02-30"`), []string{"campaigns.json:11: campaigns[0].terms.ends_on: Write a day"}},
		"money with a point":        {change(`5000,`, `50.00,`), []string{"campaigns.json:15: campaigns[0].terms.acceptor_minor: want a whole number, not number 50.00"}},
		"money as a text":           {change(`3000000`, `"30,000"`), []string{"campaigns.json:7: campaigns[0].budget_minor: want a whole number, not string"}},
		"too much money":            {change(`3000000`, `9000000000000000`), []string{"campaigns.json:7: campaigns[0].budget_minor: Take"}},
		"a field nobody knows":      {change(`"hold_days"`, `"hold_day"`), []string{"campaigns.json:14: campaigns[0].terms.hold_day: there is no such field"}},
		"a field in other letters":  {change(`"hold_days"`, `"Hold_Days"`), []string{"campaigns.json:14: campaigns[0].terms.Hold_Days: there is no such field"}},
		"a field twice":             {change(`"priority": 2,`, `"priority": 2, "priority": 3,`), []string{"campaigns.json:6: campaigns[0].priority: this field stands here twice"}},
		"a rule's field":            {change(`"min_count": 5 } },`, `"min_cuont": 5 } },`), []string{"campaigns.json:26: campaigns[0].terms.rules.rules[1].debit_purchases.min_cuont: "}},
		"a rule twice":              {change(`"id": "r2"`, `"id": "r1"`), []string{"campaigns.json:22: campaigns[0].terms.rules: twice at"}},
		"a kind that is none":       {change(`"product"`, `"lottery"`), []string{"campaigns.json:39: campaigns[1].kind: want relationship or product"}},
		"no key":                    {change(`"key": "card-2027",`, ""), []string{"campaigns.json:37: campaigns[1].key: a key"}},
		"a key twice":               {change(`"card-2027"`, `"spring-2027"`), []string{"campaigns.json:38: campaigns[1].key: campaigns[0] has this key"}},
		"no name":                   {change(`"name": "Spring 2027",`, ""), []string{"campaigns.json:3: campaigns[0].name: This can't be empty."}},
		"a card number":             {change(`Purchases and`, `4111 1111 1111 1111`), []string{"campaigns.json:32: campaigns[0].terms.text.en: A card number"}},
		"another currency":          {change(`"hold_days"`, `"currency": "EUR", "hold_days"`), []string{"campaigns.json:14: campaigns[0].terms.currency: the institution's is USD"}},
		"two things at once":        {strings.Replace(change(`"2027-05-31"`, `"soon"`), `"product"`, `"x"`, 1), []string{"campaigns.json:11: campaigns[0].terms.ends_on", "campaigns.json:39: campaigns[1].kind"}},
		"two things in two":         {strings.Replace(change(`"2027-05-31"`, `"soon"`), `"2027-08-31"`, `"late"`, 1), []string{"campaigns.json:11: campaigns[0]", "campaigns.json:44: campaigns[1].terms.ends_on: Write"}},
		"a comma too many":          {change(`"MISC",`, `"MISC",,`), []string{"campaigns.json:19: invalid character ','"}},
		"an end too early":          {good[:len(good)-8], []string{"campaigns.json:48: the document ends too early"}},
		"something behind it":       {good + "{}", []string{"campaigns.json:52: something stands behind the end"}},
		"a byte order mark":         {"\xef\xbb\xbf" + good, []string{"campaigns.json:1: the file begins with a byte order mark"}},
		"UTF-16":                    {"\xff\xfe{\x00", []string{"campaigns.json:1: the file is UTF-16"}},
		"letters of another code":   {change(`Everyday`, "Every\xffday"), []string{"campaigns.json:40: this is not UTF-8"}},
		"too deep":                  {change(`"rules": {`, `"rules": `+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`, "x": {`), []string{"[0][0] nests deeper than 32"}},
		"too long":                  {good + strings.Repeat(" ", maxCampaignFile), []string{"campaigns.json:1: the file is longer than 5 MiB"}},
		"a list and no object":      {"[]", []string{"campaigns.json:1: campaigns: want an object"}},
		"no campaign":               {`{"campaigns": []}`, []string{"campaigns.json:1: campaigns: there is none in it"}},
		"a campaign that is a text": {`{"campaigns": ["spring"]}`, []string{"campaigns.json:1: campaigns[0]: want an object"}},
		"too many":                  {`{"campaigns": [` + strings.TrimSuffix(strings.Repeat("{},", maxCampaigns+1), ",") + `]}`, []string{"campaigns: take at most 200"}},
		"nothing":                   {"", []string{"campaigns.json:1: the document ends too early"}},
	} {
		said, err := importFile(t, s, row.document)
		if err == nil {
			t.Errorf("%s: it was imported: %s", name, said)
			continue
		}
		for _, want := range row.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: it said\n%v\nwant %q", name, err, want)
			}
		}
		if got := drafted(t, db, "garden"); len(got) != 0 {
			t.Fatalf("%s: drafts %v were kept", name, got)
		}
	}
}

func TestWindowsLineEndsAreRead(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t, nil)
	s := operator(db.Config)
	if _, err := add(t, s, gardenFlags()...); err != nil {
		t.Fatal(err)
	}
	seated(t, db, "garden", editor, models.RoleEditor, true)
	if _, err := importFile(t, s, strings.ReplaceAll(sampleCampaigns(t), "\n", "\r\n")); err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{{"campaign", "import"}, {"campaign", "import", "a.json", "b.json", "--tenant", "garden", "--as", editor},
		{"campaign", "import", "a.json", "--tenant", "garden"}, {"campaign", "export"}} {
		if _, err := operate(t, s, args...); err == nil {
			t.Errorf("%v passed", args)
		}
	}
}
