package main

import (
	"bytes"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// law is a row of the import law: what a package may import of ours, and what of others it must not.
type law struct {
	pkg    string   // a folder, or a folder and everything below it when it ends in /...
	ours   []string // folders it may import, same form; nil allows all
	banned []string // prefixes of foreign imports that it must not have
}

const (
	gin    = "github.com/gin-gonic/gin"
	gormP  = "gorm.io/"
	templP = "github.com/a-h/templ"
)

var drivers = []string{"gorm.io/driver", "github.com/glebarez/sqlite", "github.com/jackc/pgx", "modernc.org/sqlite"}

// laws is the table of style.md, the first fitting row counting. When a rule pinches, the code moves, not the rule.
func laws() []law {
	return []law{
		{".", nil, []string{gin, gormP}},
		{"handlers/command", nil, []string{gormP}},
		{"handlers/metrics", []string{"handlers/web", "providers"}, append([]string{gin, gormP, templP}, drivers...)},
		{"handlers/session", []string{"models/secret"}, []string{gin, gormP, templP}},
		{"handlers/web", []string{"components/...", "models", "models/program", "models/eligibility", "handlers/session", "static"}, append([]string{gormP}, drivers...)},
		{"handlers/desk", []string{"components/console", "components/theme", "components/ui", "components/words", "models", "models/program", "models/eligibility", "models/lint", "handlers/web"}, append([]string{gin, gormP, "net/http"}, drivers...)},
		{"handlers/console", []string{"components/console", "components/words", "models", "models/lint", "models/program", "models/secret", "handlers/desk", "handlers/session", "handlers/web", "static"}, append([]string{gormP}, drivers...)},
		{"handlers", []string{"components/...", "models", "models/program", "models/eligibility", "models/secret", "handlers/console", "handlers/session", "handlers/web", "providers", "static"}, append([]string{gormP}, drivers...)},
		{"components/gallery", []string{"components/..."}, []string{gin, gormP, "net/http"}},
		{"components/ui", []string{}, []string{gin, gormP, "net/http"}},
		{"components/theme", []string{}, []string{gin, gormP, templP, "net/http", "github.com/", "golang.org/"}},
		{"components/words", []string{}, []string{gin, gormP, templP, "net/http"}},
		{"components/...", []string{"components/ui"}, []string{gin, gormP, "net/http"}},
		{"models/program", []string{"models", "models/eligibility", "models/lint", "models/secret", "providers"}, []string{"net/http", gin, templP, gormP}},
		{"models/eligibility", []string{}, []string{"github.com/", "gorm.io/", "golang.org/", "net/http"}},
		{"models/lint", []string{"models", "models/eligibility"}, []string{"net/http", gin, templP, "gorm.io/"}},
		{"models/secret", []string{}, []string{"github.com/", "gorm.io/", "net/http"}},
		{"models/modelstest", []string{"models", "models/secret"}, []string{gin, templP}},
		{"models", []string{"models/secret", "models/eligibility"}, []string{"net/http", gin, templP}},
		{"providers/sandbox", []string{"providers"}, []string{gin, gormP, templP}},
		{"providers/...", []string{"providers"}, []string{gin, gormP, templP}},
		{"providers", []string{}, []string{"github.com/", "gorm.io/", "golang.org/"}},
		{"static", []string{}, []string{gin, gormP}},
	}
}

func fits(pattern, pkg string) bool {
	if below, deep := strings.CutSuffix(pattern, "/..."); deep {
		return strings.HasPrefix(pkg, below+"/")
	}
	return pattern == pkg
}

func TestEveryPackageImportsWhatTheLawAllows(t *testing.T) {
	t.Parallel()
	eachFile(t, false, func(path string, file *ast.File, _ *token.FileSet) {
		pkg := filepath.ToSlash(filepath.Dir(path))
		at := slices.IndexFunc(laws(), func(l law) bool { return fits(l.pkg, pkg) })
		if at < 0 {
			t.Errorf("%s: package %s has no row in the import law (main_test.go); add one", path, pkg)
			return
		}
		rule := laws()[at]
		for _, spec := range file.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			if own, ours := strings.CutPrefix(name, "raf/"); ours {
				if own == "models/modelstest" {
					t.Errorf("%s imports %s, which is for tests", path, own)
				}
				if own == "handlers/command" && pkg != "." {
					t.Errorf("%s imports %s, which only main may", path, own)
				}
				if rule.ours != nil && !slices.ContainsFunc(rule.ours, func(p string) bool { return fits(p, own) }) {
					t.Errorf("%s: the import law does not let %s import %s; move the code", path, pkg, own)
				}
				continue
			}
			for _, banned := range rule.banned {
				if name == banned || strings.HasPrefix(name, banned) {
					t.Errorf("%s: %s must not import %s; move the code", path, pkg, name)
				}
			}
		}
	})
}

