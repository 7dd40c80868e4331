// goclr mod init and mod edit, work edit: go.mod and go.work changed by hand.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Modules;

public static class EditMod
{
    /// <summary>One change of a file; the key names the flag.</summary>
    public sealed record Change(string Flag, string Value);

    public static int Init(ModuleVerbOptions o, string[] args)
    {
        if (args.Length > 1) throw new BuildException("go: 'go mod init' accepts at most one argument");
        string file = Path.Combine(o.Dir, "go.mod");
        if (File.Exists(file)) throw new BuildException($"go: {file} already exists".Replace(o.Dir + "/", ""));
        string path = args.Length == 1 ? args[0] : FromGopath(o.Dir);
        if (PathError(path) is { } wrong) throw new BuildException("go: " + wrong);
        Console.Error.WriteLine("go: creating new go.mod: module " + path);
        o.Write(file, $"module {ModFile.Quote(path)}\n\ngo {o.GorootVersion}\n");
        if (Directory.GetFileSystemEntries(o.Dir).Select(e => Path.GetFileName(e)).Any(n => n is not ("go.mod" or "go.sum") && n[0] is not ('.' or '_')))
            Console.Error.WriteLine("go: to add module requirements and sums:\n\tgo mod tidy");
        return 0;
    }

    private static string FromGopath(string dir)
    {
        foreach (string root in GoEnv.GoPath.Split(':'))
        {
            if (root != "" && ModuleSet.Under(dir, Path.Combine(root, "src")) is { Length: > 0 } rel) return rel;
        }
        throw new BuildException($"""
            go: cannot determine module path for source directory {dir} (outside GOPATH, module path must be specified)

            Example usage:
            	'go mod init example.com/m' to initialize a v0 or v1 module
            	'go mod init example.com/m/v2' to initialize a v2 module

            Run 'goclr help mod init' for more information.
            """);
    }

    private static string? PathError(string path)
    {
        string? Bad()
        {
            if (path == "") return "empty string";
            if (path[0] == '-') return "leading dash";
            if (path.Contains("//", StringComparison.Ordinal)) return "double slash";
            if (path[^1] == '/') return "trailing slash";
            foreach (string elem in path.Split('/'))
            {
                if (elem.Trim('.') == "") return $"invalid path element {GoQuote.Quote(elem)}";
                if (elem[0] == '.' && path.StartsWith(elem, StringComparison.Ordinal)) return "leading dot in path element";
                if (elem[^1] == '.') return "trailing dot in path element";
                foreach (char c in elem) if (!char.IsAsciiLetterOrDigit(c) && !"-._~".Contains(c)) return $"invalid char {Syntax.Quoting.Rune(c)}";
            }
            return null;
        }
        if (GoMod.IsLocal(path)) return $"malformed import path {GoQuote.Quote(path)}: is a local import path";
        if (Bad() is { } why) return $"malformed module path {GoQuote.Quote(path)}: {why}";
        var version = Regex.Match(path, @"/v([0-9.]+)$");
        if (version.Success && !path.StartsWith("gopkg.in/", StringComparison.Ordinal) && (version.Groups[1].Value is "0" or "1" || version.Groups[1].Value.StartsWith('0') || version.Groups[1].Value.Contains('.')))
        {
            string n = version.Groups[1].Value.Split('.')[0].TrimStart('0');
            return $"invalid module path {GoQuote.Quote(path)}: major version suffixes must be in the form of /vN and are only allowed for v2 or later:\n\tgo mod init {path[..version.Index]}/v{(n is "" or "1" ? "2" : n)}";
        }
        return null;
    }

    // ---------------------------------------------------------------- edit

    private static (string Path, string Version) PathVersion(string flag, string arg, bool optional = false)
    {
        int at = arg.IndexOf('@');
        if (at < 0)
        {
            if (!optional) throw new BuildException($"go: -{flag}={arg}: need path@version");
            if (arg == "" ) throw new BuildException($"go: -{flag}={arg}: invalid path: empty string");
            return (arg, "");
        }
        string path = arg[..at].Trim(), version = arg[(at + 1)..].Trim();
        if (version == "") throw new BuildException($"go: -{flag}={arg}: invalid version {GoQuote.Quote(version)}");
        return (path, version);
    }

