package providers

import (
	"errors"
	"log/slog"
)

const redacted = "[redacted]"

var errNotForWriting = errors.New("providers: a secret has no written form")

// sensitive holds bytes that must not be printed, logged or marshalled by accident (threat: a token in a log line
// or an error page is a token in somebody's inbox).
type sensitive struct{ raw []byte }

// Bytes hands out the secret; callers seal it or send it to the bank it came from, nothing else.
func (s sensitive) Bytes() []byte { return s.raw }

// IsZero reports whether there is nothing in it.
func (s sensitive) IsZero() bool { return len(s.raw) == 0 }

func (sensitive) String() string               { return redacted }
func (sensitive) GoString() string             { return redacted }
func (sensitive) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (sensitive) MarshalJSON() ([]byte, error) { return nil, errNotForWriting }
func (sensitive) MarshalText() ([]byte, error) { return nil, errNotForWriting }

// Secret is a short secret text (a tax id, a client secret).
type Secret struct{ sensitive }

// NewSecret wraps a secret text.
func NewSecret(s string) Secret { return Secret{sensitive{[]byte(s)}} }

// Reveal is the text itself.
func (s Secret) Reveal() string { return string(s.raw) }
