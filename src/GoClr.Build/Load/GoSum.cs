// go.sum: hashes of modules and of their go.mod files, in Go's form h1: SHA-256 over the lines "hash  name" of all files in order of their names.
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace GoClr.Build.Load;

internal sealed class GoSum
{
    public const string GoMod = "/go.mod";
    private readonly Dictionary<ModuleVersion, List<string>> _sums = [];
    private readonly HashSet<(ModuleVersion, string)> _used = [];
    private bool _changed;

    public string File { get; }
    public string Shown { get; }

    public GoSum(string file, string shown)
    {
        File = file;
        Shown = shown;
        if (!System.IO.File.Exists(file)) return;
        int n = 0;
        foreach (string line in System.IO.File.ReadLines(file))
        {
            n++;
            string[] f = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (f.Length == 0) continue;
            if (f.Length != 3) throw new LoadError($"go: malformed go.sum:\n{file}:{n}: wrong number of fields {f.Length}");
            List(new ModuleVersion(f[0], f[1])).Add(f[2]);
        }
    }

    private List<string> List(ModuleVersion m) => _sums.TryGetValue(m, out var l) ? l : _sums[m] = [];

    /// <param name="suffix">"" for the module's files, GoMod for its go.mod.</param>
    public bool Has(ModuleVersion m, string suffix) => _sums.ContainsKey(m with { Version = m.Version + suffix });

    public string Get(ModuleVersion m, string suffix) => _sums.TryGetValue(m with { Version = m.Version + suffix }, out var l) && l.Count > 0 ? l[0] : "";

    /// <summary>Compares a hash with what the file says; adds it if it says nothing and <paramref name="add"/>.</summary>
    /// <exception cref="LoadError">They differ.</exception>
    public void Check(ModuleVersion m, string suffix, string hash, bool add)
    {
        var key = m with { Version = m.Version + suffix };
        _used.Add((key, hash));
        if (_sums.TryGetValue(key, out var have))
        {
            if (have.Contains(hash)) return;
            if (have.Find(h => h.StartsWith("h1:", StringComparison.Ordinal)) is { } old)
            {
                throw new LoadError($"verifying {m.Path}@{key.Version}: checksum mismatch\n\tdownloaded: {hash}\n\t{Shown}:     {old}\n\n" + """
                    SECURITY ERROR
                    This download does NOT match an earlier download recorded in go.sum.
                    The bits may have been replaced on the origin server, or an attacker may
                    have intercepted the download attempt.

                    For more information, see 'goclr help module-auth'.
                    """);
            }
        }
        if (!add) return;
        List(key).Add(hash);
        _changed = true;
    }

    /// <summary>Writes the file if it changed. keep: entries to write, if not all.</summary>
    public void Save(Func<ModuleVersion, bool>? keep = null)
    {
        var lines = new List<(ModuleVersion M, string Hash)>();
        foreach (var (m, hashes) in _sums)
        {
            foreach (string h in hashes)
            {
                if (keep == null || keep(m)) lines.Add((m, h));
                else _changed = true;
            }
        }
        if (!_changed) return;
        lines.Sort((a, b) =>
        {
            int c = string.CompareOrdinal(a.M.Path, b.M.Path);
            if (c != 0) return c;
            var (va, fa) = Cut(a.M.Version);
            var (vb, fb) = Cut(b.M.Version);
            c = Load.GoMod.CompareVersions(va, vb);
            if (c == 0) c = string.CompareOrdinal(fa, fb);
            return c != 0 ? c : string.CompareOrdinal(a.Hash, b.Hash);
        });
        string text = string.Concat(lines.Select(l => $"{l.M.Path} {l.M.Version} {l.Hash}\n"));
        if (text == "" && !System.IO.File.Exists(File)) return;
        System.IO.File.WriteAllText(File, text);
        _changed = false;

        static (string Version, string File) Cut(string v) => v.IndexOf('/') is > 0 and var i ? (v[..i], v[i..]) : (v, "");
    }

    // ---------------------------------------------------------------- hashes

    public static string HashOfGoMod(byte[] text) => Hash([("go.mod", SHA256.HashData(text))]);

    public static string HashOfZip(string zip)
    {
        using var z = ZipFile.OpenRead(zip);
        return Hash(z.Entries.Where(e => !e.FullName.EndsWith('/')).Select(e =>
        {
            using var s = e.Open();
            return (e.FullName, SHA256.HashData(s));
        }));
    }

    /// <summary>Of an unpacked module: names get the prefix MODULE@VERSION/.</summary>
    public static string HashOfDir(string dir, string prefix) => Hash(Directory.EnumerateFiles(dir, "*", SearchOption.AllDirectories).Select(f =>
    {
        using var s = System.IO.File.OpenRead(f);
        return (prefix + "/" + Path.GetRelativePath(dir, f), SHA256.HashData(s));
    }));

    private static string Hash(IEnumerable<(string Name, byte[] Sha)> files)
    {
        var text = new StringBuilder();
        foreach (var (name, sha) in files.OrderBy(f => f.Name, StringComparer.Ordinal)) text.Append(Convert.ToHexStringLower(sha)).Append("  ").Append(name).Append('\n');
        return "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