    public static void Apply(ModFile f, IEnumerable<Change> changes, bool work)
    {
        foreach (var (flag, v) in changes)
        {
            switch (flag)
            {
                case "module": f.Set("module", ModFile.Quote(v), ""); break;
                case "go" when v == "none": f.Drop("go", _ => true); break;
                case "go": f.Set("go", v, "module", ""); break;
                case "toolchain" when v == "none": f.Drop("toolchain", _ => true); break;
                case "toolchain": f.Set("toolchain", v, "go", "module", ""); break;
                case "godebug":
                {
                    int eq = v.IndexOf('=');
                    if (eq < 0 || v.AsSpan().IndexOfAny("\"`',") >= 0) throw new BuildException($"go: -godebug={v}: need key=value");
                    string key = v[..(eq + 1)];
                    if (f.Lines("godebug").FirstOrDefault(l => l.Line.Words[0].StartsWith(key, StringComparison.Ordinal)).Line is { } old) old.Words = [v];
                    else f.Add("godebug", v);
                    break;
                }
                case "dropgodebug": f.Drop("godebug", l => l.Words[0].StartsWith(v + "=", StringComparison.Ordinal)); break;
                case "require":
                {
                    var (path, version) = PathVersion(flag, v);
                    if (f.Lines("require").FirstOrDefault(l => l.Line.Words[0] == ModFile.Quote(path)).Line is { } old) old.Words = [old.Words[0], version];
                    else f.Add("require", ModFile.Quote(path), version);
                    break;
                }
                case "droprequire": f.Drop("require", l => l.Words[0] == v); break;
                case "exclude":
                {
                    var (path, version) = PathVersion(flag, v);
                    var lines = f.Lines("exclude").Where(l => l.Line.Words[0] == path).ToList();
                    if (!lines.Exists(l => l.Line.Words[1] == version)) f.AddAlone("exclude", lines.LastOrDefault().Line, path, version);
                    break;
                }
                case "dropexclude":
                {
                    var (path, version) = PathVersion(flag, v);
                    f.Drop("exclude", l => l.Words[0] == path && l.Words[1] == version);
                    break;
                }
                case "replace": Replace(f, v); break;
                case "dropreplace":
                {
                    var (path, version) = PathVersion(flag, v, optional: true);
                    f.Drop("replace", l => l.Words[0] == path && (l.Words[1] == "=>" ? "" : l.Words[1]) == version);
                    break;
                }
                case "retract": f.Add("retract", Range(flag, v)); break;
                case "dropretract":
                {
                    string[] range = Range(flag, v);
                    f.Drop("retract", l => l.Words.SequenceEqual(range));
                    break;
                }
                case "tool" or "ignore" or "use":
                    if (!f.Lines(flag).Any(l => l.Line.Words[0] == v)) f.Add(flag, ModFile.Quote(v));
                    break;
                case "droptool" or "dropignore" or "dropuse": f.Drop(flag[4..], l => l.Words[0] == v); break;
                default: throw new ArgumentException(flag);
            }
        }
        f.Clean();
    }

    private static string[] Range(string flag, string v)
    {
        if (!v.StartsWith('[')) return SemVer.IsValid(v) ? [v] : throw new BuildException($"go: -{flag}={v}: invalid version {GoQuote.Quote(v)}");
        int comma = v.IndexOf(',');
        if (comma < 0 || !v.EndsWith(']')) throw new BuildException($"go: -{flag}={v}: expected ',' and ']' to end a version interval");
        string low = v[1..comma].Trim(), high = v[(comma + 1)..^1].Trim();
        if (!SemVer.IsValid(low) || !SemVer.IsValid(high)) throw new BuildException($"go: -{flag}={v}: invalid version interval");
        return ["[", low, ",", high, "]"];
    }

    private static void Replace(ModFile f, string v)
    {
        int eq = v.IndexOf('=');
        if (eq < 0) throw new BuildException($"go: -replace={v}: need old[@v]=new[@w] (missing =)");
        string from = v[..eq].Trim(), to = v[(eq + 1)..].Trim();
        if (to.StartsWith('>')) throw new BuildException($"go: -replace={v}: separator between old and new is =, not =>");
        var (oldPath, oldVersion) = PathVersion("replace", from, optional: true);
        int at = to.IndexOf('@');
        string newPath = at < 0 ? to : to[..at], newVersion = at < 0 ? "" : to[(at + 1)..];
        if (newVersion == "" && !GoMod.IsLocal(newPath)) throw new BuildException($"go: -replace={v}: unversioned new path must be local directory");
        string[] words = [ModFile.Quote(oldPath), .. oldVersion == "" ? Array.Empty<string>() : [oldVersion], "=>", ModFile.Quote(newPath), .. newVersion == "" ? Array.Empty<string>() : [newVersion]];
        ModFile.Line? like = null;
        bool set = false;
        foreach (var (_, l) in f.Lines("replace"))
        {
            if (l.Words[0] != words[0]) continue;
            string version = l.Words[1] == "=>" ? "" : l.Words[1];
            if (oldVersion == "" || version == oldVersion)
            {
                // The first is changed, what it makes superfluous goes.
                l.Words = set ? [] : [.. words];
                set = true;
            }
            else like = l;
        }
        if (!set) f.AddAlone("replace", like, words);
    }

