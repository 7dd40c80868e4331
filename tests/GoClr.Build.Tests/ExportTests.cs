// Outlines: whatever a package's importers may name checks alone, out of the pieces; and the cache of objects: what is damaged is no entry, and what
// importers cannot notice does not change a package's digest.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Export;
using GoClr.Build.Load;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Testing;
using GoClr.Types;
using Xunit;
using File = System.IO.File;

namespace GoClr.Build.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly string _dir = Directory.CreateTempSubdirectory("goclr").FullName;

    public void Dispose() => Directory.Delete(_dir, recursive: true);

    private static LoadedPackage Source(string path, string text, params LoadedPackage[] imports)
    {
        var p = new LoadedPackage { ImportPath = path, Name = path, Dir = "/" + path, GoVersion = "go1.27", Sources = [new SourceFile($"/{path}/x.go", "x.go", Encoding.UTF8.GetBytes(text))] };
        p.Imports = imports;
        p.ImportMap = imports.ToDictionary(i => i.ImportPath);
        return p;
    }

    private static Outline OutlineOf(LoadedPackage p) => Outline.Read(OutlineBuilder.Build(p, i => i.Name).Write());

    // The slice that a user of the names sees, as text: file by file what is declared.
    private static string Slice(string use, params LoadedPackage[] library)
    {
        var outlines = library.ToDictionary(l => l.ImportPath, OutlineOf);
        var slices = new Slices(outlines.GetValueOrDefault);
        slices.AddUses(Source("main", use, library));
        slices.Close();
        var text = new StringBuilder();
        foreach (var l in library)
        {
            var diags = new Diagnostics();
            foreach (var f in slices.Files(outlines[l.ImportPath], new NodeNumbering(), diags, _ => null))
            {
                foreach (var d in f.DeclList)
                {
                    string what = d switch
                    {
                        ImportDecl i => "import " + i.Path!.Value,
                        GoClr.Syntax.FuncDecl x => $"func {(x.Recv != null ? "." : "")}{x.Name.Value}{(x.Body!.List.Count > 0 ? "{}" : "")}",
                        TypeDecl x => "type " + x.Name.Value,
                        VarDecl x => $"var {x.NameList[0].Value}{(x.Values != null ? "=" : "")}",
                        ConstDecl x => "const " + x.NameList[0].Value,
                        _ => "?",
                    };
                    text.Append($"{l.ImportPath}:{d.Pos.Line} {what}\n");
                }
            }
            Assert.Empty(diags.Sorted());
        }
        return text.ToString();
    }

    private const string Lib = """
        package lib

        type T struct{ a int; u *unused2 }
        func (T) Method() int { var x int = 1; return x }
        type unused2 struct{}

        type Unused int
        func (Unused) Other() {}

        const (
            A = 1
            B = 2
        )
        const (
            C = iota
            D
        )
        var V int = F()
        var W = F()
        func F() int { println(); return 1 }
        func One() *T { return &T{a: helper()} }
        func helper() int { println(); return A }
        func Generic[P any](p P) { hidden() }
        func hidden() { println(V) }
        """;

    [Theory]
    [InlineData("lib.A", "lib:11 const A\n")]
    [InlineData("lib.D", "lib:15 const C\nlib:16 const D\n")]
    [InlineData("lib.V", "lib:18 var V\n")]
    [InlineData("lib.W", "lib:19 var W=\nlib:20 func F\n")]
    [InlineData("lib.F()", "lib:20 func F\n")]
    [InlineData("lib.T{}", "lib:3 type T\nlib:4 func .Method\nlib:5 type unused2\n")]
    [InlineData("lib.One()", "lib:3 type T\nlib:4 func .Method\nlib:5 type unused2\nlib:21 func One{}\nlib:22 func helper\n")]
    [InlineData("lib.Generic(1)", "lib:23 func Generic{}\nlib:24 func hidden\n")]
    [InlineData("lib.nothing", "")]
    public void SliceHasWhatTheNameNeeds(string use, string want) =>
        Assert.Equal(want, Slice($"package main\nimport \"lib\"\nfunc main() {{ _ = {use} }}", Source("lib", Lib)));

    [Fact]
    public void SliceFollowsImports()
    {
        var low = Source("low", "package low\n\ntype X struct{ y Y }\ntype Y int\ntype Z int\n");
        var mid = Source("mid", "package mid\nimport l \"low\"\n\ntype M struct{ x *l.X }\ntype N struct{ z l.Z }\n", low);
        Assert.Equal("low:3 type X\nlow:4 type Y\nmid:1 import \"low\"\nmid:4 type M\n", Slice("package main\nimport \"mid\"\nvar m mid.M", low, mid));
    }

    // Every name of every package, one at a time where that is cheap, else all exported ones together, checks without a message.
    [GorootFact]
    public void SlicesOfTheLibraryCheck()
    {
        string goroot = Needs.Goroot;
        var loaded = Loader.Load(new LoadConfig { Goroot = goroot, OverlayDir = FindOverlay(), WorkDir = goroot }, ["encoding/json", "text/template"]);
        Assert.Empty(loaded.Errors);
        var outlines = loaded.Packages.ToDictionary(p => p.ImportPath, OutlineOf);
        foreach (string root in new[] { "fmt", "encoding/json", "slices", "reflect", "sync/atomic", "runtime", "time" })
        {
            string[] names = [.. outlines[root].ByName.Keys.Where(n => char.IsUpper(n, 0))];
            int step = Math.Max(1, names.Length / 4);
            foreach (string[] group in names.Chunk(step))
            {
                string use = $"package main\nimport x \"{root}\"\nvar _ = [...]any{{{string.Join(", ", group.Select(n => "x." + n))}}}\n";
                var slices = new Slices(outlines.GetValueOrDefault);
                var main = Source("main", use, loaded.Packages.Single(p => p.ImportPath == root));
                slices.AddUses(main);
                slices.Close();
                var types = new Dictionary<string, Package>();
                Package Types(string path)
                {
                    if (path == "unsafe") return GoClr.Types.Package.Unsafe;
                    if (types.TryGetValue(path, out var t)) return t;
                    var o = outlines[path];
                    var numbering = new NodeNumbering();
                    var diags = new Diagnostics();
                    var files = slices.Files(o, numbering, diags, _ => null);
                    t = new Package(path, o.Name);
                    Checker.Check(t, files, numbering, new CheckerConfig { Importer = Types, GoVersion = o.GoVersion, IsStd = true, BodyFilter = Outline.NeedsBody }, diags);
                    Assert.Empty(diags.Sorted().Select(d => d.ToString()));
                    return types[path] = t;
                }
                var checkedRoot = Types(root);
                foreach (string n in group) Assert.NotNull(checkedRoot.Scope.Lookup(n));
            }
        }
    }

    private static string FindOverlay()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d != null; d = d.Parent)
        {
            string o = Path.Combine(d.FullName, "overlay");
            if (File.Exists(Path.Combine(o, "runtime", "REPLACE"))) return o;
        }
        throw new InvalidOperationException("no overlay");
    }

    // ---------------------------------------------------------------- digests

    private static string Digest(string text)
    {
        var bytes = new List<byte>();
        OutlineOf(Source("lib", text)).Digest(b => bytes.AddRange(b.ToArray()));
        return Convert.ToHexString([.. bytes]);
    }

    [Theory]
    [InlineData("helper() int { println(); return A }", "helper() int { println(1); return A }", true)]      // a body that no importer sees
    [InlineData("type Unused int", "// moved down\n\ntype Unused int", false)]                                // lines of kept bodies change
    [InlineData("B = 2", "B = 3", false)]
    [InlineData("a int; u", "b int; u", false)]
    [InlineData("{ hidden() }", "{ hidden(); hidden() }", false)]
    [InlineData("func F() int", "func F() int64", false)]
    public void DigestIsOfWhatImportersSee(string old, string edited, bool same) =>
        Assert.Equal(same, Digest(Lib) == Digest(Lib.Replace(old, edited)));

    // ---------------------------------------------------------------- cache

    private static CachedPackage Entry()
    {
        var o = new PackageObject { Path = "lib", Name = "lib" };
        o.Symbols.Id("lib.x");
        return new CachedPackage([1, 2, 3], OutlineOf(Source("lib", Lib)), o);
    }

    [Fact]
    public void DamagedEntriesAreNone()
    {
        var cache = new ObjectCache(_dir, "compiler");
        string key = cache.Key("a"), sources = cache.Key("s");
        Assert.Null(cache.Find(key));
        cache.Store(key, Entry());
        cache.Link(sources, key);
        Assert.Equal([1, 2, 3], cache.Find(key)!.Digest);
        Assert.Equal("lib", cache.BySources(sources)!.Object.Path);
        Assert.Null(new ObjectCache(_dir, "another compiler").Find(new ObjectCache(_dir, "another compiler").Key("a")));

        string file = Directory.GetFiles(_dir, key + "-o", SearchOption.AllDirectories).Single();
        byte[] whole = File.ReadAllBytes(file);
        for (int at = 0; at < whole.Length; at += 1 + whole.Length / 97)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(file, damaged);
            Assert.Null(cache.Find(key));
            File.WriteAllBytes(file, whole[..at]);
            Assert.Null(cache.Find(key));
        }
        cache.Store(key, Entry());
        Assert.NotNull(cache.BySources(sources));
        File.WriteAllText(Directory.GetFiles(_dir, sources + "-s", SearchOption.AllDirectories).Single(), "../../../etc/passwd");
        Assert.Null(cache.BySources(sources));
    }

    [Fact]
    public void WritersDoNotDisturbReaders()
    {
        var cache = new ObjectCache(_dir, "compiler");
        string key = cache.Key("a");
        cache.Store(key, Entry());
        System.Threading.Tasks.Parallel.For(0, 60, i =>
        {
            if (i % 3 == 0) cache.Store(key, Entry());
            else Assert.NotNull(cache.Find(key));
        });
        Assert.Single(Directory.GetFiles(_dir, "*", SearchOption.AllDirectories));
    }
}
