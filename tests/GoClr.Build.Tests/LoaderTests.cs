// Package loading: file sets, resolution and messages against what the go command does.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using GoClr.Build.Load;
using GoClr.Syntax;
using GoClr.Testing;
using Xunit;
using File = System.IO.File;

namespace GoClr.Build.Tests;

public sealed class LoaderTests : IDisposable
{
    private readonly string _dir = Directory.CreateTempSubdirectory("goclr").FullName;

    public void Dispose() => Directory.Delete(_dir, recursive: true);

    // Files as "-- name --" sections.
    private void Write(string archive)
    {
        foreach (Match m in Regex.Matches(archive.Replace("\r", ""), @"^-- (\S+) --\n((?:(?!^-- ).*\n?)*)", RegexOptions.Multiline))
        {
            string path = Path.Combine(_dir, m.Groups[1].Value);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, m.Groups[2].Value);
        }
    }

    private const string Std = """
        -- goroot/VERSION --
        go1.27.4
        -- goroot/src/fmt/print.go --
        package fmt
        import ("internal/x"; "golang.org/x/v"; "unsafe")
        func Println() { x.F(); _ = unsafe.Sizeof(0) }
        func Helper() { v.G() }
        -- goroot/src/fmt/print_windows.go --
        package fmt
        -- goroot/src/internal/x/x.go --
        package x
        func F()
        -- goroot/src/vendor/golang.org/x/v/v.go --
        package v
        func G() {}
        -- goroot/src/math/m_amd64.go --
        package math
        -- goroot/src/math/m_noasm.go --
        //go:build !amd64

        package math
        -- goroot/src/embed/e.go --
        package embed
        -- m/go.mod --
        module ex.com/m
        go 1.22

        """;

    private LoadResult Load(params string[] patterns) => Load(new(), false, patterns);

    private LoadResult Load(BuildContext ctx, bool tests, params string[] patterns)
    {
        string? overlay = Path.Combine(_dir, "overlay");
        return Loader.Load(new LoadConfig
        {
            Goroot = Path.Combine(_dir, "goroot"),
            OverlayDir = Directory.Exists(overlay) ? overlay : null,
            WorkDir = Path.Combine(_dir, "m"),
            ModCache = Path.Combine(_dir, "cache"),
            Implicit = [],
            TestImplicit = [],
            Context = ctx,
            Tests = tests,
        }, patterns);
    }

    private string Errors(params string[] patterns) => string.Join("\n", Load(patterns).Errors.Select(e => e.Text)).Replace(_dir, "$DIR");

    [OracleFact]
    public void FileListsOfStdAreThoseOfGo()
    {
        var start = new ProcessStartInfo(Path.Combine(Needs.Oracle, "bin/go"),
            ["list", "-tags", "purego,math_big_pure_go", "-f", "{{.ImportPath}} {{.Name}} {{.GoFiles}} {{.Imports}} {{.EmbedFiles}}", "std"])
        { RedirectStandardOutput = true, WorkingDirectory = Path.Combine(Needs.Oracle, "src") };
        foreach (var (k, v) in new[] { ("CGO_ENABLED", "0"), ("GOTOOLCHAIN", "local"), ("GOPROXY", "off"), ("GOFLAGS", ""), ("GOROOT", Needs.Oracle) }) start.Environment[k] = v;
        using var go = Process.Start(start)!;
        var want = go.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => Regex.Match(l, @"^(\S+) (\S+) \[(.*?)\] \[(.*?)\] \[(.*?)\]$"))
            .Where(m => m.Groups[3].Value != "" && m.Groups[1].Value != "unsafe")
            .ToDictionary(m => m.Groups[1].Value, m => $"{m.Groups[2]} [{m.Groups[3]}] [{Sorted(m.Groups[4].Value)}] [{m.Groups[5]}]");
        string Sorted(string list) => string.Join(' ', list.Split(' ').Where(p => p != "unsafe").Order(StringComparer.Ordinal));

        var ctx = new BuildContext { BareArch = new HashSet<string>(), FileChoices = new Dictionary<string, bool>() };
        var r = Loader.Load(new LoadConfig { Goroot = Needs.Oracle, Implicit = [], Parse = false, Context = ctx, WorkDir = "/" }, ["std"]);
        Assert.Empty(r.Errors);
        var got = r.Roots.ToDictionary(p => p.ImportPath, p =>
            $"{p.Name} [{string.Join(' ', p.Sources.Select(s => Path.GetFileName(s.Path)))}] [{string.Join(' ', p.Imports.Select(i => i.ImportPath))}] [{string.Join(' ', p.EmbedFiles.Select(e => e.Name))}]");
        Assert.Equal(want.Keys.Order(StringComparer.Ordinal), got.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, facts) in want) Assert.Equal(path + " " + facts, path + " " + got[path]);

        // In the packages without an architecture other files are taken; internal/runtime/startlinetest has none left.
        var ours = Loader.Load(new LoadConfig { Goroot = Needs.Oracle, Implicit = [], Parse = false, WorkDir = "/" }, ["std"]);
        var changed = ours.Roots.Where(p => string.Join(' ', p.Sources.Select(s => Path.GetFileName(s.Path))) is var files && !want[p.ImportPath].Contains($"[{files}]")).Select(p => p.ImportPath);
        Assert.Equal(["hash/crc32", "internal/abi", "internal/runtime/gc/scan", "math"], changed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("x.go", true)]
    [InlineData("x_linux.go", true)]
    [InlineData("x_windows.go", false)]
    [InlineData("windows.go", true)]
    [InlineData("x_amd64.go", true)]
    [InlineData("x_arm64_test.go", false)]
    [InlineData("x_linux_arm64.go", false)]
    [InlineData("x_windows_amd64.go", false)]
    [InlineData("x_foo_amd64.go", true)]
    [InlineData("x_unix.go", true)]
    public void FileNames(string name, bool match) => Assert.Equal(match, new BuildContext().MatchFileName(name, bareArch: false));

    [Theory]
    [InlineData("//go:build linux && amd64\n\npackage p", true)]
    [InlineData("//go:build !amd64\n\npackage p", false)]
    [InlineData("//go:build (windows || unix) && go1.27 && !go1.28\npackage p", true)]
    [InlineData("//go:build goexperiment.jsonv2 && purego && gc && !cgo\n\npackage p", true)]
    [InlineData("//go:build compiler_bootstrap || goexperiment.arenas\n\npackage p", false)]
    [InlineData("/* c */ // x\n//go:build windows\n\npackage p", false)]
    [InlineData("package p\n//go:build windows\n", true)]
    [InlineData("// +build windows linux\n// +build amd64,!cgo\n\npackage p", true)]
    [InlineData("// +build windows\n\npackage p", false)]
    [InlineData("// +build windows\npackage p", true)]
    [InlineData("//go:build mine\n\npackage p", true)]
    public void Constraints(string text, bool match)
    {
        var ctx = new BuildContext { Tags = ["mine"] };
        Assert.Equal(match, ctx.MatchHeader(System.Text.Encoding.UTF8.GetBytes(text), false, out string? error));
        Assert.Null(error);
    }

    [Fact]
    public void StdVendorAndBareArch()
    {
        Write(Std + """
            -- m/main.go --
            package main
            import ("fmt"; "math")
            func main() { fmt.Println(); _ = math.X }

            """);
        var r = Load(".");
        Assert.Empty(r.Errors);
        Assert.Equal(["internal/x", "vendor/golang.org/x/v", "fmt", "math", "ex.com/m"], r.Packages.Select(p => p.ImportPath));
        var main = Assert.Single(r.Roots);
        Assert.Equal(("main", "go1.22", "./main.go"), (main.Name, main.GoVersion, main.Sources[0].DisplayName));
        var fmt = main.ImportMap["fmt"];
        Assert.Equal("go1.27", fmt.GoVersion);
        Assert.Equal("vendor/golang.org/x/v", fmt.ImportMap["golang.org/x/v"].ImportPath);
        Assert.Equal("print.go", Path.GetFileName(Assert.Single(fmt.Sources).Path));
        Assert.Equal("m_noasm.go", Path.GetFileName(Assert.Single(main.ImportMap["math"].Sources).Path));
    }

    [Fact]
    public void OverlayReplacesDeclarationsAndPackages()
    {
        Write(Std + """
            -- overlay/internal/x/REPLACE --
            -- overlay/internal/x/ours.go --
            package x
            func F() {}
            -- overlay/fmt/goclr.go --
            package fmt
            //goclr:drop Helper
            func Println() {}
            func New() {}

            """);
        var r = Load("fmt");
        Assert.Empty(r.Errors);
        var fmt = Assert.Single(r.Roots);
        Assert.Equal(["goclr.go", "print.go"], fmt.Sources.Select(s => Path.GetFileName(s.Path)));
        var decls = fmt.Files.ToDictionary(f => Path.GetFileName(f.Source.Path), f => f.DeclList);
        Assert.Equal(["Println", "New"], decls["goclr.go"].OfType<FuncDecl>().Select(d => d.Name.Value));
        Assert.Empty(decls["print.go"].OfType<FuncDecl>());
        Assert.All(decls["print.go"].OfType<ImportDecl>(), d => Assert.Equal("_", d.LocalPkgName?.Value));
        Assert.Equal("ours.go", Path.GetFileName(Assert.Single(fmt.ImportMap["internal/x"].Sources).Path));
    }

    [Fact]
    public void Modules()
    {
        Write(Std + """
            -- m/go.mod --
            module ex.com/m
            go 1.21
            require (
            	github.com/Up/per v1.2.3
            	ex.com/rep v1.0.0 // indirect
            )
            replace ex.com/rep => ../rep
            toolchain go1.99
            -- m/go.sum --
            github.com/Up/per v1.2.3 h1:none=
            github.com/Up/per v1.2.3/go.mod h1:none=
            -- m/main.go --
            package main
            import ("github.com/Up/per/sub"; "ex.com/rep"; "ex.com/m/internal/i")
            -- m/internal/i/i.go --
            package i
            -- m/nested/go.mod --
            module ex.com/nested
            -- m/nested/n.go --
            package nested
            -- cache/github.com/!up/per@v1.2.3/sub/s.go --
            package sub
            -- cache/cache/download/github.com/!up/per/@v/v1.2.3.mod --
            module github.com/Up/per
            go 1.18
            -- rep/go.mod --
            module ex.com/rep
            -- rep/r.go --
            package rep

            """);
        var r = Load("./...");
        Assert.Empty(r.Errors);
        Assert.Equal(["ex.com/m", "ex.com/m/internal/i"], r.Roots.Select(p => p.ImportPath));
        Assert.Equal(["ex.com/m/internal/i go1.21", "ex.com/rep go1.16", "github.com/Up/per/sub go1.18"], r.Roots[0].Imports.Select(p => $"{p.ImportPath} {p.GoVersion}"));
    }

    [Fact]
    public void VendorFolder()
    {
        Write(Std + """
            -- m/go.mod --
            module ex.com/m
            go 1.24
            require a.com/x v1.0.0
            -- m/vendor/modules.txt --
            # a.com/x v1.0.0
            ## explicit; go 1.19
            a.com/x
            -- m/vendor/a.com/x/x.go --
            package x
            -- m/vendor/a.com/z/z.go --
            package z
            -- m/main.go --
            package main
            import "a.com/x"
            -- m/z/z.go --
            package z
            import "a.com/z"

            """);
        var main = Assert.Single(Load(".").Roots);
        Assert.Equal("go1.19", Assert.Single(main.Imports).GoVersion);
        Assert.Equal("z/z.go:2:8: cannot find module providing package a.com/z: import lookup disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)", Errors("./z"));
    }

    [Fact]
    public void EmbeddedFiles()
    {
        Write(Std + """
            -- m/main.go --
            package main
            import _ "embed"
            //go:embed static/*.txt "with space.md"
            var s string
            //go:embed static
            var t string
            //go:embed all:static
            var u string
            -- m/static/b.txt --
            B
            -- m/static/a.txt --
            A
            -- m/static/.hidden --
            -- m/static/sub/c --
            C

            """);
        File.WriteAllText(Path.Combine(_dir, "m", "with space.md"), "M");
        var p = Assert.Single(Load(".").Roots);
        string Names(string pattern) => string.Join(' ', p.Embeds[pattern].Select(f => f.Name));
        Assert.Equal("static/a.txt static/b.txt", Names("static/*.txt"));
        Assert.Equal("static/a.txt static/b.txt static/sub/c", Names("static"));
        Assert.Equal("static/.hidden static/a.txt static/b.txt static/sub/c", Names("all:static"));
        Assert.Equal("M"u8.ToArray(), Assert.Single(p.Embeds["with space.md"]).Content);
    }

    [Fact]
    public void TestVariants()
    {
        Write(Std + """
            -- m/p/p.go --
            package p
            -- m/p/p_test.go --
            package p
            import "math"
            -- m/p/x_test.go --
            package p_test
            import ("ex.com/m/q"; "ex.com/m/p")
            -- m/q/q.go --
            package q
            import "ex.com/m/p"
            -- m/q/q_test.go --
            package q
            -- m/none/n.go --
            package none
            -- m/cyc/c.go --
            package cyc
            -- m/cyc/c_test.go --
            package cyc
            import "ex.com/m/cyc2"
            -- m/cyc2/c.go --
            package cyc2
            import "ex.com/m/cyc"

            """);
        var r = Load(new BuildContext(), true, "./p", "./none");
        Assert.Empty(r.Errors);
        Assert.Equal(2, r.Tests.Count);
        Assert.False(r.Tests[1].HasTestFiles);
        var t = r.Tests[0];
        Assert.Equal(["ex.com/m/p [ex.com/m/p.test]", "ex.com/m/p_test [ex.com/m/p.test]", "ex.com/m/q [ex.com/m/p.test]", "math"], t.Packages.Select(p => p.ToString()).Order(StringComparer.Ordinal));
        Assert.Same(t.InPackage, t.External!.ImportMap["ex.com/m/p"]);
        Assert.Same(t.InPackage, t.External.ImportMap["ex.com/m/q"].ImportMap["ex.com/m/p"]);
        Assert.Equal("package ex.com/m/cyc\n\timports ex.com/m/cyc2 from c_test.go\n\timports ex.com/m/cyc from c.go: import cycle not allowed in test",
            Assert.Single(Assert.Single(Load(new BuildContext(), true, "./cyc").Tests).Errors).Text);
        // One package that cannot be set up does not keep the others from being tested.
        var some = Load(new BuildContext(), true, "./cyc", "./nowhere", "./p");
        Assert.Empty(some.Errors);
        Assert.Equal([1, 1, 0], some.Tests.Select(t => t.Errors.Count));
        Assert.Equal(["ex.com/m/cyc", "./nowhere", "ex.com/m/p"], some.Tests.Select(t => t.Package.ImportPath));
    }

    // Each line: what the file h/a.go holds, and what go prints for ./h.
    [Theory]
    [InlineData("package", "h/a.go:1:8: expected 'IDENT', found 'EOF'")]
    [InlineData("// c\n", "h/a.go:1:6: expected 'package', found 'EOF'")]
    [InlineData("package a import \"fmt\"\n", "h/a.go:1:11: expected ';', found 'import'")]
    [InlineData("package a\nimport fmt\n", "h/a.go:2:11: missing import path")]
    [InlineData("package a\nimport \"fmt\n", "h/a.go:2:8: string literal not terminated")]
    [InlineData("package a\nimport \"a\\q\"\n", "h/a.go:2:11: unknown escape sequence")]
    [InlineData("package a\nimport \"x y\"\n", "$DIR/m/h/a.go:2:8: invalid import path: x y")]
    [InlineData("package a\nimport \"foo/bar\"\n", "h/a.go:2:8: package foo/bar is not in std ($DIR/goroot/src/foo/bar)")]
    [InlineData("package a\nimport \"b.com/x\"\n", "h/a.go:2:8: no required module provides package b.com/x; to add it:\n\tgo get b.com/x")]
    [InlineData("package a\nimport \"x//y\"\n", "h/a.go:2:8: malformed import path \"x//y\": double slash")]
    [InlineData("package a\nimport \"internal/x\"\n", "package ex.com/m/h\n\th/a.go:2:8: use of internal package internal/x not allowed")]
    [InlineData("package a\nimport \"vendor/golang.org/x/v\"\n", "h/a.go:2:8: use of vendored package not allowed")]
    [InlineData("package a\nimport \"ex.com/m/h\"\n", "package ex.com/m/h\n\timports ex.com/m/h from a.go: import cycle not allowed")]
    [InlineData("package a\nimport \"ex.com/m/main\"\n", "h/a.go:2:8: import \"ex.com/m/main\" is a program, not an importable package")]
    [InlineData("package a\nimport \"ex.com/m/two\"\n", "h/a.go:2:8: found packages a (a.go) and b (b.go) in $DIR/m/two")]
    [InlineData("package a\nimport \"ex.com/m/no\"\n", "package ex.com/m/h\n\timports ex.com/m/no: build constraints exclude all Go files in $DIR/m/no")]
    [InlineData("package a\nimport \"C\"\n", "h/a.go:2:8: goclr: unsupported: cgo")]
    [InlineData("package a\nimport _ \"embed\"\n//go:embed none\nvar s string\n", "h/a.go:3:12: pattern none: no matching files found")]
    [InlineData("//go:build linux &&\n\npackage a\n", "a.go: parsing //go:build line: unexpected end of expression")]
    public void Messages(string source, string want)
    {
        Write(Std + """
            -- m/main/m.go --
            package main
            -- m/two/a.go --
            package a
            -- m/two/b.go --
            package b
            -- m/no/n_windows.go --
            package no
            -- m/h/x --

            """);
        File.WriteAllText(Path.Combine(_dir, "m/h/a.go"), source);
        Assert.Equal(want, Errors("./h"));
    }

    [Fact]
    public void MessagesAboutPatterns()
    {
        Write(Std + """
            -- m/empty/x.txt --
            -- m/tst/a_test.go --
            package tst
            -- m/a.go --
            package main
            -- m/sub/b.go --
            package sub

            """);
        Assert.Equal("stat $DIR/m/nodir: directory not found", Errors("./nodir"));
        Assert.Equal("no Go files in $DIR/m/empty", Errors("./empty"));
        Assert.Equal("ex.com/m/tst: no non-test Go files in $DIR/m/tst", Errors("./tst"));
        Assert.Equal("package nodir is not in std ($DIR/goroot/src/nodir)", Errors("nodir"));
        Assert.Equal("pattern ./nope/...: lstat ./nope/: no such file or directory", Errors("./nope/..."));
        Assert.Equal("named files must all be in one directory; have . and sub", Errors("a.go", "sub/b.go"));
        Assert.Equal("named files must be .go files: a.txt", Errors("a.go", "a.txt"));
        Assert.Equal("go: warning: \"./nomatch...\" matched no packages", Assert.Single(Load("./nomatch...").Warnings));
        var p = Assert.Single(Load("a.go").Roots);
        Assert.Equal(("command-line-arguments", "go1.22"), (p.ImportPath, p.GoVersion));
        File.WriteAllText(Path.Combine(_dir, "m/go.mod"), "module ex.com/m\nfoo bar\nrequire x\n");
        Assert.Equal("go: errors parsing go.mod:\ngo.mod:2: unknown directive: foo\ngo.mod:3: usage: require module/path v1.2.3", Errors("."));
        File.Delete(Path.Combine(_dir, "m/go.mod"));
        Assert.Equal("go: go.mod file not found in current directory or any parent directory; see 'go help modules'", Errors("."));
    }

    [Fact]
    public void PrebuiltStdIsNotRead()
    {
        Write(Std + """
            -- m/main.go --
            package main
            import "fmt"

            """);
        Directory.Delete(Path.Combine(_dir, "goroot/src/fmt"), true);
        var r = Loader.Load(new LoadConfig { Goroot = Path.Combine(_dir, "goroot"), WorkDir = Path.Combine(_dir, "m"), Prebuilt = new HashSet<string> { "fmt", "runtime" } }, ["."]);
        Assert.Empty(r.Errors);
        Assert.True(r.Roots[0].ImportMap["fmt"] is { IsPrebuilt: true, IsStd: true, Sources.Count: 0 });
    }

    [Fact]
    public void GodebugDefaults()
    {
        Write("""
            -- src/internal/godebugs/table.go --
            	{Name: "panicnil", Package: "runtime", Changed: 21, Old: "1"},
            	{Name: "x", Package: "cmd/go"},
            	{Name: "asynctimerchan", Package: "time", Changed: 23, Old: "1", Opaque: true},

            """);
        string Default(string go, string[] mod, params string[] lines) => Godebug.Default(_dir, new Module { Path = "m", Dir = "", GoVersion = go, Godebug = mod }, lines);
        Assert.Equal("", Default("1.27", []));
        Assert.Equal("asynctimerchan=1", Default("1.22.1", []));
        Assert.Equal("asynctimerchan=0,panicnil=1,x=2", Default("1.20", ["x=1", "asynctimerchan=0"], "//go:debug x=2"));
        Assert.Equal("x=3", Default("1.20", ["default=go1.25"], "go:debug x=3"));
        Assert.Equal("", Godebug.Default(_dir, null, []));
    }

    [Theory]
    [InlineData("v1.2.3", "v1.2.4", -1)]
    [InlineData("v1.10.0", "v1.9.0", 1)]
    [InlineData("v1.0.0-rc.1", "v1.0.0", -1)]
    [InlineData("v1.0.0-rc.2", "v1.0.0-rc.10", -1)]
    [InlineData("v0.0.0-20200101000000-abcdef", "v0.0.0-20210101000000-abcdef", -1)]
    public void VersionOrder(string a, string b, int want) => Assert.Equal(want, Math.Sign(GoMod.CompareVersions(a, b)));
}