    /// <summary>goclr mod edit and goclr work edit.</summary>
    public static int Edit(ModuleVerbOptions o, string file, IReadOnlyList<Change> changes, bool format, bool print, bool json, bool work)
    {
        string text;
        try { text = File.ReadAllText(file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new BuildException($"go: open {file}: {Toolchain.Reason(e)}"); }
        string shown = Path.GetRelativePath(o.Dir, file) is var rel && rel.StartsWith("..", StringComparison.Ordinal) ? file : rel;
        Check(text, shown, work);
        var f = ModFile.Parse(text);
        if (changes.Count > 0) Apply(f, changes, work);
        else f.Clean();
        string now = f.ToString();
        if (json)
        {
            var w = new StringBuilder();
            GoJson.Write(w, Json(f, work));
            Console.Out.WriteLine(w.ToString());
            return 0;
        }
        if (print)
        {
            Console.Out.Write(now);
            return 0;
        }
        if (now != text) o.Write(file, now);
        return 0;
    }

    private static void Check(string text, string shown, bool work)
    {
        try { GoMod.Parse(text, shown, strict: true, work: work); }
        catch (LoadError e) { throw new BuildException(e.Text); }
    }

    private static JsonObject Json(ModFile f, bool work)
    {
        static string Plain(string word) => word.StartsWith('"') || word.StartsWith('`') ? Syntax.Pragmas.Unquote(word) ?? word : word;
        var o = new JsonObject();
        string One(string verb) => f.Lines(verb).Select(l => Plain(l.Line.Words[0])).FirstOrDefault("");
        List<object>? List(string verb, Func<List<string>, ModFile.Statement, ModFile.Line, JsonObject> make) =>
            f.Lines(verb).Select(l => (object)make([.. l.Line.Words.Select(Plain)], l.Statement, l.Line)).ToList() is { Count: > 0 } list ? list : null;
        JsonObject Obj(params (string, object?)[] members)
        {
            var x = new JsonObject();
            foreach (var (k, v) in members) x.Add(k, v);
            return x;
        }
        if (!work)
        {
            string deprecated = "";
            foreach (var s in f.Statements.Where(s => s.Verb == "module"))
                foreach (string c in s.Before.Append(s.Lines[0].Comment)) if (c.StartsWith("// Deprecated:", StringComparison.Ordinal)) deprecated = c["// Deprecated:".Length..].Trim();
            o.Members.Add(("Module", Obj(("Path", One("module")), ("Deprecated", deprecated))));
        }
        o.Add("Go", One("go"));
        o.Add("Toolchain", One("toolchain"));
        o.Add("GoDebug", List("godebug", (w, _, _) => Obj(("Key", w[0].Split('=')[0]), ("Value", w[0][(w[0].IndexOf('=') + 1)..]))));
        if (work) o.Add("Use", List("use", (w, _, _) => Obj(("DiskPath", w[0]))));
        void Nullable(string name, List<object>? list) { if (list != null || !work) o.Members.Add((name, list)); }
        if (!work)
        {
            Nullable("Require", List("require", (w, _, l) => Obj(("Path", w[0]), ("Version", w[1]), ("Indirect", l.Indirect))));
            Nullable("Exclude", List("exclude", (w, _, _) => Obj(("Path", w[0]), ("Version", w[1]))));
        }
        Nullable("Replace", List("replace", (w, _, _) =>
        {
            int arrow = w.IndexOf("=>");
            return Obj(("Old", Obj(("Path", w[0]), ("Version", arrow == 2 ? w[1] : ""))), ("New", Obj(("Path", w[arrow + 1]), ("Version", w.Count > arrow + 2 ? w[arrow + 2] : ""))));
        }));
        if (work) return o;
        Nullable("Retract", List("retract", (w, s, l) =>
        {
            string why = string.Join('\n', (s.IsBlock ? s.Before.Concat(l.Before) : s.Before).Append(l.Comment).Where(c => c != "").Select(c => c[2..].Trim()));
            return Obj(("Low", w is ["[", ..] ? w[1] : w[0]), ("High", w is ["[", ..] ? w[3] : w[0]), ("Rationale", why));
        }));
        Nullable("Tool", List("tool", (w, _, _) => Obj(("Path", w[0]))));
        Nullable("Ignore", List("ignore", (w, _, _) => Obj(("Path", w[0]))));
        return o;
    }
}
