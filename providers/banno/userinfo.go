package banno

import (
	"context"
	"crypto/subtle"

	"raf/providers"
)

// userInfo asks the UserInfo endpoint for claims (OpenID Connect Core 5.3). An endpoint that does not answer leaves them
// untold; an answer about somebody else, or about nobody, is an attack, and the sign-in ends with it (Core 5.3.2).
func (b *Bank) userInfo(ctx context.Context, m metadata, access, subject string) (told claims, err error) {
	const op = "userinfo"
	if m.UserInfo == "" {
		return nil, nil
	}
	raw, err := b.client.GetJSON(ctx, providers.Call{Op: op, URL: string(m.UserInfo), Bearer: access, Limit: smallAnswer})
	if err == nil {
		err = providers.DecodeJSON(raw, &told)
	}
	if err != nil {
		b.log.WarnContext(ctx, "claims of a sign-in not told", "cause", err.Error())
		return nil, nil
	}
	if got, _ := told.text("sub"); subtle.ConstantTimeCompare([]byte(got), []byte(subject)) != 1 {
		return nil, b.fail(op, providers.KindMalformed, "subject is missing or another")
	}
	return told, nil
}
