// The main package of a test program, as source: tables of what TestFunctions found, handed to package testing.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Build.Load;
using GoClr.Syntax;

namespace GoClr.Build.Testing;

internal static class TestMainSource
{
    /// <summary>The package "PATH.test".</summary>
    public static LoadedPackage Create(TestPackages t, TestFunctions found, IReadOnlyDictionary<string, LoadedPackage> std)
    {
        var p = t.Package;
        var map = new Dictionary<string, LoadedPackage>(StringComparer.Ordinal);
        var text = new StringBuilder("package main\n\nimport (\n");
        void Import(string name, string path, LoadedPackage package)
        {
            text.Append($"\t{name} {Quoting.String(path)}\n");
            map[path] = package;
        }
        Import("", "os", std["os"]);
        if (found.TestMain != null) Import("", "reflect", std["reflect"]);
        Import("", "testing", std["testing"]);
        Import("", "testing/internal/testdeps", std["testing/internal/testdeps"]);
        if (found.ImportInside) Import(found.NeedInside ? "_test" : "_", p.ImportPath, t.InPackage);
        if (found.ImportExternal) Import(found.NeedExternal ? "_xtest" : "_", p.ImportPath + "_test", t.External!);
        text.Append(")\n\n");
        Table("tests", "InternalTest", found.Tests);
        Table("benchmarks", "InternalBenchmark", found.Benchmarks);
        Table("fuzzTargets", "InternalFuzzTarget", found.FuzzTargets);
        Table("examples", "InternalExample", found.Examples, f => $", {Quoting.String(f.Output)}, {(f.Unordered ? "true" : "false")}");
        text.Append("func init() {\n");
        text.Append($"\ttestdeps.ModulePath = {Quoting.String(p.Module?.Path ?? "")}\n");
        text.Append($"\ttestdeps.ImportPath = {Quoting.String(p.IsCommandLineFiles ? "" : p.ImportPath)}\n}}\n\n");
        text.Append("func main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)\n");
        if (found.TestMain is { } main) text.Append($"\t{Name(main)}(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}}\n");
        else text.Append("\tos.Exit(m.Run())\n}\n");

        var made = new LoadedPackage
        {
            ImportPath = p.ImportPath + ".test", Name = "main", Dir = p.Dir, Module = p.Module, GoVersion = "go1." + BuildContext.GoMinor, IsStd = p.IsStd,
            Sources = [new SourceFile("_testmain.go", "_testmain.go", Encoding.UTF8.GetBytes(text.ToString()))],
        };
        made.ImportMap = map;
        var imports = new List<LoadedPackage>(map.Values);
        imports.Sort((a, b) => string.CompareOrdinal(a.ImportPath, b.ImportPath));
        made.Imports = imports;
        return made;

        static string Name(TestFunction f) => (f.External ? "_xtest." : "_test.") + f.Name;

        void Table(string name, string type, List<TestFunction> list, Func<TestFunction, string>? more = null)
        {
            text.Append($"var {name} = []testing.{type}{{\n");
            foreach (var f in list) text.Append($"\t{{\"{f.Name}\", {Name(f)}{more?.Invoke(f)}}},\n");
            text.Append("}\n\n");
        }
    }
}
