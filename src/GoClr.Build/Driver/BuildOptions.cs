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

    private bool HasGcFlag(string flag)
    {
        string text = GcFlags;
        int eq = text.IndexOf('=');
        if (eq >= 0 && !text.StartsWith('-')) text = text[(eq + 1)..];
        return Array.IndexOf(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), flag) >= 0;
    }
}
