package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// MAC is an HMAC-SHA-256 over the parts, each with its length in front so that no two lists of parts come out alike,
// in a form that fits cookies, forms and columns.
func MAC(key Key, parts ...string) string {
	mac := hmac.New(sha256.New, key.Bytes())
	for _, part := range parts {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		mac.Write([]byte(part))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
