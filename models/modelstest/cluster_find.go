package modelstest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
)

const minMajor = 15

// findBinaries finds the folder of the newest PostgreSQL of version 15 or later: in PATH, and where Debian, Red Hat,
// Homebrew and the installers put it without adding it to PATH.
func findBinaries() (dir string, err error) {
	var folders []string
	if path, err := exec.LookPath("postgres"); err == nil {
		// initdb lies beside the real file, not beside a link to it.
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		folders = append(folders, filepath.Dir(path))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Library/PostgreSQL/*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		folders = append(folders, found...)
	}
	best, seen := 0, 0
	for _, folder := range folders {
		major := majorOf(folder)
		seen = max(seen, major)
		if major >= minMajor && major > best {
			best, dir = major, folder
		}
	}
	switch {
	case dir != "":
		return dir, nil
	case seen > 0:
		return "", fmt.Errorf("PostgreSQL %d is too old, want %d or newer", seen, minMajor)
	default:
		return "", fmt.Errorf("no PostgreSQL %d or newer on this machine (postgres and initdb)", minMajor)
	}
}

// majorOf asks the server in a folder for its major version; 0 means that the folder is of no use.
func majorOf(folder string) int {
	if _, err := os.Stat(filepath.Join(folder, "initdb")); err != nil {
		return 0
	}
	out, err := exec.Command(filepath.Join(folder, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	match := regexp.MustCompile(`\(PostgreSQL\) (\d+)`).FindSubmatch(out)
	if match == nil {
		return 0
	}
	major, err := strconv.Atoi(string(match[1]))
	if err != nil {
		return 0
	}
	return major
}

// identity is the user that a cluster runs as.
type identity struct {
	name     string
	uid, gid int
}

// runAs says as whom the server runs: nil means ourselves. PostgreSQL refuses to run as root, so root steps down.
func runAs() (*identity, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(found.Uid)
		gid, errGID := strconv.Atoi(found.Gid)
		if errUID == nil && errGID == nil && uid != 0 {
			return &identity{name, uid, gid}, nil
		}
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}
