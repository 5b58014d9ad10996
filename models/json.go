package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// JSON is a stored JSON text; nil is NULL.
type JSON json.RawMessage

// Value writes the text.
func (j JSON) Value() (driver.Value, error) {
	if j == nil {
		return nil, nil
	}
	return string(j), nil
}

// Scan reads the text.
func (j *JSON) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*j = nil
	case string:
		*j = JSON(v)
	case []byte:
		*j = append(JSON(nil), v...)
	default:
		return fmt.Errorf("json: cannot read a %T", src)
	}
	return nil
}

// GormDataType names the column type.
func (JSON) GormDataType() string { return "text" }
