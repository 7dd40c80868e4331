// go.mod and go.work, as far as loading needs them. ModFile keeps the text, for verbs that change it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Build.Load;

public sealed record ModuleVersion(string Path, string Version)
{
    public override string ToString() => Version == "" ? Path : $"{Path}@{Version}";
}

public sealed class GoMod
{
    public string ModulePath { get; private set; } = "";
    /// <summary>The go directive without "go", or "".</summary>
    public string GoVersion { get; private set; } = "";
    public List<ModuleVersion> Require { get; } = [];
    /// <summary>From a path, with version "" for all versions, to a version or (version "") a local folder.</summary>
    public List<(ModuleVersion Old, ModuleVersion New)> Replace { get; } = [];
    public List<ModuleVersion> Exclude { get; } = [];
    /// <summary>Paths of required modules that only other modules need ("// indirect").</summary>
    public HashSet<string> Indirect { get; } = new(StringComparer.Ordinal);
    public string Toolchain { get; private set; } = "";
    public List<string> Tool { get; } = [];
    public List<string> Ignore { get; } = [];
    /// <summary>Ranges of versions that the module's author took back, ends included.</summary>
    public List<(string Low, string High)> Retract { get; } = [];
    /// <summary>go.work: folders of modules, with their lines.</summary>
    public List<(string Dir, int Line)> Use { get; } = [];
    public int GoLine { get; private set; }
    private bool _work;
    /// <summary>key=value of godebug directives.</summary>
    public List<string> Godebug { get; } = [];

