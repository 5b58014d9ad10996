package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Route is a row of the site map.
type Route struct {
	Method  string
	Path    string
	Access  string // the guard's name, for the printed map and the tests that walk it
	Guard   gin.HandlerFunc
	Handler gin.HandlerFunc
}

// Get is a row that reads. Rows are made by Get and Post alone: one without a guard does not compile.
func Get(path, access string, guard, handler gin.HandlerFunc) Route {
	return Route{http.MethodGet, path, access, guard, handler}
}

// Post is a row that changes something.
func Post(path, access string, guard, handler gin.HandlerFunc) Route {
	return Route{http.MethodPost, path, access, guard, handler}
}
