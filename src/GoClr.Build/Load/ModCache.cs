// The module cache, laid out as go's, and the proxies that fill it. Only proxies of files (GOPROXY=file:///…) are asked.
//
//     $GOMODCACHE/cache/download/MODULE/@v/{list, VERSION.info, .mod, .zip, .ziphash, .lock}
//     $GOMODCACHE/MODULE@VERSION/…          unpacked, read-only
//
// Capitals of MODULE and VERSION are written as !lower. Files appear by renaming; an unpacked folder is made under the version's lock.
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.Json;
using GoClr.Build.Driver;
using GoClr.Build.Goroot;

namespace GoClr.Build.Load;

internal sealed class ModCache(string root, Action<string> say)
{
    public string Root { get; } = root;
    private readonly HashSet<string> _announced = [];

    private string VersionFile(ModuleVersion m, string suffix) => Path.Combine(Root, "cache", "download", GoMod.Escape(m.Path), "@v", GoMod.Escape(m.Version) + suffix);
    public string GoModFile(ModuleVersion m) => VersionFile(m, ".mod");
    public string ZipFile(ModuleVersion m) => VersionFile(m, ".zip");
    public string ZipHashFile(ModuleVersion m) => VersionFile(m, ".ziphash");
    public string InfoFile(ModuleVersion m) => VersionFile(m, ".info");
    public string Dir(ModuleVersion m) => Path.Combine(Root, GoMod.Escape(m.Path) + "@" + GoMod.Escape(m.Version));

    // ---------------------------------------------------------------- proxies

    // What a failed request says, without the module's name in front.
    private sealed class ProxyError(string text, bool notFound) : Exception(text)
    {
        public bool NotFound { get; } = notFound;
    }

    /// <summary>Reads a file of a module from the first proxy that has it.</summary>
    private static byte[] Ask(string module, string file)
    {
        string list = GoEnv.Get("GOPROXY", "https://proxy.golang.org,direct");
        ProxyError? first = null;
        int at = 0;
        while (at < list.Length)
        {
            int end = list.AsSpan(at).IndexOfAny(',', '|') is var k && k < 0 ? list.Length : at + k;
            string proxy = list[at..end].Trim();
            bool fallThrough = end < list.Length && list[end] == '|';
            at = end + 1;
            if (proxy == "") continue;
            try { return AskOne(proxy, module, file); }
            catch (ProxyError e)
            {
                // A definite "not there" is a better message than the last proxy's.
                first = first == null || !first.NotFound && e.NotFound ? e : first;
                if (!e.NotFound && !fallThrough) break;
            }
        }
        throw first ?? new ProxyError("GOPROXY list is not the empty string, but contains no entries", false);
    }

