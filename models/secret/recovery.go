package secret

import "io"

// recoveryLen is that of two friend codes, 80 bits: a leaked table of hashes must not tell them, as it would tell 40.
const recoveryLen = 2 * codeLen

// NewRecovery is a random recovery code of a person of staff in its stored form, 16 characters.
func NewRecovery(random io.Reader) (string, error) {
	first, err := NewCode(random)
	if err != nil {
		return "", err
	}
	second, err := NewCode(random)
	return first + second, err
}

// NormalizeRecovery turns what a person typed into the stored form; it forgives what NormalizeCode forgives.
func NormalizeRecovery(typed string) (code string, ok bool) { return normalize(typed, recoveryLen) }

// DisplayRecovery is the form in which a stored code is shown: K7PM-3QXD-4RND-8YLC.
func DisplayRecovery(code string) string {
	if len(code) != recoveryLen {
		return code
	}
	return DisplayCode(code[:codeLen]) + "-" + DisplayCode(code[codeLen:])
}
