package command

import (
	"errors"

	"raf/models"
)

// newStage is a stage behind doors of its own.
func newStage(s Settings, w World, dir string, db models.Config, change ...func(*doors)) (*stage, error) {
	d, err := openDoors(s)
	if err != nil {
		return nil, err
	}
	for _, c := range change {
		c(&d)
	}
	st, err := d.stage(s, w, dir, db)
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	return st, nil
}
