package desk

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"raf/models"
	"raf/models/eligibility"
)

// The fields of the editor that are no value of a campaign.
const (
	fieldDo      = "do"
	FieldKind    = "kind"
	FieldLock    = "lock"
	fieldBase    = "base"
	fieldTree    = "rules"
	fieldRemoved = "removed"
	fieldWas     = "was"
	FieldShow    = "show"
	FieldIn      = "in"
	FieldFrom    = "from" // the status that somebody saw who pauses, resumes or ends
	FieldAt      = "at"   // where they were
)

// AtCampaign is FieldAt of the forms on a campaign's own page.
const AtCampaign = "campaign"

// What a press of the editor's form asks for. Operations on the tree are "verb:rule" and "add:group:kind".
const (
	DoSave    = "save"
	DoSubmit  = "submit"
	doRefresh = "refresh"
	doUndo    = "undo"
)

// CampaignEntry is the editor's form as it came: a plan as far as it could be read, and everything as it was typed.
type CampaignEntry struct {
	Do    string
	Kind  string
	Lock  int64
	Base  string // the version it was made from
	Plan  models.Plan
	Tree  eligibility.Draft
	Typed map[string]string // of a rule's parameter, only where it could not be taken
	Wrong map[string]string // by field; a rule's parameter is rules.<id>.<key>
	Was   map[string]string // the values as they were read, for whoever loses a race
	Show  string            // of the preview: the state
	In    string            // and the language

	removed eligibility.Draft // the tree before the last removal
	undo    string            // the name of what was removed; empty for nothing
	made    string            // the id of the element that an operation made
}

// ReadCampaign reads the editor's form. start is what a value is that the form does not have: the stored plan, or what a
// new campaign begins with. Fields that are not known are not looked at.
func ReadCampaign(form url.Values, kind string, start models.Plan) CampaignEntry {
	e := CampaignEntry{Do: form.Get(fieldDo), Kind: kind, Base: form.Get(fieldBase), Plan: start, Typed: map[string]string{}, Wrong: map[string]string{},
		Show: form.Get(FieldShow), In: form.Get(FieldIn)}
	if e.Do == "" {
		e.Do = doRefresh
	}
	e.Lock, _ = strconv.ParseInt(form.Get(FieldLock), 10, 64) // one that is none is somebody else's, or nobody's
	if json.Unmarshal([]byte(form.Get(fieldWas)), &e.Was) != nil {
		e.Was = nil
	}
	for _, f := range planFields(kind) {
		if !form.Has(f.Name) {
			continue
		}
		typed := form.Get(f.Name)
		e.Typed[f.Name] = typed
		if wrong := f.take(&e.Plan, typed); wrong != "" {
			e.Wrong[f.Name] = wrong
		}
	}
	e.readTree(form)
	e.operate(form)
	e.Plan.Terms.Rules = e.Tree.JSON()
	e.check()
	return e
}

// EditCampaign is the entry of a page that nobody typed into yet.
func EditCampaign(d models.CampaignDraft) CampaignEntry {
	e := CampaignEntry{Do: doRefresh, Kind: d.Kind, Lock: d.LockVersion, Base: d.BaseVersionID, Plan: d.Plan, Typed: map[string]string{}, Wrong: map[string]string{}}
	tree, err := eligibility.ParseDraft(d.Plan.Terms.Rules)
	if err != nil { // a plan that was kept could be read
		tree = eligibility.NewDraft()
	}
	e.Tree = tree
	return e
}

// Asks reports whether the form was only to be drawn anew.
func (e CampaignEntry) Asks() bool { return e.Do != DoSave && e.Do != DoSubmit }

// OK reports whether everything could be read and is inside its bounds.
func (e CampaignEntry) OK() bool { return len(e.Wrong) == 0 }

// Refused adds what the programme, or the lint, refused.
func (e CampaignEntry) Refused(all models.FieldErrors) CampaignEntry {
	for _, f := range all {
		if e.Wrong[f.Field] == "" {
			e.Wrong[f.Field] = SayProblem(f)
		}
	}
	return e
}

// check finds every value that can't be kept, so that one answer names them all.
func (e CampaignEntry) check() {
	for _, f := range e.Plan.Check() {
		if e.Wrong[f.Field] == "" {
			e.Wrong[f.Field] = SayProblem(f)
		}
	}
	t := e.Plan.Terms
	if t.StartsOn != "" && t.EndsOn != "" && t.EndsOn < t.StartsOn && e.Wrong["starts_on"] == "" && e.Wrong["ends_on"] == "" {
		e.Wrong["ends_on"] = "The last day is before the first."
	}
	if t.WindowDays == 0 && e.Typed["window_days"] != "" && e.Wrong["window_days"] == "" {
		e.Wrong["window_days"] = "Take 1 to " + count(eligibility.MaxWindowDays) + " days."
	}
}

// operate changes the tree as the pressed button says. What can't be done leaves the tree as it is: the buttons offer
// only what can.
func (e *CampaignEntry) operate(form url.Values) {
	verb, rest, _ := strings.Cut(e.Do, ":")
	id, kind, _ := strings.Cut(rest, ":")
	switch verb {
	case "up", "down":
		if tree, err := e.Tree.Step(id, verb == "up"); err == nil {
			e.Tree = tree
		}
	case "add":
		if tree, made, err := e.Tree.Add(id, eligibility.Kind(kind)); err == nil {
			e.Tree, e.made = tree, "rule-"+made
		}
	case "remove":
		gone, _ := e.Tree.Find(id)
		if tree, err := e.Tree.Remove(id); err == nil {
			e.removed, e.undo, e.Tree, e.made = e.Tree, ruleName(gone.Kind), tree, "tree-undo"
		}
	case doUndo:
		if tree, err := eligibility.ParseDraft([]byte(form.Get(fieldRemoved))); err == nil && form.Has(fieldRemoved) {
			back, _ := tree.Fill(e.values(form, e.Tree))
			e.Tree, e.made = back, "rule-"+back.ID
		}
	}
}
