package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"raf/components/console"
	"raf/models"
	"raf/models/program"
)

// payShow is the referral with its pay panel opened.
func (s *Server) payShow(c *gin.Context) { s.writeReferral(c, http.StatusOK, referralEntry{pay: true}) }

// payRequest asks a second person to release the rewards. No amount is in the form: they come from the frozen terms.
func (s *Server) payRequest(c *gin.Context) {
	data, ok := s.known(c)
	if !ok {
		return
	}
	amount := legsTotal(data.Legs, models.LegReserved)
	who, ok := s.fresh(c, stepUp{url: referralPath(data.Referral.ID) + "pay/", back: referralPath(data.Referral.ID), look: console.Primary,
		verb: "ask to release " + amount, doing: doing(data, "Ask to release", amount)})
	if !ok {
		return
	}
	_, err := visitOf(c.Request.Context()).program.RequestPayment(c.Request.Context(), data.Referral.ID, who)
	s.answerReferral(c, err, referralEntry{pay: true})
}

// payMark asks a second person to confirm that the rewards were paid outside.
func (s *Server) payMark(c *gin.Context) {
	data, ok := s.known(c)
	if !ok {
		return
	}
	amount := legsTotal(data.Legs, models.LegPayable)
	in := program.MarkPaidRequest{ReferralID: data.Referral.ID, Reference: c.PostForm(fieldReference), PaidOn: c.PostForm(fieldPaidOn)}
	who, ok := s.fresh(c, stepUp{url: referralPath(data.Referral.ID) + "mark-paid", back: referralPath(data.Referral.ID), look: console.Primary,
		verb: "record " + amount + " as paid", doing: doing(data, "Record as paid", amount)})
	if !ok {
		return
	}
	_, err := visitOf(c.Request.Context()).program.RequestMarkPaid(c.Request.Context(), in, who)
	s.answerReferral(c, err, referralEntry{form: formMark, pay: true, typed: map[string]string{fieldReference: in.Reference, fieldPaidOn: in.PaidOn}})
}

// doing says in words what a second factor is asked for.
func doing(data program.ReferralPageData, what, amount string) []console.Pair {
	return []console.Pair{{Label: what, Value: amount}, {Label: "To", Value: person(data.Referral.Acceptor) + " and " + person(data.Referral.Inviter)},
		{Label: "Referral", Value: number(data.Referral.ID)}}
}

// legsTotal adds up the legs of a status.
func legsTotal(legs []models.RewardLeg, status models.LegStatus) string {
	sum, currency := int64(0), ""
	for _, l := range legs {
		if l.Status == status {
			sum, currency = sum+l.AmountMinor, l.Currency
		}
	}
	return exact(sum, currency)
}