func TestTheSandboxBankIsReachedByTheDemoAlone(t *testing.T) {
	t.Parallel()
	eachFile(t, false, func(path string, file *ast.File, _ *token.FileSet) {
		for _, spec := range file.Imports {
			if strings.Trim(spec.Path.Value, `"`) == "raf/providers/sandbox" && !strings.HasPrefix(path, filepath.Join("handlers", "command", "demo")) {
				t.Errorf("%s imports the sandbox bank; only the demo may", path)
			}
		}
	})
}

// forbidden are calls that the house does without, and why.
var forbidden = map[string]string{
	"time.Now":                  "time is a parameter; only main.go reads the clock",
	"time.Sleep":                "wait on a signal, not on the clock",
	"time.Since":                "it reads the clock; subtract from the injected now",
	"os.Getenv":                 "only main.go reads the environment",
	"http.ProxyFromEnvironment": "only main.go reads the environment",
	"http.DefaultClient":        "it takes a proxy from the environment; use a transport of its own",
	"http.DefaultTransport":     "it takes a proxy from the environment; use a transport of its own",
	"templ.Raw":                 "it writes markup unescaped",
	"log.Print":                 "log with the injected slog.Logger",
	"log.Fatal":                 "only main ends the process",
}

func TestNobodyCallsWhatTheHouseDoesWithout(t *testing.T) {
	t.Parallel()
	eachFile(t, false, func(path string, file *ast.File, fset *token.FileSet) {
		// modelstest and conform are code of tests.
		if path == "main.go" || strings.HasPrefix(path, filepath.Join("models", "modelstest")) || strings.HasPrefix(path, filepath.Join("providers", "conform")) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			if why := forbidden[pkg.Name+"."+sel.Sel.Name]; why != "" {
				t.Errorf("%s: %s.%s: %s", fset.Position(n.Pos()), pkg.Name, sel.Sel.Name, why)
			}
			return true
		})
	})
}

// bindings fill a struct from whatever a form holds, or read a field wherever it stands: a handler asks the body for each
// field by its name (security.md, J2).
var bindings = regexp.MustCompile(`^((Should|Must)?Bind[A-Za-z]*|FormValue|PostFormMap|QueryMap)$`)

func TestHandlersReadEachFieldByItsName(t *testing.T) {
	t.Parallel()
	eachFile(t, false, func(path string, file *ast.File, fset *token.FileSet) {
		if !strings.HasPrefix(path, "handlers") {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && bindings.MatchString(sel.Sel.Name) {
					t.Errorf("%s: .%s takes what nobody asked for; read the field from PostForm by its name", fset.Position(n.Pos()), sel.Sel.Name)
				}
			}
			return true
		})
	})
}

// gormBans are GORM methods that pass the tenancy law by, or look as if they might.
var gormBans = []string{"Save", "Raw", "Table", "FirstOrCreate", "FirstOrInit", "Unscoped"}

func TestModelsQueryOnlyThroughModels(t *testing.T) {
	t.Parallel()
	eachFile(t, false, func(path string, file *ast.File, fset *token.FileSet) {
		if filepath.Dir(path) != "models" {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at := fset.Position(n.Pos())
			switch name := sel.Sel.Name; {
			case slices.Contains(gormBans, name) && !isCallback(sel):
				t.Errorf("%s: .%s passes the tenancy law by", at, name)
			case name == "Exec" && filepath.Base(path) != "tx.go":
				t.Errorf("%s: .Exec is for the tenant setting in tx.go alone", at)
			case (name == "First" || name == "Take" || name == "Last" || name == "Find" || name == "Delete") && len(call.Args) > 1:
				t.Errorf("%s: .%s with an inline condition: a string there is SQL, not a key", at, name)
			case (name == "Where" || name == "Order" || name == "Select" || name == "Group" || name == "Joins") && len(call.Args) > 0:
				if _, joined := call.Args[0].(*ast.BinaryExpr); joined {
					t.Errorf("%s: .%s with text that is put together: name the query and bind its values", at, name)
				}
			}
			return true
		})
	})
}

// isCallback tells GORM's callback registry (cb.Raw()) from its query builder.
func isCallback(sel *ast.SelectorExpr) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == "cb"
}

