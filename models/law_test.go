package models_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNobodyUsesWhatTheTenancyLawBans looks for calls that the machine can't tell from harmless ones: Save is an upsert
// at heart, an inline condition that is a string is SQL, Raw, Exec and Table see no model.
func TestNobodyUsesWhatTheTenancyLawBans(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			seen++
			name := sel.Sel.Name
			where := fset.Position(call.Pos())
			switch {
			case name == "Exec" && len(call.Args) == 2 && isText(call.Args[0], "set_config"):
			case len(call.Args) > 0 && slices.Contains([]string{"Save", "Raw", "Exec", "Table", "FirstOrCreate", "FirstOrInit"}, name):
				t.Errorf("%s: %s is banned by the tenancy law (doc.go): use a named method on a model", where, name)
			case slices.Contains([]string{"First", "Take", "Last", "Find", "Delete"}, name) && len(call.Args) > 1 && !isSlices(sel):
				t.Errorf("%s: %s with an inline condition: a string there is SQL, say Where(\"id = ?\", id)", where, name)
			case name == "Joins" && isText(call.Args[0], " "):
				t.Errorf("%s: a JOIN in words is not scoped: join a declared relation", where)
			}
			return true
		})
	}
	if seen < 100 {
		t.Errorf("only %d calls looked at: the test looks in the wrong place", seen)
	}
}

func isText(e ast.Expr, part string) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING && strings.Contains(lit.Value, part)
}

func isSlices(sel *ast.SelectorExpr) bool {
	pkg, ok := sel.X.(*ast.Ident)
	return ok && (pkg.Name == "slices" || pkg.Name == "strings")
}
