// Builds one package's test program: the package with its _test.go files, its external tests, what imports the package compiled anew, and the main package.
//
// B1  Variants take the place of the packages of the same path, also of those in the standard library's image: the program is then linked against the
//     image without them (ImageSymbols.Without). With a variant of package runtime nothing of the image is left, and the program stands alone.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Link;
using GoClr.Build.Load;
using GoClr.Build.Publish;

namespace GoClr.Build.Testing;

/// <summary>A test program: the images to load, or what kept it from being built.</summary>
public sealed class TestProgram
{
    public required TestPackages Tests { get; init; }
    public List<string> Images = [];
    /// <summary>Text for standard error, each package's under its "# path" line.</summary>
    public string Messages = "";
    /// <summary>The package that did not compile, as its messages name it; null: all is well.</summary>
    public string? Failed;
    public bool HasTests = true;
}

public sealed class TestBuild(BuildSession session, BuildOptions buildOptions)
{
    /// <summary>What is wrong with the tests as far as it shows without compiling; else what the main package needs to know.</summary>
    public static (TestFunctions? Found, LoadError? Error) Prepare(TestPackages t)
    {
        if (t.Errors.Count > 0 || !t.HasTestFiles) return (null, null);
        foreach (var (p, files) in new[] { (t.InPackage, t.TestFiles), (t.External, t.ExternalTestFiles) })
        {
            if (p == null) continue;
            foreach (var d in p.ParseDiagnostics.Sorted())
            {
                if (files.Contains(d.Pos.File?.Path ?? "")) return (null, new LoadError(d.ToString().TrimStart('.', '/'), t.Package.ImportPath));
            }
        }
        try { return (TestFunctions.Find(t), null); }
        catch (LoadError e) { return (null, e); }
    }

    /// <param name="dir">Where the program's files go.</param>
    public TestProgram Build(TestPackages t, TestFunctions? found, IReadOnlyList<LoadedPackage> all, Module? mainModule, string workDir, string dir)
    {
        var program = new TestProgram { Tests = t };
        if (!t.HasTestFiles || found == null)
        {
            program.HasTests = false;
            Failure(program, session.Compile(Closure(t.Package), workDir, generate: false).Graph);
            return program;
        }
        var byPath = new Dictionary<string, LoadedPackage>(StringComparer.Ordinal);
        foreach (var p in all) byPath[p.ImportPath] = p;
        foreach (var p in t.Packages) byPath[p.ImportPath] = p;
        var main = TestMainSource.Create(t, found, byPath);

        var variants = t.Packages.Where(p => p.ForTest != null).Select(p => p.ImportPath).ToHashSet(StringComparer.Ordinal);
        var std = session.Std;
        bool alone = variants.Contains("runtime");
        var replaced = variants.Where(std.Packages.Contains).ToHashSet(StringComparer.Ordinal);
        var baseImage = alone ? null : std.Symbols.Without(replaced);
        List<LoadedPackage> packages = [.. t.Packages, main];
        var (graph, result) = session.Compile(packages, workDir, baseImage);
        if (!result.Ok)
        {
            Failure(program, graph);
            return program;
        }
        var linked = session.Link(graph, graph.Find(main.ImportPath)!, dir, "program", baseImage, Strings, BuildInfo.Text(session.Tools, buildOptions, mainModule, main, null));
        program.Images = linked.Images;
        if (!linked.Ok) (program.Messages, program.Failed) = (linked.Messages, main.ImportPath);
        return program;
    }

    private static Dictionary<string, string> Strings => new(StringComparer.Ordinal) { ["testing.testBinary"] = "1" };

    private static List<LoadedPackage> Closure(LoadedPackage root)
    {
        var list = new List<LoadedPackage>();
        var seen = new HashSet<LoadedPackage>();
        void Add(LoadedPackage p)
        {
            if (!seen.Add(p)) return;
            foreach (var i in p.Imports) Add(i);
            list.Add(p);
        }
        Add(root);
        return list;
    }

    private void Failure(TestProgram program, PackageGraph graph)
    {
        foreach (var p in graph.Packages)
        {
            if (!p.HasErrors) continue;
            program.Failed ??= p.Source.ToString();
            string text = session.Messages(p);
            if (_printed.Add(text)) program.Messages += text;
        }
        if (graph.Packages.Any(p => p.HasErrors || p.Skipped)) program.Failed ??= program.Tests.Package.ImportPath;
    }

    // A package that several test programs import reports its mistakes once.
    private readonly HashSet<string> _printed = new(StringComparer.Ordinal);
}
