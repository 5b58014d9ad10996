package program

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // taken as well as PNG; WebP is not, because the standard library reads none
	"image/png"
	"regexp"

	"raf/models"
)

// The bounds of a logo. What is decoded is bounded by its head before a single row of it is read: a small file can hold
// pictures of any size.
const (
	MaxLogoBytes = 256 << 10
	maxLogoSide  = 1600
	maxLogoArea  = 1_000_000
	minLogoSide  = 16
	maxLogoMade  = 1 << 20 // as we write it anew
)

// FieldLogo is what an Invalid error of SetLogo names, with one of these reasons behind a colon.
const (
	FieldLogo = "logo"

	WrongLogoEmpty = "empty"
	WrongLogoBytes = "bytes" // more than MaxLogoBytes
	WrongLogoKind  = "kind"  // neither PNG nor JPEG, or broken
	WrongLogoSize  = "size"  // too wide, too high or too small
)

func wrongLogo(why string) error { return models.Errorf(models.Invalid, "%s:%s", FieldLogo, why) }

// logoForm is what a logo is called: its hash, its width and its height.
var logoForm = regexp.MustCompile(`^[0-9a-f]{32}-[0-9]{1,4}x[0-9]{1,4}\.png$`)

// LogoSize is how wide and high a logo is, by its name.
func LogoSize(name string) (width, height int, ok bool) {
	if !logoForm.MatchString(name) {
		return 0, 0, false
	}
	_, err := fmt.Sscanf(name[33:], "%dx%d.png", &width, &height)
	return width, height, err == nil && width > 0 && height > 0
}

// makeLogo makes a picture anew from what was sent, so that nothing of the file itself is ever served: no metadata, no
// second format in its tail, no markup.
func makeLogo(raw []byte) (name string, made []byte, err error) {
	switch {
	case len(raw) == 0:
		return "", nil, wrongLogo(WrongLogoEmpty)
	case len(raw) > MaxLogoBytes:
		return "", nil, wrongLogo(WrongLogoBytes)
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(raw))
	switch {
	case err != nil:
		return "", nil, wrongLogo(WrongLogoKind)
	case min(head.Width, head.Height) < minLogoSide, max(head.Width, head.Height) > maxLogoSide, head.Width*head.Height > maxLogoArea:
		return "", nil, wrongLogo(WrongLogoSize)
	}
	sent, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return "", nil, wrongLogo(WrongLogoKind)
	}
	plain := image.NewNRGBA(image.Rect(0, 0, head.Width, head.Height))
	draw.Draw(plain, plain.Bounds(), sent, sent.Bounds().Min, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, plain); err != nil {
		return "", nil, models.Errorf(models.Internal, "logo: %v", err)
	}
	if out.Len() > maxLogoMade {
		return "", nil, wrongLogo(WrongLogoBytes)
	}
	sum := sha256.Sum256(out.Bytes())
	return fmt.Sprintf("%s-%dx%d.png", hex.EncodeToString(sum[:16]), head.Width, head.Height), out.Bytes(), nil
}

// SetLogo takes a picture as the institution's logo, if the one that was seen is there still; an Invalid error names
// FieldLogo and why.
func (p *Program) SetLogo(ctx context.Context, raw []byte, seen string, by Staff) error {
	if err := by.allow(ActSettings); err != nil {
		return err
	}
	name, made, err := makeLogo(raw)
	if err != nil {
		return err
	}
	return p.putLogo(ctx, seen, name, made, by)
}

// RemoveLogo leaves the institution without a logo; with none there, nothing happens.
func (p *Program) RemoveLogo(ctx context.Context, seen string, by Staff) error {
	if err := by.allow(ActSettings); err != nil {
		return err
	}
	return p.putLogo(ctx, seen, "", nil, by)
}

func (p *Program) putLogo(ctx context.Context, seen, name string, made []byte, by Staff) error {
	err := p.rows.InTx(ctx, func(tx *models.Tx) error {
		if err := still(tx, by); err != nil {
			return err
		}
		now, err := tx.Settings()
		if err != nil || now.Logo == name {
			return err
		}
		if now.Logo != seen {
			return models.Errorf(models.Conflict, "the logo has changed meanwhile")
		}
		next := now.Settings
		next.Logo = name
		if name != "" {
			if err := tx.AddLogo(name, made); err != nil {
				return err
			}
		}
		if err := tx.ChangeSettings(next, now.Version, by.actor(models.ActorStaff)); err != nil {
			return err
		}
		return tx.DropLogos(name)
	})
	if err == nil {
		p.house.Store.Forget(p.Tenant())
	}
	return err
}

// Logo is the picture of a name; a name that is not the institution's own is NotFound.
func (p *Program) Logo(ctx context.Context, name string) (made []byte, err error) {
	if _, _, ok := LogoSize(name); !ok {
		return nil, models.Errorf(models.NotFound, "logo not found")
	}
	err = p.rows.View(ctx, func(v *models.View) error {
		made, err = v.LogoImage(name)
		return err
	})
	return made, err
}
