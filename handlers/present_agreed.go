package handlers

import (
	"strings"

	"raf/components/tile"
	"raf/models/program"
	"raf/models/secret"
)

// agreed hashes what a member who submits the code form has read and ticked: the sentence beside the box with every
// passage of the terms behind its link, and the sentence about sharing, in the member's language. Kept with the consent,
// the hashes prove later what was on the screen.
func (p presenter) agreed(t program.Tile, in codeEntry) (terms, consent string) {
	form, ok := p.codeEntry(t, codeEntry{typed: in.typed, offer: in.offer}).(tile.CodeEntry)
	if !ok {
		return "", "" // no offer, so no form: the code will be refused
	}
	read := []string{p.Say.Lang, form.Terms.Before + form.Terms.Link.Text + form.Terms.After}
	if in.offer != nil {
		t.Offer = in.offer
	}
	if v, live := offered(t); live {
		for _, passage := range p.passagesOf(t.Offer.Kind, v.Terms) {
			read = append(read, passage.Title)
			read = append(read, passage.Text...)
		}
	}
	return secret.Hash(strings.Join(read, "\n")), secret.Hash(p.Say.Lang + "\n" + form.Consent.Text)
}
