package models

import (
	"context"
	"reflect"
	"strings"

	"gorm.io/gorm"
)

type maskKey struct{}

// Masked is the same rows for somebody of the platform, who needs no names to see what is wrong: of a member come the
// initials, no member number, no key of the person; notes come without their words. It is done where rows are read and
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
	case reflect.Struct:
		if !v.CanSet() || v.Type() == reflect.TypeFor[Instant]() {
			return
		}
		_, note := v.Interface().(ReferralNote)
		for i := range v.NumField() {
			coverField(v.Type().Field(i), v.Field(i), note, depth)
		}
	}
}

func coverField(f reflect.StructField, v reflect.Value, note bool, depth int) {
	switch {
	case !f.IsExported():
	case v.Kind() != reflect.String:
		cover(v, depth+1)
	case f.Name == "GivenName":
		v.SetString(initial(v.String()))
	case f.Name == "CustomerRef", f.Name == "Subject", f.Name == "SearchName", f.Name == "FriendName", strings.HasSuffix(f.Name, "PersonKey"):
		v.SetString("")
	case note && f.Name == "Text":
		v.SetString("(hidden from the platform)")
	}
}

// initial is the first letter of a name with a full stop.
func initial(name string) string {
	for _, r := range name {
		return string(r) + "."
	}
	return ""
}
