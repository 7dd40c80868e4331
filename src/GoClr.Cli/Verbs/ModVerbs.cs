// goclr mod … and goclr work …
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;
using GoClr.Build.Modules;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

/// <summary>A verb for modules: -mod and its like, and messages of loading as messages of the verb.</summary>
internal abstract class ModuleVerb : Verb
{
    private readonly StringFlag _mod;
    private readonly BoolFlag _writable;
    protected BoolFlag Print { get; }

    protected ModuleVerb(string name, string usage, string summary, string help) : base(name, usage, summary, help)
    {
        _mod = Flags.String("mod");
        _writable = Flags.Bool("modcacherw");
        Print = Flags.Bool("x");
        Flags.Bool("n");
        Flags.Func("C", _ => "-C flag must be first flag on command line");
    }

    public sealed override int Run(string[] args)
    {
        try { return Do(new ModuleVerbOptions { Goroot = new Toolchain(Progress.Line).Goroot, Mod = _mod.Value, ModCacheWritable = _writable }, args); }
        catch (LoadError e) { throw new BuildException(e.Text.StartsWith("go: ", StringComparison.Ordinal) || e.Text.StartsWith("verifying ", StringComparison.Ordinal) ? e.Text : "go: " + e.Text); }
    }

    protected abstract int Do(ModuleVerbOptions o, string[] args);
}

internal sealed class SimpleModuleVerb(string name, string usage, string summary, string help, Func<ModuleVerbOptions, string[], int> run) : ModuleVerb(name, usage, summary, help)
{
    protected override int Do(ModuleVerbOptions o, string[] args) => run(o, args);
}

internal sealed class TidyVerb : ModuleVerb
{
    private readonly BoolFlag _errors, _verbose, _diff;
    private readonly StringFlag _go;

    public TidyVerb() : base("mod tidy", "goclr mod tidy [-e] [-v] [-x] [-diff] [-go=version] [-compat=version]", "add missing and remove unused modules", """
        Tidy makes go.mod match the source: every module that a package of the main module or one of its tests needs, and no other. Modules that
        are missing are looked for in the proxies of files that GOPROXY names. go.sum gets the hashes of what is needed.

        	-diff     print what would change, and change nothing
        	-e        go on in spite of mistakes
        	-v        print the modules that go
        	-go       set the language version
        	-compat   accepted
        """)
    {
        _errors = Flags.Bool("e");
        _verbose = Flags.Bool("v");
        _diff = Flags.Bool("diff");
        _go = Flags.String("go");
        Flags.String("compat");
    }

    protected override int Do(ModuleVerbOptions o, string[] args)
    {
        if (args.Length > 0) throw new BuildException("go: 'go mod tidy' accepts no arguments");
        return Tidy.Run(o, _errors, _verbose, _diff, _go.Value);
    }
}

internal sealed class VendorVerb : ModuleVerb
{
    private readonly BoolFlag _errors, _verbose;
    private readonly StringFlag _output;

    public VendorVerb() : base("mod vendor", "goclr mod vendor [-e] [-v] [-o outdir]", "make vendored copy of dependencies", """
        Vendor copies the packages of other modules that the main module's packages and tests need into its folder vendor, anew, and
        writes vendor/modules.txt. Builds use the folder when it is there.

        	-e   go on in spite of mistakes
        	-o   another folder
        	-v   print the modules and packages
        """)
    {
        _errors = Flags.Bool("e");
        _verbose = Flags.Bool("v");
        _output = Flags.String("o");
    }

    protected override int Do(ModuleVerbOptions o, string[] args) => VendorCopy.Run(o, args, _errors, _verbose, _output.Value);
}

internal sealed class WhyVerb : ModuleVerb
{
    private readonly BoolFlag _modules, _vendor;

    public WhyVerb() : base("mod why", "goclr mod why [-m] [-vendor] packages...", "explain why packages or modules are needed", """
        Why prints for each package a shortest chain of imports from the main module to it.

        	-m        the arguments are modules
        	-vendor   leave out tests of other modules' packages
        """)
    {
        _modules = Flags.Bool("m");
        _vendor = Flags.Bool("vendor");
    }

    protected override int Do(ModuleVerbOptions o, string[] args) => Inspect.Why(o, args, _modules, _vendor);
}

internal sealed class DownloadVerb : ModuleVerb
{
    private readonly BoolFlag _json;

    public DownloadVerb() : base("mod download", "goclr mod download [-x] [-json] [modules]", "download modules to local cache", """
        Download brings modules into the module cache, from the proxies of files that GOPROXY names: those named, or all that the main module needs.

        	-json   print what came where as JSON
        """)
    {
        _json = Flags.Bool("json");
        Flags.String("reuse");
    }

    protected override int Do(ModuleVerbOptions o, string[] args) => Inspect.Download(o, args, _json);
}

internal sealed class EditVerb : ModuleVerb
{
    private readonly List<EditMod.Change> _changes = [];
    private readonly BoolFlag _format, _print, _json;
    private readonly bool _work;

    private static readonly string[] s_mod = ["module", "require", "droprequire", "exclude", "dropexclude", "retract", "dropretract", "tool", "droptool", "ignore", "dropignore"];
    private static readonly string[] s_work = ["use", "dropuse"];
    private static readonly string[] s_both = ["go", "toolchain", "godebug", "dropgodebug", "replace", "dropreplace"];

