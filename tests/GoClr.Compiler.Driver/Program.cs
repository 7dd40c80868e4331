// Lowers packages and verifies the IR without linking: how far the compiler gets with a package, and dumps of single functions.
//
//     lowerdrv [-dump REGEXP] [-only] [-gen] pattern…      patterns as for go build; "std" is everything
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using GoClr.Abi;
using GoClr.Build.Link;
using GoClr.Build.Load;
using GoClr.Compiler;
using GoClr.Compiler.IR;
using GoClr.Compiler.Lower;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using GoClr.Syntax;
using GoClr.Types;

string? dump = null;
bool only = false, gen = false;
var patterns = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "-dump": dump = args[++i]; break;
        case "-only": only = true; break;
        case "-gen": gen = true; break;
        default: patterns.Add(args[i]); break;
    }
}
string repo = AppContext.BaseDirectory;
while (!Directory.Exists(Path.Combine(repo, "overlay"))) repo = Path.GetDirectoryName(repo)!;
string goroot = Environment.GetEnvironmentVariable("GOROOT") ?? throw new InvalidOperationException("set GOROOT to a Go 1.27 tree");
var natives = new Dictionary<string, CallClass>();
string runtimeDll = Path.Combine(AppContext.BaseDirectory, "GoClr.Runtime.dll");
if (!System.IO.File.Exists(runtimeDll)) runtimeDll = Path.Combine(repo, "artifacts/bin/GoClr.Runtime/release/GoClr.Runtime.dll");
foreach (var (symbol, m) in NativeTable.Read(runtimeDll).BySymbol) natives[symbol] = m.CallClass;

var clock = Stopwatch.StartNew();
var loaded = Loader.Load(new LoadConfig { Goroot = goroot, OverlayDir = Path.Combine(repo, "overlay"), WorkDir = Environment.CurrentDirectory, Parse = false }, patterns.ToArray());
foreach (var e in loaded.Errors) Console.WriteLine("load: " + e.Text);
var regex = dump != null ? new Regex(dump) : null;
var types = new Dictionary<string, Package>();
var checkedPkgs = new Dictionary<Package, CheckedPackage>();
int ices = 0, unsupported = 0, bad = 0, funcs = 0;
long checkMs = 0, lowerMs = 0;
var summaries = new Dictionary<string, FuncSummary>();
var wanted = new HashSet<string>();
var last = loaded.Packages.Count > 0 ? loaded.Packages[^1].ImportPath : "";
var kinds = new Dictionary<string, int>();
var escape = new GoClr.Compiler.Escape.EscapePackages(p => checkedPkgs.GetValueOrDefault(p));
foreach (var s in loaded.Packages)
{
    var diags = new Diagnostics();
    foreach (var d in s.ParseDiagnostics.Sorted()) diags.Error(d.Pos, d.Text, d.IsSoft);
    long t0 = clock.ElapsedMilliseconds;
    var pkg = new Package(s.ImportPath, s.Name) { GoVersion = s.GoVersion };
    types[s.ImportPath] = pkg;
    CheckedPackage info;
    try
    {
        info = Checker.Check(pkg, [.. s.Files], s.Numbering, new CheckerConfig
        {
            Importer = path => path == "unsafe" ? Package.Unsafe : s.ImportMap.TryGetValue(path, out var full) && types.TryGetValue(full.ImportPath, out var imp) ? imp : null,
            GoVersion = s.GoVersion, IsStd = s.IsStd,
        }, diags);
    }
    catch (Exception e)
    {
        Console.WriteLine($"{s.ImportPath}: CHECK {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()}");
        bad++;
        continue;
    }
    checkedPkgs[pkg] = info;
    checkMs += clock.ElapsedMilliseconds - t0;
    if (diags.HasErrors)
    {
        bad++;
        foreach (var d in diags.Sorted().Take(3)) Console.WriteLine($"{s.ImportPath}: {d.Pos}: {d.Text}");
        continue;
    }
    if (only && s.ImportPath != last) continue;
    t0 = clock.ElapsedMilliseconds;
    var config = new LowerConfig
    {
        Natives = natives, Checked = p => checkedPkgs.GetValueOrDefault(p), Path = s.IsMain ? "main" : s.ImportPath, Escape = escape,
        OnInternalError = e =>
        {
            ices++;
            var inner = e.InnerException ?? e;
            string text = e.Text.Split("   at ")[0];
            Count(Regex.Replace(text, "[0-9]+|'[^']*'", "#"));
            if (ices <= 40) Console.WriteLine($"{e.Pos}: {text}\n    {string.Join("\n    ", (inner.StackTrace ?? "").Split('\n').Take(4).Select(x => x.Trim()))}");
        },
    };
    LoweredPackage low;
    try
    {
        low = PackageLowerer.LowerPackage(config, info);
    }
    catch (InternalCompilerError e)
    {
        config.OnInternalError(e);
        continue;
    }
    funcs += low.Funcs.Count;
    foreach (var u in low.Object.Errors)
    {
        unsupported++;
        if (unsupported <= 30) Console.WriteLine(u);
    }
    foreach (var f in low.Funcs)
    {
        try { Verify.Run(f, low.Object.Symbols); }
        catch (InternalCompilerError e)
        {
            ices++;
            Count(e.Text.Split(':')[0]);
            if (ices <= 40) Console.WriteLine($"{f.Symbol}: {e.Message}");
        }
        if (regex != null && regex.IsMatch(f.Symbol)) Console.WriteLine(Dump.Text(f, low.Object.Symbols));
    }
    lowerMs += clock.ElapsedMilliseconds - t0;
    if (gen)
    {
        try { CodeGenerator.Generate(low, natives, x => summaries.GetValueOrDefault(x), (x, y) => { lock (summaries) summaries[x] = y; }); }
        catch (Exception e)
        {
            ices++;
            Console.WriteLine($"{s.ImportPath}: GEN {(e as AggregateException)?.Flatten().InnerExceptions[0] ?? e}");
        }
    }
}
Console.WriteLine($"{loaded.Packages.Count} packages, {bad} with errors, {funcs} functions, {ices} internal errors, {unsupported} unsupported; check {checkMs} ms, lower {lowerMs} ms, all {clock.ElapsedMilliseconds} ms");
foreach (var (k, n) in kinds.OrderByDescending(x => x.Value).Take(30)) Console.WriteLine($"{n,6} {k}");
return ices > 0 || bad > 0 ? 1 : 0;

void Count(string k) => kinds[k] = kinds.GetValueOrDefault(k) + 1;
