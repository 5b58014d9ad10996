package console

import (
	"github.com/a-h/templ"

	"raf/components/ui"
)

// RuleBuilder is the tree of requirements as sentences with tokens. Every operation is a submit button of the form it
// stands in: the form comes back with the tree changed and everything typed kept.
type RuleBuilder struct {
	URL    string  // where an operation is posted
	Region string  // id of the part that the answer replaces
	Action string  // name of the operation's button
	Shape  Hidden  // which rule stands where, for the server
	Undo   *Undone // what was removed last
	Root   RuleNode
	Words  string // the tree in words
	Error  string // about all of it
	Denied string // why nothing can be changed
	Focus  string // id of what was just made: it takes the focus
}

// RuleNode is one requirement, or one group of them.
type RuleNode struct {
	ID     string
	Name   string // for the buttons: "Move Payroll deposits up"
	Group  bool
	Depth  int // of groups around it
	Words  []RuleWord
	More   []Field // what has a default, folded away
	Open   bool    // the fold
	Source string  // where its facts come from
	Error  string
	Kids   []RuleNode
	Adds   []RuleAdd // the kinds that can be added to a group
	Nest   RuleAdd   // adds a group inside; empty where the tree is deep enough
	Up     string    // values of the operations; empty where there is nowhere to go
	Down   string
	Remove string
}

// RuleWord is a piece of a rule's sentence: words, or a token to fill in.
type RuleWord struct {
	Text   string
	Strong bool
	Dim    bool
	Token  *Field
	Redraw bool    // the sentence depends on the token: it is drawn anew when it changes
	Chips  []Field // ticks of which any number may be chosen
}

// RuleAdd is an operation that adds something.
type RuleAdd struct {
	Text  string
	Label string // for screen readers, where Text needs the group around it
	About string
	Value string
}

// Undone is what was removed, with everything needed to put it back.
type Undone struct {
	Text  string // "Payroll deposits was removed."
	Carry Hidden
	Value string
}

func (n RuleNode) elementID() string { return "rule-" + n.ID }

func (n RuleNode) noteID() string { return "rule-" + n.ID + "-note" }

func (n RuleNode) annotated() bool { return n.Error != "" || n.Source != "" || len(n.More) > 0 }

// class alternates the ground, so that a group stands out from the one around it.
func (n RuleNode) class() string {
	switch {
	case n.Error != "":
		return "tree-node tree-bad"
	case n.Group && n.Depth%2 == 1:
		return "tree-node tree-odd"
	}
	return "tree-node"
}

// tokenSize is how many digits a token shows before it scrolls.
func tokenSize(f Field) string {
	if f.Kind == KindMoney {
		return "7"
	}
	if f.Kind == KindNumber {
		return "3"
	}
	return "12"
}

// spot is a rule with the builder it stands in.
type spot struct {
	Builder RuleBuilder
	Node    RuleNode
}

// piece is a part of a sentence with the builder it stands in.
type piece struct {
	Builder RuleBuilder
	Word    RuleWord
}

// step is one operation as a button.
type step struct {
	Builder RuleBuilder
	ID      string
	Label   string // where the button has no words
	Value   string
	To      string // id of the element at which an answer without scripts begins
	Icon    bool
}

// move is one of the buttons at a rule's right.
type move struct {
	Glyph Glyph
	Step  step
}

func (s step) class() string {
	if s.Icon {
		return "button button-icon"
	}
	return "button button-quiet button-small"
}

// moves are the buttons of a rule. The root stays where it is.
func (at spot) moves() []move {
	if at.Node.Remove == "" {
		return nil
	}
	id, name := at.Node.elementID(), at.Node.Name
	button := func(key, label, value, to string) step {
		return step{Builder: at.Builder, ID: id + key, Label: label, Value: value, To: to, Icon: true}
	}
	return []move{
		{GlyphUp, button("-up", "Move "+name+" up", at.Node.Up, id)},
		{GlyphDown, button("-down", "Move "+name+" down", at.Node.Down, id)},
		{GlyphNo, button("-remove", "Remove "+name, at.Node.Remove, "requirements")},
	}
}

func (at spot) add(a RuleAdd, key string) step {
	return step{Builder: at.Builder, ID: at.Node.elementID() + "-add-" + key, Value: a.Value, To: at.Node.elementID(), Label: a.Label}
}

// redraw are the attributes of what has the tree drawn anew. It takes the place of a preview that is under way, whose
// answer would be of the tree as it was.
func redraw(b RuleBuilder) templ.Attributes {
	return templ.Attributes{
		"hx-target":     "#" + b.Region,
		"hx-swap":       "outerMorph",
		"hx-sync":       "#" + FormCampaign + ":replace",
		"hx-status:5xx": "swap:none",
	}
}

func (u Undone) notice() ui.Notice { return ui.Notice{Tone: ui.Blue, Text: ui.Plain(u.Text)} }
