package gallery

import "raf/components/console"

// builder is the tree of the pictures: payroll, or two of three others, inside the three levels that there are.
func builder() console.RuleBuilder {
	return console.RuleBuilder{
		URL: editURL, Region: console.RegionEditor, Action: "do", Shape: console.Hidden{Name: "rules", Value: "all(account any(payroll some(buy first statements)) standing)"},
		Words: "open a personal checking account, and within 60 days either receive $500 of payroll or do two of: 10 purchases of $5 or more, a first deposit of $25, eStatements.",
		Root: console.RuleNode{ID: "all", Name: "All requirements", Group: true, Adds: kinds("all"), Nest: console.RuleAdd{Value: "nest:all", Label: "Add a group to all requirements"},
			Words: append(mode("all", "All", "all requirements"),
				console.RuleWord{Text: "of these, within"}, number("window_days", "Days to meet the requirements", "60"), console.RuleWord{Text: "days of"},
				choose("window_anchor", "What the days begin with", "opening the account", "entering the code")),
			Kids: []console.RuleNode{account(), anyOf(), standing()},
		},
	}
}

func account() console.RuleNode {
	n := leaf("account", "Open an account", "Bank accounts")
	n.Words = []console.RuleWord{{Text: "Open an account", Strong: true}, {Text: "of type"}, {Chips: []console.Field{
		{ID: "rule-account-checking", Name: "rule.account.checking", Label: "Checking", Checked: true}, {ID: "rule-account-savings", Name: "rule.account.savings", Label: "Savings"},
	}}, {Text: "not Health savings", Dim: true}}
	n.More = []console.Field{
		{ID: "rule-account-before", Name: "rule.account.before", Label: "Opened at most, days before", Kind: console.KindNumber, Value: "30"},
		{ID: "rule-account-after", Name: "rule.account.after", Label: "Opened at most, days after", Kind: console.KindNumber, Hint: "Empty for any number"},
		{ID: "rule-account-names", Name: "rule.account.names", Label: "Words its name must not have", Value: "HSA, Health"},
	}
	return n
}

func anyOf() console.RuleNode {
	n := group("any", "Any one of these", 1, mode("any", "Any one", "the group"))
	payroll := leaf("payroll", "Payroll deposits", "Bank postings, posted only")
	payroll.Words = []console.RuleWord{{Text: "Payroll deposits", Strong: true}, choose("rule.payroll.measure", "How payroll is measured", "in total", "in one deposit"), {Text: "of at least"}, money("rule.payroll.min", "Payroll of at least", "500.00")}
	n.Kids = []console.RuleNode{payroll, someOf()}
	return n
}

func someOf() console.RuleNode {
	n := group("some", "At least 2 of these", 2, append(mode("some", "At least", "the group"), number("rule.some.k", "How many of these", "2")))
	n.Nest = console.RuleAdd{}
	buy := leaf("buy", "Debit card purchases", "Bank postings, ATM never counts")
	buy.Words = []console.RuleWord{number("rule.buy.count", "How many", "10"), {Text: "debit card purchases", Strong: true}, {Text: "of at least"}, money("rule.buy.each", "Each purchase of at least", "5.00"), {Text: "each,"}, money("rule.buy.sum", "In all at least", ""), {Text: "in all"}}
	first := leaf("first", "First deposit", "Bank postings")
	first.Words = []console.RuleWord{{Text: "First deposit", Strong: true}, {Text: "of at least"}, money("rule.first.min", "Deposit of at least", "25.00"), {Text: "within"}, number("rule.first.days", "Days for the deposit", "10"), {Text: "days"}}
	statements := leaf("statements", "eStatements", "Core file")
	statements.Words = []console.RuleWord{{Text: "eStatements", Strong: true}, {Text: "are on"}}
	statements.Error, statements.Down = "No source: the core file is not connected", ""
	n.Kids = []console.RuleNode{buy, first, statements}
	return n
}

func standing() console.RuleNode {
	n := leaf("standing", "Good standing", "Bank accounts")
	n.Words = []console.RuleWord{{Text: "Good standing", Strong: true}, {Text: "of both sides"}, {Text: "checked again on the day of payment", Dim: true}}
	return n
}

func leaf(id, name, source string) console.RuleNode {
	return console.RuleNode{ID: id, Name: name, Source: source, Up: "up:" + id, Down: "down:" + id, Remove: "remove:" + id}
}

func group(id, name string, depth int, words []console.RuleWord) console.RuleNode {
	n := leaf(id, name, "")
	n.Group, n.Depth, n.Adds, n.Words = true, depth, kinds(id), append(words, console.RuleWord{Text: "of these"})
	n.Nest = console.RuleAdd{Value: "nest:" + id, Label: "Add a group to " + name}
	return n
}

func kinds(id string) []console.RuleAdd {
	return []console.RuleAdd{
		{Text: "Open an account", About: "Bank accounts", Value: "add:" + id + ":qualifying_account"}, {Text: "Payroll deposits", About: "Bank postings", Value: "add:" + id + ":direct_deposit"},
		{Text: "Debit card purchases", About: "Bank postings", Value: "add:" + id + ":debit_purchases"}, {Text: "Good standing", About: "Bank accounts", Value: "add:" + id + ":good_standing"},
	}
}

func mode(id, value, of string) []console.RuleWord {
	w := choose("rule."+id+".kind", "How many of "+of, "All", "Any one", "At least")
	w.Token.Value, w.Redraw = value, true
	return []console.RuleWord{w}
}

func choose(name, label string, texts ...string) console.RuleWord {
	f := &console.Field{Name: name, Label: label, Kind: console.KindSelect, Value: texts[0]}
	for _, text := range texts {
		f.Options = append(f.Options, console.Option{Value: text, Text: text})
	}
	return console.RuleWord{Token: f}
}

func number(name, label, value string) console.RuleWord {
	return console.RuleWord{Token: &console.Field{Name: name, Label: label, Kind: console.KindNumber, Value: value}}
}

func money(name, label, value string) console.RuleWord {
	return console.RuleWord{Token: &console.Field{Name: name, Label: label, Kind: console.KindMoney, Value: value}}
}
