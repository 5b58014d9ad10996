package models

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
)

type maskKey struct{}

// Masked is the same rows for somebody of the platform, who needs no names to see what is wrong: of a member come the
// initials, no member number, no key of the person; notes, reasons and evidence come without their words, and what waits
// for a second person without its member numbers. It is done where rows are read and
// not where pages are made, so that a new page can't forget it.
func (ts TenantStore) Masked() TenantStore {
	ts.masked = true
	return ts
}

func withMask(ctx context.Context) context.Context { return context.WithValue(ctx, maskKey{}, true) }

func maskedIn(ctx context.Context) bool {
	on, _ := ctx.Value(maskKey{}).(bool)
	return on
}

// masked reports whether members are hidden from whoever reads; searching by what is hidden would bring it back.
func (v *View) masked() bool { return maskedIn(v.db.Statement.Context) }

// Whole lets read see rows as they are, for what is compared or added up and never shown: what was asked for is bound to a
// member number, and a person's other logins are found by a key. out are pointers to everything that read fills; they
// are covered before anybody sees them. It reports false, having read nothing, where nothing is hidden from v.
func Whole(v *View, read func(v *View) error, out ...any) (bool, error) {
	if !v.masked() {
		return false, nil
	}
	bare := *v
	bare.db = v.db.WithContext(context.WithValue(v.db.Statement.Context, maskKey{}, false))
	err := read(&bare)
	for _, one := range out {
		cover(reflect.ValueOf(one), 0)
	}
	return true, err
}

// mask covers what a query brought, joined rows included: GORM's own hooks see the outermost model only.
func mask(db *gorm.DB) {
	if maskedIn(db.Statement.Context) {
		cover(reflect.ValueOf(db.Statement.Dest), 0)
	}
}

// maxCover is how deep rows hang on rows: a leg on a referral, a member on a referral, a code on a member.
const maxCover = 6

func cover(v reflect.Value, depth int) {
	if depth > maxCover {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			cover(v.Elem(), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			cover(v.Index(i), depth)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.Struct {
				whole := reflect.New(v.Type().Elem()).Elem()
				whole.Set(v.MapIndex(key))
				cover(whole, depth+1)
				v.SetMapIndex(key, whole)
			}
		}
	case reflect.Struct:
		if !v.CanSet() || v.Type() == reflect.TypeFor[Instant]() {
			return
		}
		written := written(v.Interface())
		for i := range v.NumField() {
			coverField(v.Type().Field(i), v.Field(i), slices.Contains(written, v.Type().Field(i).Name), depth)
		}
	}
}

// hidden stands where people wrote something.
const hidden = "(hidden from the platform)"

// written are the fields of a row in which people wrote what they pleased.
func written(row any) []string {
	switch row.(type) {
	case ReferralNote:
		return []string{"Text"}
	case Hold:
		return []string{"Reason", "Resolution", "Found"}
	case ApprovalRequest:
		return []string{"Reason", "DecisionReason"}
	}
	return nil
}

func coverField(f reflect.StructField, v reflect.Value, written bool, depth int) {
	switch {
	case !f.IsExported():
	case f.Name == "Payload" && v.Type() == reflect.TypeFor[JSON]():
		v.SetBytes(coverPayload(v.Bytes()))
	case v.Kind() != reflect.String:
		cover(v, depth+1)
	case f.Name == "GivenName":
		v.SetString(initial(v.String()))
	case f.Name == "CustomerRef", f.Name == "MemberNumber", f.Name == "Subject", f.Name == "SearchName", f.Name == "FriendName", strings.HasSuffix(f.Name, "PersonKey"):
		v.SetString("")
	case (written || f.Name == "Evidence") && v.String() != "":
		v.SetString(hidden)
	}
}

// coverPayload hides in what waits for a second person what is hidden in rows. Its hash stays that of the whole.
func coverPayload(raw []byte) []byte {
	read := json.NewDecoder(bytes.NewReader(raw))
	read.UseNumber()
	var payload any
	if read.Decode(&payload) != nil {
		return []byte("{}")
	}
	covered, err := json.Marshal(coverJSON(payload))
	if err != nil {
		return []byte("{}")
	}
	return covered
}

func coverJSON(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = coverJSON(v[i])
		}
	case map[string]any:
		for key := range v {
			switch key {
			case "member_number":
				v[key] = ""
			case "evidence":
				v[key] = hidden
			default:
				v[key] = coverJSON(v[key])
			}
		}
	}
	return value
}

// initial is the first letter of a name with a full stop.
func initial(name string) string {
	for _, r := range name {
		return string(r) + "."
	}
	return ""
}
