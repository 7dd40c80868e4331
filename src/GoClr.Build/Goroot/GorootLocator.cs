// Where GOROOT 1.27 comes from: the environment, else the cache, else Debian's package, fetched with apt's own tools without root and
// without touching the machine's apt configuration. No registry's host name stands here: the mirror is the machine's own.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace GoClr.Build.Goroot;

/// <summary>GOROOT can't be had; the message says what to do.</summary>
public sealed class GorootException(string message) : Exception(message);

public static class GorootLocator
{
    public const string Series = "go1.27";
    private const string SourcePackage = "golang-1.27-src";
    private const string ToolPackage = "golang-1.27-go";

    /// <summary>A tree whose VERSION says go1.27; fetched into <paramref name="cache"/> if need be. <paramref name="progress"/> gets one line per step.</summary>
    /// <exception cref="GorootException">No tree, and none can be fetched.</exception>
    public static string Find(string cache, Action<string> progress)
    {
        string? fromEnv = Environment.GetEnvironmentVariable("GOROOT");
        if (!string.IsNullOrEmpty(fromEnv))
        {
            if (IsSeries(fromEnv)) return Path.GetFullPath(fromEnv);
            throw new GorootException($"goclr: GOROOT={fromEnv} is not a Go 1.27 tree (its VERSION file does not say {Series})");
        }
        string cached = Path.Combine(cache, "goroot");
        if (IsSeries(cached)) return cached;
        Fetch(cache, cached, [SourcePackage], x => Path.Combine(x, "usr", "share", "go-1.27"), progress);
        return cached;
    }

    /// <summary>Real Go of the same version, for tests and benchmarks: the path of its GOROOT with bin/go, or null with the reason.</summary>
    public static string? FindOracle(string cache, Action<string> progress, out string reason)
    {
        reason = "";
        string? fromEnv = Environment.GetEnvironmentVariable("GOCLR_ORACLE");
        if (!string.IsNullOrEmpty(fromEnv) && File.Exists(Path.Combine(fromEnv, "bin", "go"))) return fromEnv;
        string cached = Path.Combine(cache, "oracle");
        string goroot = Path.Combine(cached, "usr", "lib", "go-1.27");
        if (File.Exists(Path.Combine(goroot, "bin", "go"))) return goroot;
        try
        {
            Fetch(cache, cached, [SourcePackage, ToolPackage], x => x, progress);
            return goroot;
        }
        catch (GorootException e)
        {
            reason = e.Message;
            return null;
        }
    }

    public static bool IsSeries(string goroot)
    {
        string version = Path.Combine(goroot, "VERSION");
        if (!File.Exists(version) || !Directory.Exists(Path.Combine(goroot, "src", "runtime"))) return false;
        string first = File.ReadLines(version).FirstOrDefault() ?? "";
        return first == Series || first.StartsWith(Series + ".", StringComparison.Ordinal) || first.StartsWith(Series + "rc", StringComparison.Ordinal);
    }

    /// <summary>First line of VERSION: "go1.27.4".</summary>
    public static string Version(string goroot) => File.ReadLines(Path.Combine(goroot, "VERSION")).First();

    // Two first runs may come at once: work in a temporary folder under a lock, then rename.
    private static void Fetch(string cache, string target, string[] packages, Func<string, string> root, Action<string> progress)
    {
        const string Advice = "set GOROOT to a Go 1.27 tree (a folder with VERSION and src)";
        if (!OnPath("apt-get") || !OnPath("dpkg-deb")) throw new GorootException($"goclr: no Go 1.27 source tree found: {Advice}");
        Directory.CreateDirectory(cache);
        using var _ = FileLock.Take(Path.Combine(cache, "goroot.lock"));
        if (Directory.Exists(target)) return;
        string tmp = Path.Combine(cache, "goroot-" + Path.GetRandomFileName());
        try
        {
            progress($"goclr: fetching {string.Join(", ", packages)} (once, 20–50 MB)");
            Directory.CreateDirectory(Path.Combine(tmp, "lists", "partial"));
            Directory.CreateDirectory(Path.Combine(tmp, "archives", "partial"));
            string? site = Run("apt-get", ["indextargets", "--format", "$(SITE)", "Created-By: Packages"], tmp).Output.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.EndsWith("/debian", StringComparison.Ordinal));
            if (site == null) throw new GorootException($"goclr: no Go 1.27 source tree found, and apt knows no Debian mirror: {Advice}");
            string sources = Path.Combine(tmp, "backports.sources");
            File.WriteAllText(sources, $"Types: deb\nURIs: {site}\nSuites: trixie-backports\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n");
            string[] options =
            [
                "-o", "Dir::Etc::sourcelist=" + sources, "-o", "Dir::Etc::sourceparts=-", "-o", "Dir::State::lists=" + Path.Combine(tmp, "lists"),
                "-o", "Dir::Cache::archives=" + Path.Combine(tmp, "archives"), "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=", "-o", "APT::Sandbox::User=",
            ];
            Check(Run("apt-get", [.. options, "update"], tmp), Advice);
            Check(Run("apt-get", [.. options, "download", .. packages], tmp), Advice);
            string unpacked = Path.Combine(tmp, "x");
            foreach (string deb in Directory.GetFiles(tmp, "*.deb")) Check(Run("dpkg-deb", ["-x", deb, unpacked], tmp), Advice);
            if (!Directory.Exists(root(unpacked))) throw new GorootException($"goclr: the fetched package holds no Go tree: {Advice}");
            // The source package has no VERSION file; the package's own version says the same.
            string tree = root(unpacked);
            if (Directory.Exists(Path.Combine(tree, "src")) && !File.Exists(Path.Combine(tree, "VERSION")))
            {
                string deb = Path.GetFileName(Directory.GetFiles(tmp, SourcePackage + "_*.deb")[0]);
                string version = deb[(SourcePackage.Length + 1)..].Split('-', '~', '+', '_')[0];
                File.WriteAllText(Path.Combine(tree, "VERSION"), $"go{version}\n");
            }
            Directory.Move(tree, target);
        }
        finally
        {
            if (Directory.Exists(tmp)) Directory.Delete(tmp, recursive: true);
        }
    }

    private static void Check((int Status, string Output, string Error) r, string advice)
    {
        if (r.Status == 0) return;
        string first = r.Error.Split('\n').FirstOrDefault(l => l.StartsWith("E:", StringComparison.Ordinal) && !l.Contains("Permission denied")) ?? r.Error.Split('\n')[0];
        throw new GorootException($"goclr: fetching the Go 1.27 source failed ({first.Trim()}): {advice}");
    }

    private static bool OnPath(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => d.Length > 0 && File.Exists(Path.Combine(d, tool)));

    private static (int Status, string Output, string Error) Run(string tool, IEnumerable<string> args, string dir)
    {
        var info = new ProcessStartInfo(tool, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dir };
        info.Environment["LC_ALL"] = "C";
        using var p = Process.Start(info)!;
        var error = p.StandardError.ReadToEndAsync();
        string output = p.StandardOutput.ReadToEnd();
        p.WaitForExit();
        return (p.ExitCode, output, error.Result);
    }
}
