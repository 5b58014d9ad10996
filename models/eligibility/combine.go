package eligibility

// combine judges "at least k of these". Every unknown child is read as all three things it could turn out to be; the
// group says met, impossible or not_yet only when each of those readings says the same, so no doubt becomes an answer.
func combine(k int, children []Node) (Result, Reason) {
	var met, notYet, unknown int
	for _, child := range children {
		switch child.Result {
		case Met:
			met++
		case NotYet:
			notYet++
		case Unknown:
			unknown++
		}
	}
	result := Unknown
	switch {
	case met >= k:
		return Met, ""
	case met+notYet+unknown < k:
		result = Impossible
	case met+unknown < k && met+notYet >= k:
		result = NotYet
	}
	return result, firstReason(children, result)
}

// firstReason is the first child's reason for the same result: in tree order, so that it is stable.
func firstReason(children []Node, result Result) Reason {
	for _, child := range children {
		if child.Result == result {
			return child.Reason
		}
	}
	return ""
}

// needed is how many children a group needs.
func (r Rule) needed() int {
	switch r.Kind {
	case KindAll:
		return len(r.Rules)
	case KindAny:
		return 1
	default:
		return r.K
	}
}
