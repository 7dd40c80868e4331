using System;

namespace GoClr.Build.Driver;

/// <summary>The build flags of a command line.</summary>
public sealed class BuildOptions
{
    public string[] Tags = [];
    public string GcFlags = "", LdFlags = "", Mod = "";
    public bool Verbose, TrimPath, All;

    /// <summary>-gcflags=-e: no limit on the number of messages.</summary>
    public bool AllErrors => HasGcFlag("-e");
    /// <summary>-gcflags=-m: report placements.</summary>
    public bool ReportEscapes => HasGcFlag("-m");

    /// <summary>-ldflags "-X path.name=value …": initial values of string variables.</summary>
    public System.Collections.Generic.Dictionary<string, string> XStrings
    {
        get
        {
            var map = new System.Collections.Generic.Dictionary<string, string>();
            var words = Split(LdFlags);
            for (int i = 0; i < words.Count; i++)
            {
                string text = words[i] is "-X" or "--X" && i + 1 < words.Count ? words[++i] : words[i].StartsWith("-X=", StringComparison.Ordinal) ? words[i][3..] : "";
                int eq = text.IndexOf('=');
                if (eq > 0) map[text[..eq]] = text[(eq + 1)..];
            }
            return map;
        }
    }

    // Words separated by blanks; quotes, single or double, hold a word together.
    private static System.Collections.Generic.List<string> Split(string s)
    {
        var words = new System.Collections.Generic.List<string>();
        var word = new System.Text.StringBuilder();
        bool any = false;
        char quote = '\0';
        foreach (char c in s)
        {
            if (quote != 0) { if (c == quote) quote = '\0'; else word.Append(c); }
            else if (c is '\'' or '"') { quote = c; any = true; }
            else if (c is ' ' or '\t' or '\n')
            {
                if (any || word.Length > 0) words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else word.Append(c);
        }
        if (any || word.Length > 0) words.Add(word.ToString());
        return words;
    }

    private bool HasGcFlag(string flag)
    {
        string text = GcFlags;
        int eq = text.IndexOf('=');
        if (eq >= 0 && !text.StartsWith('-')) text = text[(eq + 1)..];
        return Array.IndexOf(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), flag) >= 0;
    }
}
