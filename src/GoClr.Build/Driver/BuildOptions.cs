using System;

namespace GoClr.Build.Driver;

/// <summary>The build flags of a command line.</summary>
public sealed class BuildOptions
{
    public string[] Tags = [];
    public string GcFlags = "", LdFlags = "", Mod = "";
    public bool Verbose, TrimPath, All;
    /// <summary>-x: print the steps; -n: and do not take them.</summary>
    public bool Print, DryRun;
    /// <summary>A program that belongs to goclr: the user's go.work and flags say nothing about it.</summary>
    public bool OwnProgram;
    /// <summary>-modcacherw.</summary>
    public bool ModCacheWritable;
    public string BuildMode = "default";
    /// <summary>"true", "false" or "auto".</summary>
    public string BuildVcs = "auto";

    /// <summary>-gcflags=-e: no limit on the number of messages.</summary>
    public bool AllErrors => HasGcFlag("-e");
    /// <summary>-gcflags=-m: report placements.</summary>
    public bool ReportEscapes => HasGcFlag("-m") || HasGcFlag("-m=1") || HasGcFlag("-m=2");

    /// <summary>-ldflags "-X path.name=value …": initial values of string variables.</summary>
    public System.Collections.Generic.Dictionary<string, string> XStrings
    {
        get
        {
            var map = new System.Collections.Generic.Dictionary<string, string>();
            var words = GoEnv.Split(LdFlags, out _);
            for (int i = 0; i < words.Count; i++)
            {
                string text = words[i] is "-X" or "--X" && i + 1 < words.Count ? words[++i] : words[i].StartsWith("-X=", StringComparison.Ordinal) ? words[i][3..] : "";
                int eq = text.IndexOf('=');
                if (eq > 0) map[text[..eq]] = text[(eq + 1)..];
            }
            return map;
        }
    }

    /// <summary>What is wrong with -ldflags, or null.</summary>
    public string? LdFlagsError
    {
        get
        {
            var words = GoEnv.Split(LdFlags, out string? error);
            if (error != null) return $"go: invalid value {GoQuote.Quote(LdFlags)} for flag -ldflags: {error}";
            for (int i = 0; i < words.Count; i++)
            {
                string w = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][1..] : words[i];
                if (w is "-s" or "-w" || w.StartsWith("-s=", StringComparison.Ordinal) || w.StartsWith("-w=", StringComparison.Ordinal) || w.StartsWith("-buildid=", StringComparison.Ordinal)) continue;
                if (w == "-X" && i + 1 == words.Count) return "goclr: -ldflags: flag needs an argument: -X";
                string value = w == "-X" ? words[++i] : w.StartsWith("-X=", StringComparison.Ordinal) ? w[3..] : "";
                if (value == "") return $"goclr: unsupported: -ldflags={words[i]}";
                int eq = value.IndexOf('=');
                if (eq < 0 || value.IndexOf('.') is var dot && (dot < 0 || dot > eq)) return $"goclr: -ldflags: -X flag requires argument of the form importpath.name=value";
            }
            return null;
        }
    }

    private bool HasGcFlag(string flag) => Array.IndexOf(GcFlagWords(out _), flag) >= 0;

    // -gcflags=pattern=flags says for which packages; without a pattern: those named on the command line.
    private string[] GcFlagWords(out string pattern)
    {
        string text = GcFlags;
        int eq = text.IndexOf('=');
        pattern = "";
        if (eq >= 0 && !text.StartsWith('-'))
        {
            pattern = text[..eq];
            text = text[(eq + 1)..];
        }
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>-gcflags=-l: nothing is inlined into the package; -gcflags=-d=ir/PASS/off: passes that do not run there. Library packages lie in their image compiled.</summary>
    public Compiler.Passes.InlineOptions InlineOf(Load.LoadedPackage p)
    {
        var o = Compiler.Passes.InlineOptions.All;
        var words = GcFlagWords(out string pattern);
        if (words.Length == 0 || !p.IsRoot && pattern != "all" && pattern != p.ImportPath) return o;
        foreach (string w in words)
        {
            if (w is "-l" or "-l=1") o = o with { Inline = false };              // higher numbers ask gc for more inlining
            if (!w.StartsWith("-d=", StringComparison.Ordinal)) continue;
            foreach (string part in w[3..].Split(','))
                o = part switch
                {
                    "ir/inline/off" => o with { Inline = false },
                    "ir/simplify/off" => o with { Simplify = false },
                    "ir/promote/off" => o with { Promote = false },
                    _ => o,
                };
        }
        return o;
    }
}
