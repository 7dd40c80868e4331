// What a program knows of its own build: runtime/debug.ReadBuildInfo, `goclr version -m`. The text is the one gc embeds, between two marks of 16 bytes;
// the first of them holds the Go version.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Publish;

public static class BuildInfo
{
    private const int Mark = 16;

    public static string Text(Toolchain tools, BuildOptions options, Module? mainModule, LoadedPackage main, VcsStatus? vcs)
    {
        var own = main.IsCommandLineFiles ? null : main.Module;
        var w = new StringBuilder(tools.GoVersion.Length > Mark ? tools.GoVersion[..Mark] : tools.GoVersion.PadRight(Mark));
        w.Append($"path\t{main.ImportPath}\n");
        if (own != null) Append("mod", own, vcs);
        foreach (var m in Modules(main).Where(m => m.Path != own?.Path)) Append("dep", m, null);

        void Append(string word, Module m, VcsStatus? status)
        {
            string version = m.Version != "" ? m.Version : status?.Version ?? "(devel)";
            w.Append($"{word}\t{m.Path}\t{version}");
            if (m.Replace is { } to) w.Append($"\n=>\t{to.Path}\t{(to.Version == "" ? "(devel)" : to.Version)}\t{m.Sum}\n\n");
            else w.Append($"\t{m.Sum}\n");
        }

        void Setting(string key, string value) => w.Append($"build\t{key}={(value.AsSpan().IndexOfAny(" \t\r\n\"`") >= 0 ? GoQuote.Quote(value) : value)}\n");
        Setting("-buildmode", options.BuildMode is "default" ? "exe" : options.BuildMode);
        Setting("-compiler", "gc");
        if (options.GcFlags != "") Setting("-gcflags", options.GcFlags);
        if (options.LdFlags != "" && !options.TrimPath) Setting("-ldflags", options.LdFlags);
        if (options.Tags.Length > 0) Setting("-tags", string.Join(',', options.Tags));
        if (options.TrimPath) Setting("-trimpath", "true");
        if (Godebug.Default(tools.Goroot, mainModule, main) is { Length: > 0 } debug) Setting("DefaultGODEBUG", debug);
        Setting("CGO_ENABLED", "0");
        Setting("GOARCH", "amd64");
        Setting("GOOS", "linux");
        Setting("GOAMD64", "v1");
        if (vcs != null)
        {
            Setting("vcs", "git");
            if (vcs.Revision != "") Setting("vcs.revision", vcs.Revision);
            if (vcs.Time != "") Setting("vcs.time", vcs.Time);
            Setting("vcs.modified", vcs.Modified ? "true" : "false");
        }
        return w.Append(' ', Mark).ToString();
    }

    /// <summary>Go version and text, out of what Text made.</summary>
    public static (string Version, string Text)? Split(string embedded) =>
        embedded.Length < 2 * Mark ? null : (embedded[..Mark].TrimEnd(), embedded[Mark..^Mark]);

    // Every module with a package in the program, by path.
    private static IEnumerable<Module> Modules(LoadedPackage main)
    {
        var found = new SortedDictionary<string, Module>(StringComparer.Ordinal);
        var seen = new HashSet<LoadedPackage>();
        var work = new Stack<LoadedPackage>(main.Imports);
        while (work.TryPop(out var p))
        {
            if (!seen.Add(p)) continue;
            if (p.Module is { } m) found.TryAdd(m.Path, m);
            foreach (var i in p.Imports) work.Push(i);
        }
        return found.Values;
    }
}

/// <summary>The state of the repository that holds the main module.</summary>
public sealed record VcsStatus(string Revision, string Time, bool Modified, string? Version);