    public EditVerb(bool work) : base(work ? "work edit" : "mod edit", $"goclr {(work ? "work" : "mod")} edit [editing flags] [-fmt|-print|-json] [{(work ? "go.work" : "go.mod")}]",
        work ? "edit go.work from tools or scripts" : "edit go.mod from tools or scripts", work ? """
        Edit changes go.work, or a named file, without looking at modules.

        	-use=dir, -dropuse=dir
        	-replace=old[@v]=new[@v], -dropreplace=old[@v]
        	-go=version, -toolchain=name (none takes it out)
        	-godebug=key=value, -dropgodebug=key
        	-fmt     only format
        	-print   print the text instead of writing it
        	-json    print it as JSON
        """ : """
        Edit changes go.mod, or a named file, without looking at other modules.

        	-module=path
        	-require=path@version, -droprequire=path
        	-exclude=path@version, -dropexclude=path@version
        	-replace=old[@v]=new[@v], -dropreplace=old[@v]
        	-retract=version or [low,high], -dropretract=version
        	-tool=path, -droptool=path, -ignore=path, -dropignore=path
        	-go=version, -toolchain=name (none takes it out)
        	-godebug=key=value, -dropgodebug=key
        	-fmt     only format
        	-print   print the text instead of writing it
        	-json    print it as JSON
        """)
    {
        _work = work;
        foreach (string f in s_both.Concat(work ? s_work : s_mod)) Flags.Func(f, v => { _changes.Add(new EditMod.Change(f, v)); return null; });
        _format = Flags.Bool("fmt");
        _print = Flags.Bool("print");
        _json = Flags.Bool("json");
    }

    protected override int Do(ModuleVerbOptions o, string[] args)
    {
        string what = _work ? "work" : "mod";
        if (!_format && !_print && !_json && _changes.Count == 0) throw new BuildException($"go: no flags specified (see 'goclr help {what} edit').");
        if (_json && _print) throw new BuildException("go: cannot use both -json and -print");
        if (args.Length > 1) throw new BuildException("go: too many arguments");
        foreach (var c in _changes)
        {
            if (c.Flag == "go" && c.Value != "none" && !System.Text.RegularExpressions.Regex.IsMatch(c.Value, @"^([1-9][0-9]*)\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?([a-z]+[0-9]+)?$"))
                throw new BuildException($"go {what}: invalid -go option; expecting something like \"-go {o.GorootVersion}\"");
        }
        string file = args.Length == 1 ? Path.GetFullPath(args[0])
            : _work ? ModuleFiles.Work(o.Dir) ?? throw new BuildException("go: no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)")
            : ModuleFiles.Find(o.Dir, "go.mod") ?? throw new BuildException("go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
        return EditMod.Edit(o, file, _changes, _format, _print, _json, _work);
    }
}

internal sealed class WorkUseVerb : ModuleVerb
{
    private readonly BoolFlag _recursive;

    public WorkUseVerb() : base("work use", "goclr work use [-r] [moddirs]", "add modules to workspace file", """
        Use adds the named folders to go.work, and takes out those that hold no module any more.

        	-r   also the modules in folders below
        """) => _recursive = Flags.Bool("r");

    protected override int Do(ModuleVerbOptions o, string[] args) => WorkVerbs.Use(o, args, _recursive);
}

internal static class ModuleVerbs
{
    public static Verb Mod() => new VerbGroup("mod", "module maintenance", "The verbs of mod work on modules: go.mod, go.sum, the module cache and vendor folders. Nothing is ever fetched from a network.\nSee also 'goclr help modules' and 'goclr help goproxy'.",
    [
        new DownloadVerb(),
        new EditVerb(work: false),
        new SimpleModuleVerb("mod graph", "goclr mod graph [-go=version] [-x]", "print module requirement graph", "Graph prints a line for each requirement of a module: the module, then what it requires.", (o, a) => a.Length > 0 ? throw new BuildException("go: 'go mod graph' accepts no arguments") : Inspect.Graph(o)),
        new SimpleModuleVerb("mod init", "goclr mod init [module-path]", "initialize new module in current directory", "Init writes a go.mod file in the current folder. Without a path the folder's place in GOPATH/src names the module.", EditMod.Init),
        new TidyVerb(),
        new VendorVerb(),
        new SimpleModuleVerb("mod verify", "goclr mod verify", "verify dependencies have expected content", "Verify compares the module cache's zip files and folders with the hashes noted when they came.", Inspect.Verify),
        new WhyVerb(),
    ]);

    public static Verb Work() => new VerbGroup("work", "workspace maintenance", "The verbs of work make and change go.work, a list of modules that are worked on together.",
    [
        new EditVerb(work: true),
        new SimpleModuleVerb("work init", "goclr work init [moddirs]", "initialize workspace file", "Init writes a go.work file in the current folder, with the named folders of modules.", WorkVerbs.Init),
        new SimpleModuleVerb("work sync", "goclr work sync", "sync workspace build list to modules", "Sync raises the requirements of the workspace's modules to the versions that were selected for all of them.", (o, _) => WorkVerbs.Sync(o)),
        new WorkUseVerb(),
    ]);
}