    private static byte[] AskOne(string proxy, string module, string file)
    {
        switch (proxy)
        {
            case "off": throw new ProxyError("module lookup disabled by GOPROXY=off", false);
            case "direct" or "noproxy": throw new ProxyError($"goclr downloads nothing: GOPROXY={proxy} is not supported, only file:/// and off", false);
        }
        if (!proxy.StartsWith("file:///", StringComparison.Ordinal))
        {
            if (!proxy.Contains("://", StringComparison.Ordinal)) throw new ProxyError($"invalid proxy URL missing scheme: {proxy}", false);
            throw new ProxyError($"goclr downloads nothing: GOPROXY={proxy} is not supported, only file:/// and off", false);
        }
        string url = proxy.TrimEnd('/') + "/" + GoMod.Escape(module) + "/" + file;
        string path = Uri.UnescapeDataString(url["file://".Length..]);
        try { return File.ReadAllBytes(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProxyError($"reading {url}: {Toolchain.Reason(e)}", e is FileNotFoundException or DirectoryNotFoundException);
        }
    }

    private static LoadError Wrap(ModuleVersion m, ProxyError e) => new(e.Message.Contains("GOPROXY=off", StringComparison.Ordinal) ? e.Message : $"{m}: {e.Message}") { Module = m, NotFound = e.NotFound };

    private static void Store(string file, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string tmp = file + "." + Path.GetRandomFileName();
        try
        {
            File.WriteAllBytes(tmp, content);
            File.Move(tmp, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadError($"go: writing {file}: {Toolchain.Reason(e)}");
        }
    }

    // ---------------------------------------------------------------- files of a version

    /// <summary>The text of a version's go.mod. checkSum: gets its hash when it is fetched anew.</summary>
    /// <exception cref="LoadError">It is nowhere; LoadError.Module says whose it is.</exception>
    public byte[] GoModText(ModuleVersion m, Action<string> checkSum)
    {
        string file = GoModFile(m);
        if (File.Exists(file)) return File.ReadAllBytes(file);
        byte[] text;
        try
        {
            if (!File.Exists(InfoFile(m))) Store(InfoFile(m), Ask(m.Path, $"@v/{GoMod.Escape(m.Version)}.info"));
            text = Ask(m.Path, $"@v/{GoMod.Escape(m.Version)}.mod");
        }
        catch (ProxyError e) { throw Wrap(m, e); }
        checkSum(GoSum.HashOfGoMod(text));
        Store(file, text);
        return text;
    }

    /// <summary>The folder of a version, fetched and unpacked if need be. checkSum gets the hash of its files.</summary>
    public string Download(ModuleVersion m, Action<string> checkSum)
    {
        string dir = Dir(m), zip = ZipFile(m), hashFile = ZipHashFile(m);
        if (Directory.Exists(dir) && !File.Exists(VersionFile(m, ".partial")))
        {
            // A folder that somebody put there without its zip has no hash to compare.
            if (File.Exists(hashFile)) checkSum(File.ReadAllText(hashFile).Trim());
            return dir;
        }
        using var _ = FileLock.Take(VersionFile(m, ".lock"));
        if (Directory.Exists(dir) && !File.Exists(VersionFile(m, ".partial"))) return dir;
        FetchZip(m);
        string hash = File.Exists(hashFile) ? File.ReadAllText(hashFile).Trim() : GoSum.HashOfZip(zip);
        checkSum(hash);
        if (!File.Exists(hashFile)) Store(hashFile, Encoding.UTF8.GetBytes(hash));
        Unpack(m, zip, dir);
        return dir;
    }

    public void FetchZip(ModuleVersion m)
    {
        if (File.Exists(ZipFile(m))) return;
        if (_announced.Add(m.ToString())) say($"go: downloading {m.Path} {m.Version}");
        try { Store(ZipFile(m), Ask(m.Path, $"@v/{GoMod.Escape(m.Version)}.zip")); }
        catch (ProxyError e) { throw Wrap(m, e); }
    }

    private void Unpack(ModuleVersion m, string zip, string dir)
    {
        string partial = VersionFile(m, ".partial"), prefix = $"{m.Path}@{m.Version}/";
        if (Directory.Exists(dir)) DeleteReadOnly(dir);
        File.WriteAllText(partial, "");
        const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        using (var z = System.IO.Compression.ZipFile.OpenRead(zip))
        {
            foreach (var e in z.Entries)
            {
                if (e.FullName.EndsWith('/')) continue;
                string name = e.FullName;
                if (!name.StartsWith(prefix, StringComparison.Ordinal)) throw new LoadError($"go: {m}: unzip {zip}: path does not have prefix {GoQuote.Quote(prefix)}: {name}");
                string rel = name[prefix.Length..];
                if (rel.Split('/').Any(p => p is "" or "." or "..") || rel.Contains('\\')) throw new LoadError($"go: {m}: unzip {zip}: invalid file name {name}");
                string to = Path.Combine(dir, rel);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                using (var from = e.Open())
                using (var f = new FileStream(to, FileMode.CreateNew, FileAccess.Write)) from.CopyTo(f);
                File.SetUnixFileMode(to, ReadOnly);
            }
        }
        Directory.CreateDirectory(dir);
        // -modcacherw leaves folders writable.
        if (!Writable)
        {
            foreach (string d in Directory.EnumerateDirectories(dir, "*", SearchOption.AllDirectories).Prepend(dir).ToList())
                File.SetUnixFileMode(d, ReadOnly | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        File.Delete(partial);
    }

    public bool Writable;

    private static void DeleteReadOnly(string dir)
    {
        foreach (string d in Directory.EnumerateDirectories(dir, "*", SearchOption.AllDirectories).Prepend(dir).ToList()) File.SetUnixFileMode(d, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(dir, recursive: true);
    }

    /// <summary>What the cache knows of a version: for listings.</summary>
    public void Fill(ModuleVersion m, ListedModule into)
    {
        if (Directory.Exists(Dir(m))) into.Dir = Dir(m);
        if (File.Exists(GoModFile(m))) into.GoMod = GoModFile(m);
        into.Time = Time(m);
    }

    public string Time(ModuleVersion m)
    {
        if (!File.Exists(InfoFile(m))) return "";
        try
        {
            using var doc = JsonDocument.Parse(File.ReadAllBytes(InfoFile(m)));
            return doc.RootElement.TryGetProperty("Time", out var t) ? t.GetString() ?? "" : "";
        }
        catch (JsonException) { return ""; }
    }

    // ---------------------------------------------------------------- versions

    /// <summary>The tagged versions that a proxy has, ascending.</summary>
    public List<string> Versions(string path)
    {
        try
        {
            byte[] text = Ask(path, "@v/list");
            Store(Path.Combine(Root, "cache", "download", GoMod.Escape(path), "@v", "list"), text);
            var list = Encoding.UTF8.GetString(text).Split('\n').Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "").Where(v => SemVer.IsValid(v) && !SemVer.IsPseudo(v)).ToList();
            list.Sort(GoMod.CompareVersions);
            return list;
        }
        catch (ProxyError e) { throw new LoadError($"module {path}: {e.Message}") { Module = new ModuleVersion(path, ""), NotFound = e.NotFound }; }
    }

    /// <summary>A version for a query: an exact version, latest, a prefix v1 or v1.2, or a comparison.</summary>
    /// <param name="allowed">Versions that may be chosen.</param>
    public string Query(string path, string query, Func<string, bool>? allowed = null)
    {
        if (query is "upgrade" or "patch") query = "latest";
        if (SemVer.IsValid(query) && SemVer.IsCanonical(query))
        {
            GoModText(new ModuleVersion(path, query), _ => { });
            return query;
        }
        Func<string, bool> match;
        bool lowest = false;
        string operand = query.TrimStart('<', '>', '=');
        string op = query[..^operand.Length];
        if (query == "latest") match = _ => true;
        else if (op != "" && SemVer.IsValid(operand))
        {
            match = op switch
            {
                "<" => v => GoMod.CompareVersions(v, operand) < 0,
                "<=" => v => GoMod.CompareVersions(v, operand) <= 0,
                ">" => v => GoMod.CompareVersions(v, operand) > 0,
                ">=" => v => GoMod.CompareVersions(v, operand) >= 0,
                _ => throw new LoadError($"module {path}: invalid semantic version {GoQuote.Quote(operand)} in range {GoQuote.Quote(query)}"),
            };
            lowest = op[0] == '>';
        }
        else if (SemVer.IsPrefix(query)) match = v => v.StartsWith(query + ".", StringComparison.Ordinal);
        else throw new LoadError($"module {path}: goclr: unsupported: version query {GoQuote.Quote(query)} (it needs version control)");

        var versions = Versions(path);
        var retracted = Retractions(path, versions);
        string? best = null, pre = null;
        foreach (string v in versions)
        {
            if (!match(v) || allowed != null && !allowed(v) || retracted.Any(r => GoMod.CompareVersions(v, r.Low) >= 0 && GoMod.CompareVersions(v, r.High) <= 0)) continue;
            ref string? slot = ref v.Contains('-') ? ref pre : ref best;
            if (!lowest || slot == null) slot = v;
        }
        if ((best ?? pre) is { } found)
        {
            GoModText(new ModuleVersion(path, found), _ => { });
            return found;
        }
        if (query == "latest")
        {
            // No tag: what the proxy calls the latest.
            try
            {
                using var doc = JsonDocument.Parse(Ask(path, "@latest"));
                if (doc.RootElement.TryGetProperty("Version", out var v) && v.GetString() is { Length: > 0 } text) return text;
            }
            catch (Exception e) when (e is ProxyError or JsonException) { /* the message below says it */ }
        }
        throw new LoadError($"module {path}: no matching versions for query {GoQuote.Quote(query)}") { Module = new ModuleVersion(path, ""), NotFound = true };
    }

    // The go.mod of the highest version says which versions not to use.
    private List<(string Low, string High)> Retractions(string path, List<string> versions)
    {
        string? newest = versions.LastOrDefault(v => !v.Contains('-')) ?? versions.LastOrDefault();
        if (newest == null) return [];
        byte[] text = GoModText(new ModuleVersion(path, newest), _ => { });
        return GoMod.Parse(Encoding.UTF8.GetString(text), "go.mod", strict: false).Retract;
    }
}

/// <summary>The form of versions.</summary>
internal static class SemVer
{
    public static bool IsValid(string v)
    {
        if (v.Length < 2 || v[0] != 'v') return false;
        string core = v[1..].Split('-', '+')[0];
        string[] parts = core.Split('.');
        return parts.Length <= 3 && parts.All(p => p.Length > 0 && p.All(char.IsAsciiDigit) && (p == "0" || p[0] != '0')) && (parts.Length == 3 || core.Length == v.Length - 1);
    }

    public static bool IsCanonical(string v) => IsValid(v) && v.Split('-', '+')[0].Count(c => c == '.') == 2 && (!v.Contains('+') || v.EndsWith("+incompatible", StringComparison.Ordinal));
    public static bool IsPrefix(string v) => IsValid(v) && v.Count(c => c == '.') < 2;
    public static bool IsPseudo(string v) => System.Text.RegularExpressions.Regex.IsMatch(v, @"^v[0-9]+\.(0\.0-|\d+\.\d+-([^+]*\.)?0\.)\d{14}-[A-Za-z0-9]+(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$");
}
