// Patterns with "...", and the folders that such a pattern may name.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace GoClr.Build.Load;

internal static class Patterns
{
    internal static bool IsMeta(string p) => p is "std" or "cmd" or "all" or "work" or "tool";
    internal static bool IsLocal(string p) => p is "." or ".." || p.StartsWith("./", StringComparison.Ordinal) || p.StartsWith("../", StringComparison.Ordinal) || p.StartsWith('/');

    /// <summary>"..." stands for any string; "/..." at the end also for nothing; neither reaches into vendor folders unless the pattern does.</summary>
    internal static Func<string, bool> Matcher(string pattern)
    {
        const string any = @"[^\x00]*";
        var re = new StringBuilder("^");
        bool tail = pattern.EndsWith("/...", StringComparison.Ordinal);
        string head = tail ? pattern[..^4] : pattern;
        re.Append(Regex.Escape(head).Replace(@"\.\.\.", any));
        if (tail) re.Append("(/" + any + ")?");
        var regex = new Regex(re.Append('$').ToString(), RegexOptions.CultureInvariant);
        bool vendor = pattern.Contains("/vendor/", StringComparison.Ordinal) || pattern.StartsWith("vendor/", StringComparison.Ordinal);
        return s => regex.IsMatch(s) && (vendor || !s.Contains("/vendor/", StringComparison.Ordinal) && !s.StartsWith("vendor/", StringComparison.Ordinal));
    }

    /// <summary>root and the folders below it that may hold packages, in order of their paths; relative to root, "" for itself.</summary>
    internal static IEnumerable<string> Folders(string root, Func<string, bool> enter)
    {
        var stack = new Stack<string>();
        stack.Push("");
        while (stack.Count > 0)
        {
            string rel = stack.Pop();
            yield return rel;
            string dir = Path.Combine(root, rel);
            if (!Directory.Exists(dir)) continue;
            var subs = new List<string>();
            foreach (string d in Directory.EnumerateDirectories(dir))
            {
                string name = Path.GetFileName(d);
                if (name[0] is '.' or '_' || name is "testdata") continue;
                if (new DirectoryInfo(d).LinkTarget != null) continue;
                string sub = rel == "" ? name : rel + "/" + name;
                if (enter(sub)) subs.Add(sub);
            }
            subs.Sort(StringComparer.Ordinal);
            for (int i = subs.Count - 1; i >= 0; i--) stack.Push(subs[i]);
        }
    }
}
