// The help topics that are no verbs.
namespace GoClr.Cli.Verbs;

internal sealed record Topic(string Name, string Summary, string Text);

internal static class Topics
{
    public static Topic? Lookup(string name) => System.Array.Find(All, t => t.Name == name);

    public static readonly Topic[] All =
    [
        new("buildconstraint", "build constraints", """
            A file belongs to a build if its constraint holds: a line

            	//go:build expression

            before the package clause, where the expression joins tags with ||, &&, ! and parentheses. Old // +build lines
            are understood where no //go:build line stands.

            These tags hold:

            	linux, unix, amd64, amd64.v1	the platform, always this one
            	gc, go1.1 … go1.27	compiler and language version
            	purego, math_big_pure_go	packages choose portable code in place of assembly
            	goexperiment.NAME	for the experiments that Go 1.27 turns on by default
            	the tags of -tags

            cgo never holds. A file name that ends in _GOOS, _GOARCH or _GOOS_GOARCH (before .go or _test.go) is constrained by it.
            If a package declares functions that only assembly defines, goclr looks at it once more as if the architecture were
            unknown, and takes the portable files that it then finds.
            """),
        new("buildmode", "build modes", """
            -buildmode=MODE says what 'goclr build' writes for a main package:

            	-buildmode=default, -buildmode=exe, -buildmode=pie
            		One executable file. It holds the program, the parts of the standard library that it uses and the
            		runtime, precompiled, and starts on the .NET 10 runtime of the machine; it needs nothing else.

            	-buildmode=folder
            		A folder with the same in single files: launcher, assemblies, data. For debuggers and other .NET tools.

            	-buildmode=native
            		One executable file without .NET, by NativeAOT. Needs the ILCompiler package (fetched by the .NET SDK
            		where NuGet can be reached) and a C compiler for linking.

            archive, c-archive, c-shared, shared and plugin do not exist.
            """),
        new("cache", "caches", """
            goclr keeps what it has compiled in $GOCLRCACHE, by default the folder goclr in the user's cache folder: an image of the standard
            library per version of goclr and Go, objects of packages, and the programs that 'goclr run' started.
            Everything in it can be made again; several goclr may use it at once, and what nobody used for a week is dropped.

            	goclr clean -cache	removes it
            	goclr clean -testcache	forgets test results
            	goclr clean -modcache	removes the module cache, which goclr shares with go
            """),
        new("environment", "environment variables", """
            goclr reads go's variables, from the environment or from the file that 'go env -w' and 'goclr env -w' write, and where neither
            has them from GOROOT/go.env. 'goclr env' prints them all.

            	GOCLRCACHE	the cache, see 'goclr help cache'
            	GOENV	the file with settings, or off
            	GOFLAGS	flags for all verbs that have them, separated by blanks: -x, -x=value
            	GOMODCACHE	the module cache; by default pkg/mod in the first folder of GOPATH
            	GOPATH	by default go in the home folder
            	GOPROXY	where modules come from, see 'goclr help goproxy'
            	GOROOT	a Go 1.27 tree with its source; without it goclr fetches one into its cache
            	GOWORK	a go.work file, or off
            	NO_COLOR	if not empty, no colours on a terminal

            A program reads GOMAXPROCS, GOGC, GOMEMLIMIT, GOTRACEBACK and GODEBUG when it starts.
            """),
        new("go.mod", "the go.mod file", """
            The root of a module holds a file go.mod:

            	module example.com/m	its path
            	go 1.27	its language version
            	require example.com/a v1.2.3	a module that it needs, at this version or a later one that another module needs
            	replace example.com/a => ../a	a folder or module to use in place of another
            	exclude example.com/a v1.2.4	a version not to use
            	retract v1.0.1	a version of this module not to use
            	toolchain, tool, ignore, godebug	as go has them; goclr never switches toolchains

            Lines of one kind may stand in a block with parentheses. 'goclr mod edit' changes the file, 'goclr mod tidy' makes it match the source.
            """),
        new("gopath", "GOPATH environment variable", """
            GOPATH is a list of folders; the first holds the module cache (pkg/mod). By default it is go in the home folder.
            goclr compiles modules, lists of files and the standard library; it does not look for packages in GOPATH/src.
            """),
        new("goproxy", "module proxies", """
            GOPROXY is a list of places where modules come from, separated by commas (go on to the next if a module is not there) or
            bars (go on after any mistake):

            	off	nothing is downloaded
            	direct	version control; goclr does not have it
            	file:///path	a folder laid out as a proxy: MODULE/@v/list, VERSION.info, VERSION.mod, VERSION.zip

            A folder of the form of GOMODCACHE/cache/download is such a proxy. goclr reads files only: it never opens a connection.
            """),
        new("modules", "modules, module versions, and more", """
            A module is a tree of packages with a go.mod file at its root. Its packages are named by the module's path and their folder in it.
            Of each module that is needed one version is chosen: the highest that any go.mod in the graph of requirements asks for.

            What a module needs comes from the module cache (GOMODCACHE), a vendor folder, a replacement, or a proxy of files
            (see 'goclr help goproxy'). go.sum holds the hashes of what was used; a file that does not have its hash is refused.
            With a go.work file several modules are worked on at once.

            	goclr mod help	the verbs for modules
            	goclr work help	the verbs for workspaces
            """),
        new("packages", "package lists and patterns", """
            Most verbs take a list of packages:

            	an import path	fmt, example.com/m/p
            	a folder	., ./p, /absolute/p
            	a pattern	... stands for any text: ./..., net/..., example.com/...
            	std, cmd	the standard library, go's own commands
            	all	the main module's packages and what they need
            	a list of .go files	one package made of them

            Without a list it is the package in the current folder. Folders that begin with . or _, and testdata, match no pattern.
            """),
    ];
}
