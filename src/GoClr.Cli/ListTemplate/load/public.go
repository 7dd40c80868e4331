// Package load has the types that templates of list -f see, with the fields and methods that go documents.
package load

import (
	"strings"
	"time"
)

type PackagePublic struct {
	Dir, ImportPath, ImportComment, Name, Doc, Target, Shlib, Root, ConflictDir, ForTest, Export, BuildID string

	Module *ModulePublic
	Match  []string

	Goroot, Standard, DepOnly, BinaryOnly, Incomplete bool

	DefaultGODEBUG string
	Stale          bool
	StaleReason    string

	GoFiles, CgoFiles, CompiledGoFiles, IgnoredGoFiles, InvalidGoFiles, IgnoredOtherFiles []string

	CFiles, CXXFiles, MFiles, HFiles, FFiles, SFiles, SwigFiles, SwigCXXFiles, SysoFiles []string

	EmbedPatterns, EmbedFiles []string

	CgoCFLAGS, CgoCPPFLAGS, CgoCXXFLAGS, CgoFFLAGS, CgoLDFLAGS, CgoPkgConfig []string

	Imports   []string
	ImportMap map[string]string
	Deps      []string

	Error      *PackageError
	DepsErrors []*PackageError

	TestGoFiles, TestImports, TestEmbedPatterns, TestEmbedFiles     []string
	XTestGoFiles, XTestImports, XTestEmbedPatterns, XTestEmbedFiles []string
}

type PackageError struct {
	ImportStack []string
	Pos         string
	Err         string
}

func (p *PackageError) Error() string {
	switch {
	case p.Pos != "":
		return p.Pos + ": " + p.Err
	case len(p.ImportStack) == 0:
		return p.Err
	}
	return "package " + strings.Join(p.ImportStack, "\n\timports ") + ": " + p.Err
}

type ModulePublic struct {
	Path, Version, Query string
	Versions             []string
	Replace              *ModulePublic
	Time                 *time.Time
	Update               *ModulePublic
	Main, Indirect       bool
	Dir, GoMod           string
	GoVersion            string
	Retracted            []string
	Deprecated           string
	Error                *ModuleError
	Sum, GoModSum        string
	Reuse                bool
}

type ModuleError struct{ Err string }

func (e *ModuleError) Error() string { return e.Err }

func (m *ModulePublic) String() string {
	text := func(m *ModulePublic) string {
		if m.Version == "" {
			return m.Path
		}
		return m.Path + " " + m.Version
	}
	s := text(m)
	if m.Update != nil {
		s += " [" + m.Update.Version + "]"
	}
	if m.Deprecated != "" {
		s += " (deprecated)"
	}
	if m.Replace == nil {
		return s
	}
	return s + " => " + text(m.Replace)
}

// Context is what go/build's context holds, as far as it matters.
type Context struct {
	GOARCH, GOOS, GOROOT, GOPATH string
	CgoEnabled, UseAllFiles      bool
	Compiler                     string
	BuildTags, ToolTags          []string
	ReleaseTags                  []string
	InstallSuffix                string
}