func TestTemplatesHoldNoScriptStyleOrEval(t *testing.T) {
	t.Parallel()
	traps := regexp.MustCompile(`(?i)hx-on|hx-vals='?js:|js:|javascript:|<script>|<style|\sstyle=|templ\.Raw|SafeURL|hx-trigger="[^"]*\[`)
	err := filepath.WalkDir("components", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".templ" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if found := traps.FindString(line); found != "" && !strings.HasPrefix(strings.TrimSpace(line), "//") {
				t.Errorf("%s:%d holds %q: the content policy allows no inline script, style or eval", path, i+1, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheTopLevelIsTheCards(t *testing.T) {
	t.Parallel()
	allowed := strings.Fields("main.go main_test.go components handlers models providers static testdata go.mod go.sum Makefile README.md CHANGELOG.md LICENSE")
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(allowed, e.Name()) && !strings.HasPrefix(e.Name(), ".") && e.Name() != "raf" {
			t.Errorf("%s stands at the top level; the card has no room for it", e.Name())
		}
	}
}

// Days begin and end in an institution's zone. Where the machine has no zone files, what is built in is what there is.
func TestTheBinaryBringsItsTimeZones(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"time/tzdata"` }) {
		t.Error("main.go does not import time/tzdata")
	}
}

// eachFile parses every Go file that people wrote.
func eachFile(t *testing.T, tests bool, visit func(path string, file *ast.File, fset *token.FileSet)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != "." && strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") != tests {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		visit(path, file, fset)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// output is a writer that a test can wait on.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.more <- struct{}{}:
	default:
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func environ(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestServeListsEveryProblemAtOnce(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), []string{"serve"}, environ(map[string]string{"RAF_ADDR": "0.0.0.0:8080", "SECRET_KEY": "short",
		"RAF_TRUSTED_PROXIES": "nonsense", "LOG_FORMAT": "xml", "RAF_METRICS_ADDR": ":9464", "RAF_ALLOW_LOOPBACK_BANKS": "perhaps"}), nil, &output{}, &output{})
	if err == nil {
		t.Fatal("serve started")
	}
	for _, want := range []string{"RAF_BASE_URL", "SECRET_KEY", "RAF_TRUSTED_PROXIES", "LOG_FORMAT", "RAF_METRICS_ADDR", "RAF_ALLOW_LOOPBACK_BANKS", "DB_HOST"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the list lacks %s:\n%v", want, err)
		}
	}
}

// B2: a key that somebody could guess starts nothing, as the only thing that is wrong.
func TestServeDoesNotStartWithAKeyThatCouldBeGuessed(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "short", "secret", strings.Repeat("0", 64), strings.Repeat("\x00", 32), "changeme-changeme-changeme-changeme"} {
		err := run(t.Context(), []string{"serve"}, environ(map[string]string{"RAF_ADDR": "127.0.0.1:0", "DB_PATH": filepath.Join(t.TempDir(), "raf.db"),
			"SECRET_KEY": key}), nil, &output{}, &output{})
		if err == nil || !strings.Contains(err.Error(), "SECRET_KEY") || len(key) > 5 && strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v", key, err)
		}
	}
}

func TestServeAnswersAndShutsDownCleanly(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "raf.db")
	vars := map[string]string{"RAF_ADDR": "127.0.0.1:0", "RAF_METRICS_ADDR": "127.0.0.1:0", "DB_PATH": db, "SECRET_KEY": "correct horse battery staple, 44 characters!"}
	if err := run(t.Context(), []string{"migrate"}, environ(vars), nil, &output{}, &output{}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out := &output{more: make(chan struct{}, 1)}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"serve"}, environ(vars), nil, out, &output{}) }()
	select {
	case <-out.more:
	case err := <-ended:
		t.Fatalf("serve ended: %v", err)
	case <-time.After(2 * time.Minute):
		t.Fatal("serve said nothing")
	}
	public, figures, _ := strings.Cut(strings.TrimSpace(out.String()), "\nfigures on ")
	_, addr, found := strings.Cut(public, " on ")
	if !found || figures == "" {
		t.Fatalf("serve said %q", out)
	}
	for path, want := range map[string]int{addr + "/healthz": 200, addr + "/readyz": 200, addr + "/t/nobody/plugin/": 421, addr + "/metrics": 421,
		figures + "/metrics": 200, figures + "/healthz": 404} {
		answer, err := http.Get("http://" + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, answer.StatusCode, want)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v", err)
	}
	for _, at := range []string{addr, figures} {
		if _, err := http.Get("http://" + at + "/healthz"); err == nil {
			t.Errorf("%s still listens", at)
		}
	}
}
