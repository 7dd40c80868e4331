// Debian packages by name, fetched with apt's own tools: without root, with state of its own, without touching the machine's apt configuration.
// No registry's host name stands here: the mirror is the machine's own.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using GoClr.Build.Driver;

namespace GoClr.Build.Goroot;

/// <summary>apt could not fetch a package; the message is apt's own first error.</summary>
public sealed class AptException(string message) : Exception(message);

public static class Apt
{
    public static bool IsHere => Command.OnPath("apt-get") && Command.OnPath("dpkg-deb");

    /// <summary>Fetches packages of a suite into <paramref name="dir"/> (its .deb files stay there) and unpacks them; returns the folder that holds "usr".</summary>
    /// <exception cref="AptException">No mirror, no such package, no network.</exception>
    public static string Fetch(string dir, string suite, IReadOnlyList<string> packages)
    {
        Directory.CreateDirectory(Path.Combine(dir, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(dir, "archives", "partial"));
        string? site = Run("apt-get", ["indextargets", "--format", "$(SITE)", "Created-By: Packages"], dir).Output.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.EndsWith("/debian", StringComparison.Ordinal));
        if (site == null) throw new AptException("apt knows no Debian mirror");
        string sources = Path.Combine(dir, "private.sources");
        File.WriteAllText(sources, $"Types: deb\nURIs: {site}\nSuites: {suite}\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n");
        string[] options =
        [
            "-o", "Dir::Etc::sourcelist=" + sources, "-o", "Dir::Etc::sourceparts=-", "-o", "Dir::State::lists=" + Path.Combine(dir, "lists"),
            "-o", "Dir::Cache::archives=" + Path.Combine(dir, "archives"), "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=", "-o", "APT::Sandbox::User=",
        ];
        Check(Run("apt-get", [.. options, "update"], dir));
        Check(Run("apt-get", [.. options, "download", .. packages], dir));
        string unpacked = Path.Combine(dir, "x");
        foreach (string deb in Directory.GetFiles(dir, "*.deb")) Check(Run("dpkg-deb", ["-x", deb, unpacked], dir));
        return unpacked;
    }

    private static void Check((int Status, string Output, string Error) r)
    {
        if (r.Status == 0) return;
        string first = r.Error.Split('\n').FirstOrDefault(l => l.StartsWith("E:", StringComparison.Ordinal) && !l.Contains("Permission denied")) ?? r.Error.Split('\n')[0];
        throw new AptException(first.Trim());
    }

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
