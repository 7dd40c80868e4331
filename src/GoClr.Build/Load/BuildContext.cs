// Which files belong to a build: tags, operating system and architecture in file names, //go:build and // +build lines.
//
// We compile the real linux/amd64 file sets of Go. Packages that would need assembly get their portable files instead: by tags
// (purego, math_big_pure_go) for most, and for a few by evaluating their constraints as if the architecture were none (BareArch).
using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Build.Load;

public sealed class BuildContext
{
    public const int GoMinor = 27;
    public string Goos { get; init; } = "linux";
    public string Goarch { get; init; } = "amd64";
    /// <summary>The user's -tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>Tags that choose portable code in place of assembly.</summary>
    public IReadOnlyList<string> PortableTags { get; init; } = ["purego", "math_big_pure_go"];
    /// <summary>Experiments that are on, without the prefix "goexperiment.".</summary>
    public IReadOnlyList<string> Experiments { get; init; } =
        ["regabiwrappers", "regabiargs", "dwarf5", "randomizedheapbase64", "greenteagc", "jsonv2", "sizespecializedmalloc"];
    /// <summary>Import paths of std whose constraints are evaluated without an architecture.</summary>
    public IReadOnlySet<string> BareArch { get; init; } = FrozenSet.Create(StringComparer.Ordinal,
        "math", "hash/crc32", "internal/runtime/gc/scan", "internal/runtime/startlinetest");

    /// <summary>Single files of std that are taken (true) or left out (false) whatever their constraints say.</summary>
    public IReadOnlyDictionary<string, bool> FileChoices { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["internal/abi/abi_amd64.go"] = false,      // no arguments in registers: reflect passes everything in one block
        ["internal/abi/abi_generic.go"] = true,
    };

    private FrozenSet<string>? _set;

    private static readonly FrozenSet<string> s_knownOs = FrozenSet.Create(StringComparer.Ordinal,
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos");

    private static readonly FrozenSet<string> s_unix = FrozenSet.Create(StringComparer.Ordinal,
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux", "netbsd", "openbsd", "solaris");

    private static readonly FrozenSet<string> s_knownArch = FrozenSet.Create(StringComparer.Ordinal,
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32", "mips64p32le",
        "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm");

    private FrozenSet<string> Set()
    {
        if (_set != null) return _set;
        var all = new HashSet<string>(StringComparer.Ordinal) { Goos, Goarch, "gc" };
        if (s_unix.Contains(Goos)) all.Add("unix");
        if (Goos == "android") all.Add("linux");
        if (Goos == "illumos") all.Add("solaris");
        if (Goos == "ios") all.Add("darwin");
        if (Goarch == "amd64") all.Add("amd64.v1");
        all.UnionWith(Tags);
        all.UnionWith(PortableTags);
        foreach (string e in Experiments) all.Add("goexperiment." + e);
        for (int i = 1; i <= GoMinor; i++) all.Add("go1." + i);
        return _set = all.ToFrozenSet(StringComparer.Ordinal);
    }

    public bool Match(string tag, bool bareArch)
    {
        if (bareArch && (tag == Goarch || tag == "amd64.v1")) return false;
        if (tag == "boringcrypto") tag = "goexperiment.boringcrypto";
        return Set().Contains(tag);
    }

    /// <summary>name_GOOS, name_GOARCH, name_GOOS_GOARCH, each also with _test. What stands before the first underscore never counts.</summary>
    public bool MatchFileName(string name, bool bareArch)
    {
        int dot = name.IndexOf('.');
        if (dot >= 0) name = name[..dot];
        int first = name.IndexOf('_');
        if (first < 0) return true;
        string[] parts = name[first..].Split('_');
        int n = parts.Length;
        if (n > 0 && parts[n - 1] == "test") n--;
        if (n >= 2 && s_knownOs.Contains(parts[n - 2]) && s_knownArch.Contains(parts[n - 1])) return Match(parts[n - 1], bareArch) && Match(parts[n - 2], bareArch);
        return n < 1 || !s_knownOs.Contains(parts[n - 1]) && !s_knownArch.Contains(parts[n - 1]) || Match(parts[n - 1], bareArch);
    }

    /// <summary>Evaluates the constraints in a file's header; a message if they are not well formed.</summary>
    public bool MatchHeader(ReadOnlySpan<byte> text, bool bareArch, out string? error)
    {
        error = null;
        if (text.IndexOf("build"u8) < 0) return true;
        string? goBuild = null;
        var plusBuild = new List<string>();     // counts only if a blank line follows
        int plusBuildEnd = 0;
        bool ended = false, inComment = false;

        while (text.Length > 0)
        {
            int nl = text.IndexOf((byte)'\n');
            var bytes = nl < 0 ? text : text[..nl];
            text = nl < 0 ? default : text[(nl + 1)..];
            string line = Encoding.UTF8.GetString(bytes).Trim();
            if (line == "" && !ended)
            {
                plusBuildEnd = plusBuild.Count;
                continue;
            }
            bool comment = line.StartsWith("//", StringComparison.Ordinal);
            if (!comment) ended = true;
            if (!inComment && BuildConstraint.IsGoBuild(line))
            {
                if (goBuild != null)
                {
                    error = "multiple //go:build comments";
                    return false;
                }
                goBuild = line;
            }
            else if (!inComment && !ended && comment && line[2..].TrimStart() is var t && t.StartsWith("+build", StringComparison.Ordinal) && (t.Length == 6 || char.IsWhiteSpace(t[6]))) plusBuild.Add(t[6..]);

            // The header ends with the first text that is no comment.
            while (line != "")
            {
                if (inComment)
                {
                    int close = line.IndexOf("*/", StringComparison.Ordinal);
                    if (close < 0) break;
                    inComment = false;
                    line = line[(close + 2)..].Trim();
                }
                else if (line.StartsWith("//", StringComparison.Ordinal)) break;
                else if (line.StartsWith("/*", StringComparison.Ordinal))
                {
                    inComment = true;
                    line = line[2..];
                }
                else
                {
                    text = default;
                    break;
                }
            }
        }

        if (goBuild != null)
        {
            if (BuildConstraint.ParseLine(goBuild) is { } x) return x.Eval(tag => Match(tag, bareArch));
            error = "parsing //go:build line: " + Complaint(goBuild[10..].Trim());
            return false;
        }
        bool ok = true;
        for (int i = 0; i < plusBuildEnd; i++) ok &= MatchPlusBuild(plusBuild[i], bareArch);
        return ok;
    }

    private static string Complaint(string expr) =>
        expr == "" || expr.EndsWith("&&", StringComparison.Ordinal) || expr.EndsWith("||", StringComparison.Ordinal) || expr.EndsWith('!') ? "unexpected end of expression" : "invalid syntax";

    // Words are alternatives, commas bind tighter, ! negates a tag.
    private bool MatchPlusBuild(string line, bool bareArch)
    {
        foreach (string word in line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool all = true;
            foreach (string term in word.Split(','))
            {
                bool not = term.StartsWith('!');
                string tag = not ? term[1..] : term;
                all &= tag != "" && !tag.StartsWith('!') && Match(tag, bareArch) != not;
            }
            if (all) return true;
        }
        return false;
    }
}
