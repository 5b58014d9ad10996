package desk

import "raf/components/console"

// focusWrong gives the focus to the first field of a form that came back with something wrong in it.
func focusWrong(f *console.CampaignForm) {
	if focusPanels(f.Panels) || focusRule(&f.Rules.Root) {
		return
	}
	focusPanels(f.Last)
}

func focusPanels(panels []console.FieldPanel) bool {
	for _, p := range panels {
		for _, row := range p.Rows {
			if focusFields(row.Fields) {
				return true
			}
		}
	}
	return false
}

func focusFields(fields []console.Field) bool {
	for i := range fields {
		if fields[i].Error != "" {
			fields[i].Focus = true
			return true
		}
	}
	return false
}

func focusRule(n *console.RuleNode) bool {
	for _, w := range n.Words {
		if w.Token != nil && w.Token.Error != "" {
			w.Token.Focus = true
			return true
		}
		if focusFields(w.Chips) {
			return true
		}
	}
	if focusFields(n.More) {
		return true
	}
	for i := range n.Kids {
		if focusRule(&n.Kids[i]) {
			return true
		}
	}
	return false
}
