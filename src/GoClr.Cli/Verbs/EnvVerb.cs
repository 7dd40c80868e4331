// goclr env: the variables that go has, with the values they have for us; -w and -u write the file that go reads too.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Load;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class EnvVerb : Verb
{
    private readonly BoolFlag _json, _unset, _write, _changed;

    public EnvVerb() : base("env", "goclr env [-json] [-changed] [-u] [-w] [var ...]", "print Go environment information", """
        Env prints go's variables with the values that goclr uses, as shell assignments; with names given, their values, a line each.

        	-json     print JSON
        	-changed  only variables whose value is not the default
        	-w        set variables NAME=VALUE for all later runs of go and goclr, in the file that GOENV names
        	-u        take variables out of that file

        See also 'goclr help environment'.
        """)
    {
        Flags.Func("C", _ => "-C flag must be first flag on command line");
        Flags.Bool("n");
        Flags.Bool("x");
        _json = Flags.Bool("json");
        _changed = Flags.Bool("changed");
        _unset = Flags.Bool("u");
        _write = Flags.Bool("w");
    }

    private readonly record struct Var(string Name, string Value, bool Changed);

    public override int Run(string[] args)
    {
        if (_json && _unset) throw new BuildException("go: cannot use -json with -u");
        if (_json && _write) throw new BuildException("go: cannot use -json with -w");
        if (_unset && _write) throw new BuildException("go: cannot use -u with -w");
        if (_write) return Write(args);
        if (_unset) return Unset(args);
        foreach (string a in args)
        {
            if (a.Contains('=')) throw new BuildException($"go: invalid variable name {GoQuote.Quote(a)} (use -w to set variable)");
        }
        var vars = All();
        if (args.Length > 0 && !_changed && !_json)
        {
            foreach (string name in args) Console.Out.WriteLine(Find(vars, name));
            return 0;
        }
        if (args.Length > 0) vars = _changed ? [.. args.SelectMany(name => vars.Where(v => v.Name == name).Take(1))] : [.. args.Select(name => new Var(name, Find(vars, name), false))];
        if (_changed) vars.RemoveAll(v => !v.Changed);
        if (_json)
        {
            var unique = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var v in vars) unique[v.Name] = v.Value;
            Console.Out.Write(unique.Count == 0 ? "{}\n" : "{\n" + string.Join(",\n", unique.Select(v => $"\t{GoJson.Text(v.Key)}: {GoJson.Text(v.Value)}")) + "\n}\n");
            return 0;
        }
        foreach (var v in vars.OrderBy(v => v.Name, StringComparer.Ordinal)) Console.Out.WriteLine($"{v.Name}='{v.Value.Replace("'", "'\\''")}'");
        return 0;
    }

    private static string Find(List<Var> vars, string name)
    {
        foreach (var v in vars) { if (v.Name == name) return v.Value; }
        return Array.IndexOf(GoEnv.Known, name) >= 0 ? GoEnv.Get(name) : "";
    }

    private static List<Var> All()
    {
        var tools = new Toolchain(Progress.Line);
        var list = new List<Var>();
        string home = Environment.GetEnvironmentVariable("HOME") ?? "";
        void Fixed(string name, string value) => list.Add(new Var(name, value, false));
        void Set(string name, string otherwise = "")
        {
            string v = GoEnv.Get(name, otherwise);
            list.Add(new Var(name, v, v != otherwise));
        }
        void FromRoot(string name, string otherwise = "")
        {
            string v = GoEnv.Get(name, otherwise);
            list.Add(new Var(name, v, GoEnv.IsUsers(name) && v != (GoEnv.Default(name) is { Length: > 0 } d ? d : otherwise)));
        }
        Set("GO111MODULE");
        Fixed("GOARCH", "amd64");
        Set("GOAMD64", "v1");
        Set("GOAUTH", "netrc");
        string bin = GoEnv.Get("GOBIN");
        list.Add(new Var("GOBIN", bin == "" ? Path.Combine(GoEnv.GoPath.Split(':')[0], "bin") : bin, bin != ""));
        Set("GOCACHE", Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } x ? x : Path.Combine(home, ".cache"), "go-build"));
        Set("GOCACHEPROG");
        string debug = Environment.GetEnvironmentVariable("GODEBUG") ?? "";
        list.Add(new Var("GODEBUG", debug, debug != ""));
        string? file = GoEnv.UserFile;
        list.Add(new Var("GOENV", file ?? "off", !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("GOENV"))));
        Fixed("GOEXE", "");
        Fixed("GOEXPERIMENT", "");
        Fixed("GOFIPS140", "off");
        Set("GOFLAGS");
        Fixed("GOHOSTARCH", "amd64");
        Fixed("GOHOSTOS", "linux");
        Set("GOINSECURE");
        Set("GOMODCACHE", Path.Combine(GoEnv.GoPath.Split(':')[0], "pkg", "mod"));
        string priv = GoEnv.Get("GOPRIVATE");
        Set("GONOPROXY", priv);
        Set("GONOSUMDB", priv);
        Fixed("GOOS", "linux");
        string driver = Environment.GetEnvironmentVariable("GOPACKAGESDRIVER") ?? "";
        list.Add(new Var("GOPACKAGESDRIVER", driver, driver != ""));
        Set("GOPATH", Path.Combine(home, "go"));
        Set("GOPRIVATE");
        FromRoot("GOPROXY", "https://proxy.golang.org,direct");
        Fixed("GOROOT", tools.Goroot);
        FromRoot("GOSUMDB", "sum.golang.org");
        Fixed("GOTELEMETRY", "off");
        Fixed("GOTELEMETRYDIR", Path.Combine(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } c ? c : Path.Combine(home, ".config"), "go", "telemetry"));
        Set("GOTMPDIR");
        // Toolchains are never switched.
        list.Add(new Var("GOTOOLCHAIN", "local", GoEnv.Default("GOTOOLCHAIN") is not "local"));
        Fixed("GOTOOLDIR", Path.Combine(tools.Goroot, "pkg", "tool", "linux_amd64"));
        Set("GOVCS");
        Fixed("GOVERSION", tools.GoVersion);
        Set("GCCGO", "gccgo");
        Set("AR", "ar");
        Set("CC", "gcc");
        Set("CXX", "g++");
        list.Add(new Var("CGO_ENABLED", "0", GoEnv.Get("CGO_ENABLED") == "0"));
        Set("CGO_CFLAGS", "-O2 -g");
        Set("CGO_CPPFLAGS");
        Set("CGO_CXXFLAGS", "-O2 -g");
        Set("CGO_FFLAGS", "-O2 -g");
        Set("CGO_LDFLAGS", "-O2 -g");
        Set("PKG_CONFIG", "pkg-config");
        Fixed("GOGCCFLAGS", "");
        list.Add(new Var("GOCLRCACHE", tools.CacheDir, GoEnv.IsUsers("GOCLRCACHE")));
        string dir = Directory.GetCurrentDirectory();
        string? mod = ModuleFiles.Find(dir, "go.mod");
        Fixed("GOMOD", mod ?? "/dev/null");
        Fixed("GOWORK", ModuleFiles.Work(dir) ?? (GoEnv.Get("GOWORK") == "off" ? "off" : ""));
        return list;
    }

    // ---------------------------------------------------------------- -w and -u

    private static int Write(string[] args)
    {
        if (args.Length == 0) throw new BuildException("go: no KEY=VALUE arguments given");
        var add = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string a in args)
        {
            int eq = a.IndexOf('=');
            if (eq < 0) throw new BuildException("go: arguments must be KEY=VALUE: invalid argument: " + a);
            string key = a[..eq], value = a[(eq + 1)..];
            if (WriteError(key, value) is { } wrong) throw new BuildException("go: " + wrong);
            if (!add.TryAdd(key, value)) throw new BuildException("go: multiple values for key: " + key);
            if (Environment.GetEnvironmentVariable(key) is { Length: > 0 } v && v != value)
                Console.Error.WriteLine($"warning: go env -w {key}=... does not override conflicting OS environment variable");
        }
        if (add.GetValueOrDefault("GOOS", "linux") is not ("linux" or "") || add.GetValueOrDefault("GOARCH", "amd64") is not ("amd64" or ""))
            throw new BuildException("goclr: unsupported: GOOS and GOARCH other than linux and amd64");
        if (add.TryGetValue("GOTMPDIR", out string? tmp) && tmp != "" && tmp[0] != '/') throw new BuildException("go: GOTMPDIR must be an absolute path");
        Update(add, []);
        return 0;
    }

    private static int Unset(string[] args)
    {
        if (args.Length == 0) throw new BuildException("go: 'go env -u' requires an argument");
        foreach (string a in args) { if (WriteError(a, "") is { } wrong) throw new BuildException("go: " + wrong); }
        Update([], [.. args]);
        return 0;
    }

    private static string? WriteError(string key, string value)
    {
        if (key is "GOEXE" or "GOGCCFLAGS" or "GOHOSTARCH" or "GOHOSTOS" or "GOMOD" or "GOROOT" or "GOTELEMETRY" or "GOTELEMETRYDIR" or "GOTOOLDIR" or "GOVERSION" or "GOWORK")
            return key + " cannot be modified";
        if (key is "GOENV" or "GODEBUG") return key + " can only be set using the OS environment";
        if (Array.IndexOf(GoEnv.Known, key) < 0) return "unknown go command variable " + key;
        switch (key)
        {
            case "GO111MODULE" when value is not ("" or "auto" or "on" or "off"): return $"invalid {key} value {GoQuote.Quote(value)}";
            case "GOPATH" when value.StartsWith('~'): return "GOPATH entry cannot start with shell metacharacter '~': " + GoQuote.Quote(value);
            case "GOPATH" or "GOMODCACHE" when value != "" && value[0] != '/': return $"{key} entry is relative; must be absolute path: {GoQuote.Quote(value)}";
            case "CC" or "CXX" when value != "":
                var words = GoEnv.Split(value, out string? error);
                if (error != null) return $"invalid {key}: {error}";
                if (words.Count == 0) return key + " entry cannot contain only space";
                if (words[0][0] != '/' && words[0].Contains('/')) return $"{key} entry is relative; must be absolute path: {GoQuote.Quote(words[0])}";
                break;
        }
        if (value.Contains('\0')) return $"invalid NUL in {key}=... value";
        return value.AsSpan().IndexOfAny("\v\r\n") >= 0 ? $"invalid newline in {key}=... value" : null;
    }

    private static void Update(Dictionary<string, string> add, HashSet<string> remove)
    {
        string file = GoEnv.UserFile ?? throw new BuildException("go: cannot find go env config: GOENV=off");
        var lines = new List<string>();
        if (File.Exists(file)) lines.AddRange(File.ReadAllLines(file));
        else if (add.Count == 0) throw new BuildException($"go: reading go env config: open {file}: no such file or directory");
        // The last of several lines for a name counts; the others go.
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        var drop = new HashSet<int>();
        for (int i = 0; i < lines.Count; i++)
        {
            if (GoEnv.KeyOf(lines[i]) is not { Length: > 0 } key) continue;
            if (at.TryGetValue(key, out int earlier)) drop.Add(earlier);
            at[key] = i;
        }
        foreach (var (k, v) in add)
        {
            if (at.TryGetValue(k, out int i)) lines[i] = $"{k}={v}";
            else lines.Add($"{k}={v}");
        }
        foreach (string k in remove) { if (at.TryGetValue(k, out int i)) drop.Add(i); }

        // Runs of assignments are kept in order of their names.
        var text = new StringBuilder();
        var run = new List<string>();
        void Flush()
        {
            foreach (string line in run.OrderBy(l => GoEnv.KeyOf(l), StringComparer.Ordinal)) text.Append(line).Append('\n');
            run.Clear();
        }
        for (int i = 0; i < lines.Count; i++)
        {
            if (drop.Contains(i)) continue;
            if (GoEnv.KeyOf(lines[i]) != "") { run.Add(lines[i]); continue; }
            Flush();
            text.Append(lines[i]).Append('\n');
        }
        Flush();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildException($"go: writing go env config: open {file}: {Toolchain.Reason(e)}");
        }
    }
}
