// The Go files of one folder, sorted into those of the package, its tests and its external tests.
using System;
using System.Collections.Generic;
using System.IO;

namespace GoClr.Build.Load;

internal sealed class GoFile(string name, string path, byte[] text, SourceHeader header, bool overlay)
{
    internal readonly string Name = name, Path = path;
    internal readonly byte[] Text = text;
    internal readonly SourceHeader Header = header;
    internal readonly bool Overlay = overlay;
}

internal sealed class DirPackage
{
    internal string Dir = "", Name = "";
    internal readonly List<GoFile> GoFiles = [], TestFiles = [], ExternalTestFiles = [], CgoFiles = [];
    internal readonly List<string> Ignored = [], AsmFiles = [];

    /// <summary>The first mistake. BadHeader: it stands in a file at Line and Col, else it is about the folder.</summary>
    internal string? Error;
    internal string? ErrorPath;
    internal int ErrorLine, ErrorCol;
    internal bool ErrorHasFullPath;

    internal bool HasGo => GoFiles.Count + TestFiles.Count + ExternalTestFiles.Count + CgoFiles.Count > 0;
    internal bool OnlyTests => GoFiles.Count == 0 && TestFiles.Count + ExternalTestFiles.Count > 0;

    /// <summary>Reads a folder. overlay: a second folder whose files go first, replace says it stands alone; overlayText fills in what they leave open. only: just these files.</summary>
    internal static DirPackage Read(string dir, string? overlay, bool replace, string importPath, BuildContext ctx, bool bareArch, IReadOnlyList<string>? only = null, Func<byte[], byte[]>? overlayText = null)
    {
        var p = new DirPackage { Dir = dir };
        var entries = new SortedDictionary<string, (string Path, bool Overlay)>(StringComparer.Ordinal);
        if (!replace) Enumerate(dir, false);
        if (overlay != null) Enumerate(overlay, true);

        string firstFile = "";
        foreach (var (name, (path, isOverlay)) in entries)
        {
            if (only != null && !Contains(only, name)) continue;
            if (name[0] is '_' or '.') continue;
            bool go = name.EndsWith(".go", StringComparison.Ordinal);
            if (!go && !name.EndsWith(".s", StringComparison.Ordinal)) continue;
            // Files named on the command line are taken whatever their constraints say.
            bool? choice = only != null ? true : ctx.FileChoices.TryGetValue($"{importPath}/{name}", out bool c) ? c : null;
            if (choice == false || choice == null && !ctx.MatchFileName(name, bareArch))
            {
                if (go) p.Ignored.Add(name);
                continue;
            }
            byte[] text;
            try
            {
                text = File.ReadAllBytes(path);
                if (isOverlay && overlayText != null) text = overlayText(text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (go) p.Error ??= $"open {path}: {(e is UnauthorizedAccessException ? "permission denied" : "no such file or directory")}";
                continue;
            }
            string? badConstraint = null;
            bool match = choice == true || ctx.MatchHeader(text, bareArch, out badConstraint);
            if (badConstraint != null)
            {
                if (go) p.Error ??= $"{name}: {badConstraint}";
                continue;
            }
            if (!match)
            {
                if (go) p.Ignored.Add(name);
                continue;
            }
            if (!go)
            {
                p.AsmFiles.Add(name);
                continue;
            }

            var header = SourceHeader.Read(text);
            if (header.Error != null && p.Error == null)
            {
                (p.Error, p.ErrorPath, p.ErrorLine, p.ErrorCol, p.ErrorHasFullPath) = (header.Error, path, header.ErrorLine, header.ErrorCol, header.ErrorHasFullPath);
            }
            string pkg = header.PackageName;
            if (pkg == "documentation")
            {
                p.Ignored.Add(name);
                continue;
            }
            bool test = name.EndsWith("_test.go", StringComparison.Ordinal);
            bool external = test && pkg.EndsWith("_test", StringComparison.Ordinal) && p.Name != pkg;
            if (external) pkg = pkg[..^5];
            if (p.Name == "")
            {
                p.Name = pkg;
                firstFile = name;
            }
            else if (pkg != p.Name && header.Error == null) p.Error ??= $"found packages {p.Name} ({firstFile}) and {pkg} ({name}) in {dir}";

            var file = new GoFile(name, path, text, header, isOverlay);
            bool cgo = header.Imports.Exists(i => i.Path == "C");
            (cgo ? p.CgoFiles : external ? p.ExternalTestFiles : test ? p.TestFiles : p.GoFiles).Add(file);
        }
        return p;

        void Enumerate(string d, bool isOverlay)
        {
            if (!Directory.Exists(d)) return;
            foreach (string path in Directory.EnumerateFiles(d)) entries[System.IO.Path.GetFileName(path)] = (path, isOverlay);
        }

        static bool Contains(IReadOnlyList<string> list, string name)
        {
            foreach (string s in list)
            {
                if (s == name) return true;
            }
            return false;
        }
    }

    /// <summary>What is wrong with a folder that has no file of the package itself.</summary>
    internal string NoGoText() => Ignored.Count > 0 ? "build constraints exclude all Go files in " + Dir
        : OnlyTests ? "no non-test Go files in " + Dir
        : "no Go files in " + Dir;
}
