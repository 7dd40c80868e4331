// //go:embed patterns: which files they name.
using System;
using System.Collections.Generic;
using System.IO;

namespace GoClr.Build.Load;

internal static class Embedding
{
    /// <summary>The files of one pattern, sorted by name; a message if it is wrong or matches none.</summary>
    internal static List<EmbedFile> Resolve(string pkgDir, string pattern, out string? error)
    {
        var files = new SortedDictionary<string, EmbedFile>(StringComparer.Ordinal);
        error = null;
        bool all = pattern.StartsWith("all:", StringComparison.Ordinal);
        string glob = all ? pattern[4..] : pattern;
        if (!ValidPattern(glob) || !Glob.IsValid(glob))
        {
            error = "invalid pattern syntax";
            return [];
        }
        foreach (string rel in Glob.Find(pkgDir, glob))
        {
            string path = Path.Combine(pkgDir, rel);
            var attributes = System.IO.File.GetAttributes(path);
            bool isDir = (attributes & FileAttributes.Directory) != 0 && (attributes & FileAttributes.ReparsePoint) == 0;
            string what = isDir ? "directory" : "file";

            // No directory on the way may begin another module or have a name that a module cannot hold.
            string[] elems = rel.Split('/');
            for (int n = elems.Length; n >= 1; n--)
            {
                string dir = string.Join('/', elems[..n]);
                if (System.IO.File.Exists(Path.Combine(pkgDir, dir, "go.mod"))) error = $"cannot embed {what} {rel}: in different module";
                else if (n < elems.Length && !Directory.Exists(Path.Combine(pkgDir, dir))) error = $"cannot embed {what} {rel}: in non-directory {dir}";
                else if (BadName(elems[n - 1])) error = n == elems.Length ? $"cannot embed {what} {rel}: invalid name {elems[n - 1]}" : $"cannot embed {what} {rel}: in invalid directory {elems[n - 1]}";
                if (error != null) return [];
            }

            if (isDir)
            {
                int count = 0;
                Walk(path, rel, all, files, ref count, ref error);
                if (error == null && count == 0) error = $"cannot embed directory {rel}: contains no embeddable files";
                if (error != null) return [];
            }
            else if ((attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) != 0)
            {
                error = $"cannot embed irregular file {rel}";
                return [];
            }
            else files[rel] = new EmbedFile(rel, path);
        }
        if (files.Count == 0) error = "no matching files found";
        return [.. files.Values];
    }

    private static void Walk(string dir, string rel, bool all, SortedDictionary<string, EmbedFile> files, ref int count, ref string? error)
    {
        foreach (var info in new DirectoryInfo(dir).EnumerateFileSystemInfos())
        {
            string name = info.Name, sub = rel + "/" + name;
            bool isDir = info is DirectoryInfo && info.LinkTarget == null;
            bool hidden = name[0] is '.' or '_';
            if (BadName(name) || hidden && !all)
            {
                if (isDir || hidden) continue;
                error = $"cannot embed file {sub}: invalid name {name}";
                return;
            }
            if (isDir)
            {
                if (System.IO.File.Exists(Path.Combine(info.FullName, "go.mod"))) continue;
                Walk(info.FullName, sub, all, files, ref count, ref error);
                if (error != null) return;
            }
            else if (info is FileInfo && info.LinkTarget == null && (info.Attributes & FileAttributes.Device) == 0)
            {
                count++;
                files[sub] = new EmbedFile(sub, info.FullName);
            }
        }
    }

    private static bool ValidPattern(string glob)
    {
        if (glob is "" or ".") return false;
        foreach (string elem in glob.Split('/'))
        {
            if (elem is "" or "." or "..") return false;
        }
        return true;
    }

    // Names that cannot be in a module's zip file, and folders of version control systems.
    private static bool BadName(string name)
    {
        if (name is "" or ".bzr" or ".hg" or ".git" or ".svn" || name.EndsWith('.')) return true;
        foreach (char c in name)
        {
            if (c < ' ' || c < 0x80 && "\"'*<>?`|/\\:".Contains(c)) return true;
            if (c >= 0x80 && !char.IsLetter(c) && !char.IsSurrogate(c)) return true;
        }
        string stem = name.Split('.')[0].ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && stem[3] is >= '1' and <= '9';
    }
}

