// Where GOROOT 1.27 comes from: the environment, else the cache, else Debian's package.
using System;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;

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
        if (!Apt.IsHere) throw new GorootException($"goclr: no Go 1.27 source tree found: {Advice}");
        Directory.CreateDirectory(cache);
        FileLock taken;
        using (new Pulse(progress, "goclr: waiting for another goclr, which fetches the Go tree", late: true)) taken = FileLock.Take(Path.Combine(cache, "goroot.lock"));
        using var _ = taken;
        if (Directory.Exists(target)) return;
        string tmp = Path.Combine(cache, "goroot-" + Path.GetRandomFileName());
        try
        {
            using var pulse = new Pulse(progress, $"goclr: fetching {string.Join(", ", packages)} (once, 20–50 MB)");
            string unpacked;
            try { unpacked = Apt.Fetch(tmp, "trixie-backports", packages); }
            catch (AptException e) { throw new GorootException($"goclr: fetching the Go 1.27 source failed ({e.Message}): {Advice}"); }
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
}
