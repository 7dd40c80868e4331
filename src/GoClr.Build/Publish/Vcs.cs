// -buildvcs: the commit that a program was built from, asked of git. As go does it: only for a main package of the main module whose repository holds it.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Publish;

internal static class Vcs
{
    /// <param name="mode">"true", "false" or "auto".</param>
    public static VcsStatus? Status(string mode, LoadedPackage main)
    {
        if (mode == "false" || main.Module is not { Main: true } module || main.IsStd || main.IsCommandLineFiles) return null;
        string? root = null;
        for (var d = new DirectoryInfo(module.Dir); d != null && root == null; d = d.Parent)
        {
            if (Path.Exists(Path.Combine(d.FullName, ".git"))) root = d.FullName;
        }
        if (root == null) return null;
        string? head = Git(root, mode, "-c", "log.showsignature=false", "log", "-1", "--format=%H:%ct");
        string? state = Git(root, mode, "status", "--porcelain");
        if (state == null) return null;
        string revision = "", time = "";
        // A repository without a commit has a state but no revision.
        if (head?.Trim().Split(':') is [var hash, var seconds] && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long unix))
        {
            revision = hash;
            time = DateTimeOffset.FromUnixTimeSeconds(unix).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
        bool modified = state.Length > 0;
        return new VcsStatus(revision, time, modified, Version(root, mode, module, revision, time, modified));
    }

    // A tag that names this commit, else a pseudo-version behind the last tag.
    private static string? Version(string root, string mode, Module module, string revision, string time, bool modified)
    {
        if (revision == "") return null;
        string dirty = modified ? "+dirty" : "";
        string prefix = module.Dir == root ? "" : Path.GetRelativePath(root, module.Dir).Replace('\\', '/') + "/";
        string? best = Highest(Git(root, mode, "tag", "--points-at", "HEAD"), prefix);
        if (best != null) return best + dirty;
        string stamp = $"{time[..4]}{time[5..7]}{time[8..10]}{time[11..13]}{time[14..16]}{time[17..19]}-{revision[..12]}{dirty}";
        string? before = Highest(Git(root, mode, "tag", "--merged", "HEAD"), prefix);
        if (before == null) return $"{Major(module.Path)}.0.0-{stamp}";
        int dash = before.IndexOf('-');
        if (dash >= 0) return $"{before}.0.{stamp}";
        int dot = before.LastIndexOf('.');
        return string.Create(CultureInfo.InvariantCulture, $"{before[..dot]}.{int.Parse(before[(dot + 1)..], CultureInfo.InvariantCulture) + 1}-0.{stamp}");
    }

    private static string Major(string path)
    {
        string last = path[(path.LastIndexOf('/') + 1)..];
        return last.Length > 1 && last[0] == 'v' && last.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 ? last : "v0";
    }

    private static string? Highest(string? tags, string prefix)
    {
        string? best = null;
        foreach (string line in (tags ?? "").Split('\n'))
        {
            string t = line.Trim();
            if (!t.StartsWith(prefix + "v", StringComparison.Ordinal)) continue;
            string v = t[prefix.Length..];
            if (v.AsSpan(1).IndexOfAnyExceptInRange('0', '9') is not > 0 || v.Split('-', '+')[0].Split('.').Length != 3) continue;
            if (best == null || GoMod.CompareVersions(v, best) > 0) best = v;
        }
        return best;
    }

    private static string? Git(string root, string mode, params string[] args)
    {
        var info = new ProcessStartInfo("git", args) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var p = Process.Start(info)!;
            var error = p.StandardError.ReadToEndAsync();
            string text = p.StandardOutput.ReadToEnd();
            p.WaitForExit();
            if (p.ExitCode == 0) return text;
            if (mode != "true" || args[0] != "status") return null;
            throw new BuildException($"error obtaining VCS status: exit status {p.ExitCode}\n\tUse -buildvcs=false to disable VCS stamping.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            if (mode == "true") throw new BuildException("go: missing Git command. See https://golang.org/s/gogetcmd\nerror obtaining VCS status: exec: \"git\": executable file not found in $PATH\n\tUse -buildvcs=false to disable VCS stamping.");
            return null;
        }
    }
}
