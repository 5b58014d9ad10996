package web

import (
	"github.com/gin-gonic/gin"

	"raf/handlers/session"
	"raf/models"
)

// Placement says how this tenant's cookies are set.
func (k *Kit) Placement(c *gin.Context) (session.Placement, error) {
	v := VisitOf(c.Request.Context())
	place, err := session.PlacementOf(session.Home{Host: v.Host, Scheme: v.Scheme, FIURL: v.Tenant().FIURL, Slug: v.Slug, NoHostPrefix: k.NoHostPrefix})
	if err != nil {
		return place, models.Errorf(models.Internal, "cookie placement: %v", err)
	}
	return place, nil
}
