// A folder of the cache that was made whole: its file "complete" is written last and lists the others with their sizes, so that one cut short by a
// full disk or a crash is recognised, ignored and made again.
using System;
using System.Collections.Generic;
using System.IO;

namespace GoClr.Build.Driver;

internal static class CacheFolder
{
    private const string Mark = "complete";

    public static void Complete(string dir)
    {
        var lines = new List<string>();
        foreach (string f in Directory.GetFiles(dir))
        {
            // Assemblies may be replaced by their precompiled form later.
            lines.Add($"{(f.EndsWith("program.dll", StringComparison.Ordinal) ? 0 : new FileInfo(f).Length)} {Path.GetFileName(f)}");
        }
        File.WriteAllLines(Path.Combine(dir, Mark), lines);
    }

    public static bool IsComplete(string dir)
    {
        string[] lines;
        try { lines = File.ReadAllLines(Path.Combine(dir, Mark)); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
        foreach (string line in lines)
        {
            int space = line.IndexOf(' ');
            if (space < 0 || !long.TryParse(line.AsSpan(0, space), out long size)) return false;
            var file = new FileInfo(Path.Combine(dir, line[(space + 1)..]));
            if (!file.Exists || size != 0 && file.Length != size || file.Length == 0 && size != 0) return false;
        }
        return lines.Length > 0;
    }

    /// <summary>Notes that the folder is in use, once a day.</summary>
    public static void Touch(string dir)
    {
        string mark = Path.Combine(dir, Mark);
        try { if (File.GetLastWriteTimeUtc(mark) < DateTime.UtcNow.AddDays(-1)) File.SetLastWriteTimeUtc(mark, DateTime.UtcNow); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { /* a cache that can only be read serves as well */ }
    }
}