/// <summary>Shell patterns as Go's path.Match reads them: * ? [a-z] [^a-z] \c, none of which matches a slash.</summary>
internal static class Glob
{
    internal static bool IsValid(string pattern) => Match(pattern, "", out bool bad) is var _ && !bad;

    /// <summary>All files and directories below dir that match, relative and with slashes, in order of names.</summary>
    internal static List<string> Find(string dir, string pattern)
    {
        var found = new List<string> { "" };
        foreach (string elem in pattern.Split('/'))
        {
            var next = new List<string>();
            foreach (string at in found)
            {
                string path = Path.Combine(dir, at);
                if (elem.AsSpan().IndexOfAny("*?[\\") < 0)
                {
                    if (Path.Exists(Path.Combine(path, elem)) || new FileInfo(Path.Combine(path, elem)).LinkTarget != null) next.Add(at == "" ? elem : at + "/" + elem);
                    continue;
                }
                if (!Directory.Exists(path)) continue;
                var names = new List<string>();
                foreach (string f in Directory.EnumerateFileSystemEntries(path)) names.Add(Path.GetFileName(f));
                names.Sort(StringComparer.Ordinal);
                foreach (string name in names)
                {
                    if (Match(elem, name, out _)) next.Add(at == "" ? name : at + "/" + name);
                }
            }
            found = next;
        }
        return found;
    }

    internal static bool Match(string pattern, string name, out bool bad)
    {
        bad = false;
        bool result = MatchAt(pattern, 0, name, 0, ref bad);
        // The rest of the pattern must be well formed too.
        for (int i = 0; i < pattern.Length && !bad; i++)
        {
            if (pattern[i] == '\\') bad |= ++i >= pattern.Length;
            else if (pattern[i] == '[') i = Class(pattern, i, '\0', out _, ref bad) - 1;
        }
        return result && !bad;
    }

    private static bool MatchAt(string p, int i, string s, int j, ref bool bad)
    {
        for (; i < p.Length; )
        {
            switch (p[i])
            {
                case '*':
                    while (i < p.Length && p[i] == '*') i++;
                    for (int k = j; ; k++)
                    {
                        if (MatchAt(p, i, s, k, ref bad)) return true;
                        if (k >= s.Length || s[k] == '/' || bad) return false;
                    }
                case '?':
                    if (j >= s.Length || s[j] == '/') return false;
                    i++;
                    j += char.IsHighSurrogate(s[j]) ? 2 : 1;
                    break;
                case '[':
                    if (j >= s.Length) return false;
                    i = Class(p, i, s[j], out bool hit, ref bad);
                    if (bad || !hit) return false;
                    j++;
                    break;
                case '\\':
                    if (++i >= p.Length) { bad = true; return false; }
                    goto default;
                default:
                    if (j >= s.Length || s[j] != p[i]) return false;
                    i++;
                    j++;
                    break;
            }
        }
        return j == s.Length;
    }

    // The class that begins at i; the result is the index behind it.
    private static int Class(string p, int i, char c, out bool hit, ref bool bad)
    {
        hit = false;
        i++;
        bool not = i < p.Length && p[i] == '^';
        if (not) i++;
        for (int n = 0; ; n++)
        {
            if (i < p.Length && p[i] == ']' && n > 0) break;
            char lo = One(p, ref i, ref bad);
            char hi = lo;
            if (i < p.Length && p[i] == '-')
            {
                i++;
                hi = One(p, ref i, ref bad);
            }
            if (bad) return p.Length;
            if (lo <= c && c <= hi) hit = true;
        }
        hit ^= not;
        return i + 1;
    }

    private static char One(string p, ref int i, ref bool bad)
    {
        if (i >= p.Length || p[i] is '-' or ']') bad = true;
        else if (p[i] == '\\' && ++i >= p.Length) bad = true;
        if (bad) return '\0';
        char c = p[i++];
        if (i >= p.Length) bad = true;
        return c;
    }
}