    /// <summary>Parses a file. strict: of the main module, where an unknown directive is an error. name: for messages.</summary>
    public static GoMod Parse(string text, string name, bool strict, bool work = false)
    {
        var m = new GoMod { _work = work };
        var errors = new List<string>();
        string? block = null;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int indent = lines[i].Length - lines[i].TrimStart().Length;
            void Error(string what) => errors.Add(indent == 0 ? $"{name}:{i + 1}: {what}" : $"{name}:{i + 1}:{indent + 1}: {what}");
            var words = Words(lines[i]);
            if (words == null)
            {
                Error("invalid quoted string: " + lines[i].Trim());
                continue;
            }
            if (words.Count == 0) continue;
            if (block != null)
            {
                if (words is [")"]) block = null;
                else m.Directive(block, words, strict, Error, i + 1, lines[i]);
                continue;
            }
            string verb = words[0];
            words.RemoveAt(0);
            if (words is ["("]) block = verb;
            else if (words is ["(", ")"]) continue;
            else m.Directive(verb, words, strict, Error, i + 1, lines[i]);
        }
        if (block != null) errors.Add($"{name}:{lines.Length}: syntax error (unterminated block started at {block})");
        if (errors.Count > 0) throw new LoadError($"go: errors parsing {name}:\n{string.Join('\n', errors)}");
        if (m.ModulePath == "" && strict && !work) throw new LoadError($"go: error reading {name}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod");
        return m;
    }

    private void Directive(string verb, List<string> args, bool strict, Action<string> error, int line, string text)
    {
        if (_work ? verb is "module" or "require" or "exclude" or "retract" or "tool" or "ignore" : verb == "use")
        {
            if (strict) error("unknown directive: " + verb);
            return;
        }
        switch (verb)
        {
            case "use":
                if (args.Count != 1) error("usage: use local/dir");
                else Use.Add((args[0], line));
                break;
            case "module":
                if (args.Count != 1) error("usage: module module/path");
                else if (ModulePath != "") error("repeated module statement");
                else ModulePath = args[0];
                break;
            case "go":
                if (args.Count != 1) error("go directive expects exactly one argument");
                else if (!IsGoVersion(args[0])) error($"invalid go version '{args[0]}': must match format 1.23");
                else (GoVersion, GoLine) = (args[0], line);
                break;
            case "require":
                if (args.Count != 2) error("usage: require module/path v1.2.3");
                else
                {
                    Require.Add(new ModuleVersion(args[0], args[1]));
                    if (IsIndirect(text)) Indirect.Add(args[0]);
                    else Indirect.Remove(args[0]);
                }
                break;
            case "exclude":
                if (args.Count == 2) Exclude.Add(new ModuleVersion(args[0], args[1]));
                break;
            case "godebug":
                if (args.Count == 1) Godebug.Add(args[0]);
                break;
            case "replace":
                int arrow = args.IndexOf("=>");
                if (arrow is < 1 or > 2 || args.Count - arrow is < 2 or > 3) error($"usage: {verb} module/path [v1.2.3] => other/module v1.4\n\t or {verb} module/path [v1.2.3] => ../local/directory");
                else
                {
                    var to = new ModuleVersion(args[arrow + 1], args.Count > arrow + 2 ? args[arrow + 2] : "");
                    if (to.Version == "" && !IsLocal(to.Path)) error($"replacement module without version must be directory path (rooted or starting with . or ..)");
                    else Replace.Add((new ModuleVersion(args[0], arrow == 2 ? args[1] : ""), to));
                }
                break;
            case "toolchain":
                if (args.Count == 1) Toolchain = args[0];
                break;
            case "tool":
                if (args.Count == 1) Tool.Add(args[0]);
                break;
            case "ignore":
                if (args.Count == 1) Ignore.Add(args[0]);
                break;
            case "retract":
                if (args.Count == 1) Retract.Add((args[0], args[0]));
                else if (args is ["[", var low, ",", var high, "]"]) Retract.Add((low, high));
                break;
            default:
                if (strict) error("unknown directive: " + verb);
                break;
        }
    }

    private static bool IsIndirect(string line)
    {
        int at = line.IndexOf("//", StringComparison.Ordinal);
        if (at < 0) return false;
        string comment = line[(at + 2)..].Trim();
        return comment == "indirect" || comment.StartsWith("indirect;", StringComparison.Ordinal);
    }

    public static bool IsLocal(string path) => path is "." or ".." || path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal) || path.StartsWith('/');

    private static bool IsGoVersion(string s)
    {
        if (s.Length == 0 || !char.IsAsciiDigit(s[0])) return false;
        foreach (char c in s)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')) return false;
        }
        return true;
    }

    // The words of a line without its comment; quoted ones unquoted. Null: a quote is not closed.
    private static List<string>? Words(string line)
    {
        var words = new List<string>();
        for (int i = 0; i < line.Length;)
        {
            char c = line[i];
            if (c is ' ' or '\t' or '\r') { i++; continue; }
            if (c == '/' && i + 1 < line.Length && line[i + 1] == '/') break;
            if (c is '(' or ')' or ',' or '[' or ']') { words.Add(c.ToString()); i++; continue; }
            int start = i;
            if (c is '"' or '`')
            {
                for (i++; i < line.Length && line[i] != c; i++)
                {
                    if (c == '"' && line[i] == '\\') i++;
                }
                if (i >= line.Length) return null;
                i++;
                if (Pragmas.Unquote(line[start..i]) is not { } s) return null;
                words.Add(s);
                continue;
            }
            while (i < line.Length && line[i] is not (' ' or '\t' or '\r' or '(' or ')' or ',' or '[' or ']') && !(line[i] == '/' && i + 1 < line.Length && line[i + 1] == '/')) i++;
            words.Add(line[start..i]);
        }
        return words;
    }

    /// <summary>Compares versions of modules (semantic versions with a leading v).</summary>
    public static int CompareVersions(string a, string b)
    {
        if (a == b) return 0;
        var (ma, pa) = Split(a);
        var (mb, pb) = Split(b);
        for (int i = 0; i < 3; i++)
        {
            int c = ma[i].CompareTo(mb[i]);
            if (c != 0) return c;
        }
        if (pa == pb) return 0;
        if (pa == "") return 1;
        if (pb == "") return -1;
        string[] xs = pa.Split('.'), ys = pb.Split('.');
        for (int i = 0; i < Math.Min(xs.Length, ys.Length); i++)
        {
            if (xs[i] == ys[i]) continue;
            bool nx = long.TryParse(xs[i], out long vx), ny = long.TryParse(ys[i], out long vy);
            if (nx && ny) return vx.CompareTo(vy);
            if (nx != ny) return nx ? -1 : 1;
            return string.CompareOrdinal(xs[i], ys[i]);
        }
        return xs.Length.CompareTo(ys.Length);

        static (long[] Main, string Pre) Split(string v)
        {
            int plus = v.IndexOf('+');
            if (plus >= 0) v = v[..plus];
            int dash = v.IndexOf('-');
            string pre = dash >= 0 ? v[(dash + 1)..] : "";
            string[] parts = (dash >= 0 ? v[..dash] : v).TrimStart('v').Split('.');
            var n = new long[3];
            for (int i = 0; i < 3 && i < parts.Length; i++) long.TryParse(parts[i], out n[i]);
            return (n, pre);
        }
    }

    /// <summary>Compares language versions ("1.21", "1.21.3", "1.22rc1"): -1, 0, 1.</summary>
    public static int CompareGo(string a, string b)
    {
        var x = Parts(a);
        var y = Parts(b);
        for (int i = 0; i < 5; i++)
        {
            int c = x[i].CompareTo(y[i]);
            if (c != 0) return c;
        }
        return 0;

        // Major, minor, patch (none: -1), kind (beta 0, rc 1, release 2), number of it.
        static int[] Parts(string v)
        {
            int[] n = [0, 0, -1, 2, 0];
            int k = 0, i = 0;
            while (i < v.Length && k < 3)
            {
                int start = i;
                while (i < v.Length && char.IsAsciiDigit(v[i])) i++;
                if (i == start) break;
                int.TryParse(v[start..i], out n[k++]);
                if (i < v.Length && v[i] == '.') i++;
                else break;
            }
            int letters = i;
            while (i < v.Length && char.IsAsciiLetter(v[i])) i++;
            if (i > letters)
            {
                n[3] = v[letters..i] == "beta" ? 0 : 1;
                int.TryParse(v[i..], out n[4]);
            }
            else if (n[2] < 0 && k < 3) n[2] = CompareAsFirstRelease(n[1]) ? -1 : 0;
            return n;
        }

        // From 1.21 on, "1.21" is the language and lies before 1.21rc1 and 1.21.0; before that it is the release itself.
        static bool CompareAsFirstRelease(int minor) => minor >= 21;
    }

    /// <summary>A module path or version as a folder of the module cache: capitals as !lower.</summary>
    public static string Escape(string s)
    {
        var b = new StringBuilder();
        foreach (char c in s)
        {
            if (c is >= 'A' and <= 'Z') b.Append('!').Append((char)(c + 32));
            else b.Append(c);
        }
        return b.ToString();
    }
}
