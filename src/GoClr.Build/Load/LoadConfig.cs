// What to load and where from.
using System;
using System.Collections.Generic;

namespace GoClr.Build.Load;

public sealed class LoadConfig
{
    /// <summary>The Go tree whose src folder is the standard library.</summary>
    public required string Goroot { get; init; }
    /// <summary>The folder of our replacements for parts of std, by import path; null: none.</summary>
    public string? OverlayDir { get; init; }
    /// <summary>The folder patterns and messages are relative to.</summary>
    public string WorkDir { get; init; } = Environment.CurrentDirectory;
    /// <summary>Null: $GOMODCACHE, else $GOPATH/pkg/mod, else ~/go/pkg/mod.</summary>
    public string? ModCache { get; init; }
    /// <summary>The -mod flag: "", "mod", "readonly" or "vendor".</summary>
    public string Mod { get; init; } = "";
    public BuildContext Context { get; init; } = new();
    /// <summary>
    /// Load the tests of the named packages too: LoadResult.Tests. A mistake in one of them then lies in TestPackages.Errors, so that the
    /// others can be tested; LoadResult.Errors has only what belongs to none.
    /// </summary>
    public bool Tests { get; init; }
    /// <summary>
    /// Packages of std that are at hand in compiled form: they become leaves without sources (LoadedPackage.IsPrebuilt) and no file of
    /// theirs is read. Null: none. Tests of packages of std need their importers compiled anew: leave it null for them.
    /// </summary>
    public IReadOnlySet<string>? Prebuilt { get; init; }
    /// <summary>As go run reads its arguments: a name that ends in .go is a file even if it does not exist.</summary>
    public bool Run { get; init; }
    /// <summary>Parse all packages at once, in parallel. Else each is parsed when it is first asked for its files.</summary>
    public bool Parse { get; init; } = true;
    /// <summary>Packages that every program has, whether imported or not.</summary>
    public IReadOnlyList<string> Implicit { get; init; } = ["runtime"];
    /// <summary>Packages that the generated main of a test program imports.</summary>
    public IReadOnlyList<string> TestImplicit { get; init; } = ["os", "reflect", "testing", "testing/internal/testdeps"];
    /// <summary>For `go list`: package unsafe is one like others, files with cgo are ignored ones.</summary>
    public bool Listing { get; init; }
    /// <summary>Do not follow imports.</summary>
    public bool SkipImports { get; init; }
    /// <summary>Programs know files by import paths and not by folders.</summary>
    public bool TrimPath { get; init; }
    /// <summary>go.work is not looked for.</summary>
    public bool IgnoreWork { get; init; }
    /// <summary>In place of a main module: the one that a command line names with a version.</summary>
    public ModuleVersion? Root { get; init; }
    /// <summary>go.mod and go.sum may be completed (goclr mod tidy and the like; -mod=mod does it too).</summary>
    public bool MayChangeModules { get; init; }
    public bool ModCacheWritable { get; init; }
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}

public sealed class LoadResult
{
    /// <summary>Every package, dependencies before those that import them.</summary>
    public required IReadOnlyList<LoadedPackage> Packages { get; init; }
    /// <summary>The packages that the patterns name, in their order.</summary>
    public required IReadOnlyList<LoadedPackage> Roots { get; init; }
    public required IReadOnlyList<TestPackages> Tests { get; init; }
    /// <summary>In the order in which `go` prints them. With any, the packages are not to be compiled.</summary>
    public required IReadOnlyList<LoadError> Errors { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public Module? MainModule { get; init; }
}

/// <summary>A package's tests. The variants are compiled in place of the packages of the same import path.</summary>
public sealed class TestPackages
{
    public required LoadedPackage Package { get; init; }
    /// <summary>The package with its _test.go files; the package itself if it has none in it.</summary>
    public required LoadedPackage InPackage { get; init; }
    /// <summary>The package NAME_test, or null.</summary>
    public LoadedPackage? External { get; init; }
    /// <summary>All packages of the test program but the generated main, in dependency order; those that import Package are variants.</summary>
    public required IReadOnlyList<LoadedPackage> Packages { get; init; }
    public required bool HasTestFiles { get; init; }
    /// <summary>The names of its test files in the package and in the external one.</summary>
    public IReadOnlyList<string> TestFiles { get; init; } = [];
    public IReadOnlyList<string> ExternalTestFiles { get; init; } = [];
    /// <summary>What keeps this package's tests from being built. Import path and folder of Package are right all the same; nothing else is.</summary>
    public IReadOnlyList<LoadError> Errors { get; init; } = [];
    /// <summary>Another of the packages that are tested imports it.</summary>
    public bool Imported { get; init; }
}

public sealed class Module
{
    public required string Path { get; init; }
    /// <summary>"" for the main module.</summary>
    public string Version { get; init; } = "";
    public required string Dir { get; init; }
    /// <summary>Of its go.mod, without "go"; "1.16" if there is none.</summary>
    public string GoVersion { get; init; } = "1.16";
    /// <summary>Its go.mod says one.</summary>
    public bool HasGoVersion { get; init; }
    public string GoMod { get; init; } = "";
    public string Time { get; init; } = "";
    public string Sum { get; init; } = "";
    public string GoModSum { get; init; } = "";
    public bool Main { get; init; }
    public bool Indirect { get; init; }
    public ModuleVersion? Replace { get; init; }
    public IReadOnlyList<string> Godebug { get; init; } = [];
}
