// goclr list: packages and modules as go list prints them. A template is executed by Go's own text/template, in a small Go program of ours
// (ListTemplate) that goclr compiles once and feeds with JSON.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Load;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class ListVerb : Verb
{
    private readonly BuildFlags _build;
    private readonly StringFlag _format, _reuse;
    private readonly BoolFlag _compiled, _deps, _errors, _export, _find, _modules, _retracted, _test, _updates, _versions;
    private bool _json;
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);

    public ListVerb() : base("list", "goclr list [-f format] [-json] [-m] [list flags] [build flags] [packages]", "list packages or modules", $$$"""
        List prints the import paths of the named packages, one a line; with -m, the modules.

        	-f format    print each by a template of Go's package text/template, by default '{{.ImportPath}}'. Its fields are
        	             those of go list: Dir, ImportPath, Name, Doc, Module, Imports, Deps, GoFiles, TestGoFiles, EmbedFiles and
        	             so on; functions: join, context, module
        	-json        print JSON; -json=Field,Field only these fields
        	-deps        also what they need, needed ones first
        	-e           packages with mistakes too: their field Error tells
        	-find        do not resolve what they need
        	-test        also the programs of their tests
        	-m           modules; all: every module of the build
        	-versions    with -m: the versions that a proxy of files has
        	-u           with -m: accepted; nothing newer is looked for
        	-retracted   with -m: accepted

        -compiled, -export and -reuse are refused. Real Go's files and constraints are shown, even where goclr compiles others.

        {{{BuildFlags.Help}}}
        """)
    {
        _build = new BuildFlags(Flags);
        _format = Flags.String("f");
        Flags.Func("json", SetJson, isBool: true);
        _compiled = Flags.Bool("compiled");
        _deps = Flags.Bool("deps");
        _errors = Flags.Bool("e");
        _export = Flags.Bool("export");
        _find = Flags.Bool("find");
        _modules = Flags.Bool("m");
        _reuse = Flags.String("reuse");
        _retracted = Flags.Bool("retracted");
        _test = Flags.Bool("test");
        _updates = Flags.Bool("u");
        _versions = Flags.Bool("versions");
    }

    private string? SetJson(string value)
    {
        _json = value is not ("false" or "0" or "f" or "F" or "False" or "FALSE");
        if (_json && value is not ("true" or "1" or "t" or "T" or "True" or "TRUE")) _fields.UnionWith(value.Split(','));
        return null;
    }

    public override int Run(string[] args)
    {
        var options = _build.Options();
        foreach (string a in args) if (a == "") throw new BuildException("go: invalid package: \"\"");
        if (_format.Value != "" && _json) throw new BuildException("go list -f cannot be used with -json");
        if (_reuse.Value != "") throw new BuildException("goclr: unsupported: list -reuse");
        void Not(BoolFlag f, string with) { if (f) throw new BuildException($"go list -{f.Name} {with}"); }
        if (_modules)
        {
            foreach (var f in new[] { _compiled, _deps, _export, _find, _test }) Not(f, "cannot be used with -m");
        }
        else
        {
            foreach (var f in new[] { _updates, _versions }) Not(f, "can only be used with -m");
            if (_find) foreach (var f in new[] { _deps, _test, _export }) Not(f, "cannot be used with -find");
        }
        if (_compiled) throw new BuildException("goclr: unsupported: list -compiled");
        if (_export) throw new BuildException("goclr: unsupported: list -export");

        var tools = new Toolchain(Progress.Line);
        var cfg = Loader.ForListing(new LoadConfig { Goroot = tools.Goroot, Mod = options.Mod, Context = new BuildContext { Tags = options.Tags } }, _find);
        return _modules ? Modules(tools, cfg, args) : Packages(tools, cfg, args);
    }

    private int Packages(Toolchain tools, LoadConfig cfg, string[] args)
    {
        var warnings = new List<string>();
        List<ListedPackage> list;
        try { list = Loader.List(cfg, args, _test, _deps, warnings); }
        catch (LoadError e) { throw new BuildException(e.Text); }
        foreach (string w in warnings) Console.Error.WriteLine(w);
        int status = 0;
        if (!_errors)
        {
            foreach (var p in list.Where(p => p.Error != null))
            {
                Console.Error.WriteLine(p.Error!.Text);
                status = 1;
            }
            if (status != 0 && !(_deps && list.TrueForAll(p => p.Error == null || p.DepOnly))) return 1;
            // Of several packages go loads all that they need, and says what is wrong there; the list is printed all the same.
            if (!_deps && !_find && list.Count(p => !p.IsTestMain) > 1)
            {
                foreach (string text in list.SelectMany(p => p.DepsErrors).Select(e => e.Text).Distinct())
                {
                    Console.Error.WriteLine(text);
                    status = 1;
                }
            }
        }
        bool needAll = _fields.Count == 0 && _json || _format.Value != "";
        Print(tools, cfg, list.Select(p => Json(p, needAll)), p => ((JsonObject)p).Members.First(m => m.Name == "ImportPath").Value!.ToString()!, ofModule: false);
        return status;
    }

    private void Print(Toolchain tools, LoadConfig cfg, IEnumerable<JsonObject> values, Func<JsonObject, string> line, bool ofModule)
    {
        var w = new StringBuilder();
        if (_json)
        {
            foreach (var v in values)
            {
                if (_fields.Count > 0) v.Members.RemoveAll(m => !_fields.Contains(m.Name));
                GoJson.Write(w, v);
                w.Append('\n');
            }
            Console.Out.Write(w.ToString());
        }
        else if (_format.Value == "")
        {
            foreach (var v in values) w.Append(line(v)).Append('\n');
            Console.Out.Write(w.ToString());
        }
        else
        {
            var context = new JsonObject();
            context.Add("GOARCH", "amd64");
            context.Add("GOOS", "linux");
            context.Add("GOROOT", tools.Goroot);
            context.Add("GOPATH", GoEnv.GoPath);
            context.Add("Compiler", "gc");
            context.Add("BuildTags", Strings(cfg.Context.Tags));
            context.Add("ToolTags", Strings(cfg.Context.Experiments.Select(e => "goexperiment." + e)));
            context.Add("ReleaseTags", Strings(Enumerable.Range(1, BuildContext.GoMinor).Select(i => "go1." + i)));
            var request = new JsonObject();
            request.Add("Template", _format.Value);
            request.Add("OfModule", ofModule);
            request.Add("Context", context);
            if (_format.Value.Contains("module", StringComparison.Ordinal))
            {
                var modules = new JsonObject();
                foreach (var m in ModuleListing.All(cfg)) modules.Members.Add((m.Path, ModuleListing.Json(m, cfg)));
                request.Add("Modules", modules);
            }
            GoJson.Write(w, request);
            foreach (var v in values)
            {
                w.Append('\n');
                GoJson.Write(w, v);
            }
            int status = ProgramRunner.RunTool(tools, "list", Resources("ListTemplate"), w.ToString());
            if (status != 0) throw new BuildException("", status);
        }
    }

    private static Dictionary<string, string> Resources(string folder)
    {
        var files = new Dictionary<string, string> { ["go.mod"] = "module goclr/list\n\ngo 1.27\n" };
        var assembly = typeof(ListVerb).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files[name[(folder.Length + 1)..]] = reader.ReadToEnd();
        }
        return files;
    }

    private static List<object> Strings(IEnumerable<string> s) => [.. s];

    // In the order of go list's fields.
    private static JsonObject Json(ListedPackage p, bool all)
    {
        var o = new JsonObject();
        void Files(params string[] names) { foreach (string n in names) if (p.Files.TryGetValue(n, out var list)) o.Add(n, Strings(list)); }
        o.Add("Dir", p.Dir);
        o.Add("ImportPath", p.ImportPath);
        o.Add("Name", p.Name);
        o.Add("Doc", p.Doc);
        o.Add("Target", p.Target);
        o.Add("Root", p.Root);
        o.Add("ForTest", p.ForTest);
        if (p.Module != null) o.Add("Module", ModuleListing.OfPackage(p.Module));
        o.Add("Match", Strings(p.Match));
        o.Add("Goroot", p.IsStd);
        o.Add("Standard", p.IsStd);
        o.Add("DepOnly", p.DepOnly);
        o.Add("Incomplete", p.Incomplete);
        o.Add("DefaultGODEBUG", p.DefaultGodebug);
        if (!p.IsStd && p.Error == null && all)
        {
            o.Add("Stale", true);
            o.Add("StaleReason", "not installed but available in build cache");
        }
        Files("GoFiles", "IgnoredGoFiles", "IgnoredOtherFiles", "CFiles", "CXXFiles", "MFiles", "HFiles", "FFiles", "SFiles", "SwigFiles", "SwigCXXFiles", "SysoFiles", "EmbedPatterns", "EmbedFiles");
        o.Add("Imports", Strings(p.Imports));
        var map = new JsonObject();
        foreach (var (k, v) in p.ImportMap) map.Add(k, v);
        o.Add("ImportMap", map);
        o.Add("Deps", Strings(p.Deps));
        if (p.Error != null) o.Members.Add(("Error", ErrorJson(p.Error)));
        o.Add("DepsErrors", (List<object>)[.. p.DepsErrors.Select(ErrorJson)]);
        Files("TestGoFiles");
        o.Add("TestImports", Strings(p.TestImports));
        Files("TestEmbedPatterns", "TestEmbedFiles", "XTestGoFiles");
        o.Add("XTestImports", Strings(p.XTestImports));
        Files("XTestEmbedPatterns", "XTestEmbedFiles");
        return o;
    }

    private static JsonObject ErrorJson(ListedError e)
    {
        var o = new JsonObject();
        o.Members.Add(("ImportStack", Strings(e.Stack)));
        o.Members.Add(("Pos", e.Pos));
        o.Members.Add(("Err", e.Err));
        return o;
    }

    // ---------------------------------------------------------------- modules

    private int Modules(Toolchain tools, LoadConfig cfg, string[] args)
    {
        List<ListedModule> list;
        try { list = ModuleListing.List(cfg, args, _versions); }
        catch (LoadError e) { throw new BuildException(e.Text.StartsWith("go: ", StringComparison.Ordinal) || e.Text.StartsWith("verifying ", StringComparison.Ordinal) ? e.Text : "go: " + e.Text); }
        int status = 0;
        if (!_errors)
        {
            foreach (var m in list.Where(m => m.Error != null))
            {
                Console.Error.WriteLine("go: " + m.Error);
                status = 1;
            }
            if (status != 0) return 1;
        }
        var texts = new Dictionary<JsonObject, string>();
        var values = new List<JsonObject>();
        foreach (var m in list)
        {
            var o = ModuleListing.Json(m, cfg);
            texts[o] = _versions ? string.Join(' ', [m.Path, .. m.Versions]) : m.ToString();
            values.Add(o);
        }
        Print(tools, cfg, values, v => texts[v], ofModule: true);
        return 0;
    }
}
