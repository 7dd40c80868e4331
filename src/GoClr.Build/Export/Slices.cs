// The part of compiled packages that a build looks at: from the names that its source files use, the closure over outlines' pieces; then, package
// by package and only if somebody imports it, trees made of these pieces.
//
// The closure is over names, before anything is checked, so a package's slice is checked once and whole. It is a superset of what is used (E2).
using System;
using System.Collections.Generic;
using GoClr.Build.Load;
using GoClr.Syntax;

namespace GoClr.Build.Export;

internal sealed class Slices(Func<string, Outline?> find)
{
    private sealed class Slice(Outline outline)
    {
        public readonly Outline Outline = outline;
        public readonly bool[] Wanted = new bool[outline.Parts.Length];
        public readonly HashSet<string> Names = new(StringComparer.Ordinal);
        public int Count;
    }

    private readonly Dictionary<string, Slice?> _slices = new(StringComparer.Ordinal);
    private readonly Stack<(Slice Slice, int Part)> _work = new();

    private Slice? Of(string path)
    {
        if (_slices.TryGetValue(path, out var s)) return s;
        return _slices[path] = find(path) is { } o ? new Slice(o) : null;
    }

    /// <summary>Everything that the files of a package compiled from source may refer to.</summary>
    public void AddUses(LoadedPackage source)
    {
        foreach (var f in source.Files)
        {
            var imports = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var d in f.DeclList)
            {
                if (d is not ImportDecl { Path: { Bad: false } literal } import || Pragmas.Unquote(literal.Value) is not { } path) continue;
                if (!source.ImportMap.TryGetValue(path, out var imp) || Of(imp.ImportPath) is not { } s) continue;
                string name = import.LocalPkgName?.Value ?? s.Outline.Name;
                if (name == ".")
                {
                    foreach (string n in s.Outline.ByName.Keys) { if (char.IsUpper(n, 0)) Want(s, n); }
                    continue;
                }
                if (!imports.TryGetValue(name, out var list)) imports[name] = list = [];
                list.Add(imp.ImportPath);
            }
            if (imports.Count == 0) continue;
            Walker.Inspect(f, n =>
            {
                if (n is SelectorExpr { X: Name x } sel && imports.TryGetValue(x.Value, out var paths))
                {
                    foreach (string p in paths) Want(Of(p)!, sel.Sel.Value);
                }
                return true;
            });
        }
    }

    private void Want(Slice s, string name)
    {
        if (!s.Names.Add(name) || !s.Outline.ByName.TryGetValue(name, out var parts)) return;
        foreach (int i in parts)
        {
            if (s.Wanted[i]) continue;
            s.Wanted[i] = true;
            s.Count++;
            _work.Push((s, i));
        }
    }

    /// <summary>To be called once, after all uses have been added.</summary>
    public void Close()
    {
        while (_work.TryPop(out var w))
        {
            var o = w.Slice.Outline;
            var p = o.Parts[w.Part];
            foreach (int n in p.Declares) Want(w.Slice, o.Names[n]);
            foreach (int n in p.Locals) Want(w.Slice, o.Names[n]);
            if (p.Receiver >= 0) Want(w.Slice, o.Names[p.Receiver]);
            foreach (var (i, n) in p.Qualified)
            {
                if (Of(o.Files[p.File].Imports[i].Path) is { } other) Want(other, o.Names[n]);
            }
        }
    }

    /// <summary>Pieces wanted and there, over all packages looked at, for statistics.</summary>
    public (int Wanted, int All, int Packages) Counts
    {
        get
        {
            int wanted = 0, all = 0, packages = 0;
            foreach (var s in _slices.Values)
            {
                if (s == null) continue;
                wanted += s.Count;
                all += s.Wanted.Length;
                packages++;
            }
            return (wanted, all, packages);
        }
    }

    /// <summary>Trees of a package's slice; their imports are by path after vendoring. Safe to call from several threads, for different packages.</summary>
    public List<File> Files(Outline o, NodeNumbering numbering, Diagnostics diags, Func<string, SourceFile?> source)
    {
        var files = new List<File>();
        if (!_slices.TryGetValue(o.Path, out var s) || s == null || s.Count == 0) return files;
        var byFile = new File?[o.Files.Length];
        var used = new HashSet<(int, int)>();
        HashSet<string>? gone = o.Gone.Count > 0 ? [.. o.Gone] : null;
        for (int i = 0; i < o.Parts.Length; i++)
        {
            if (!s.Wanted[i]) continue;
            var p = o.Parts[i];
            var from = o.Files[p.File];
            if (byFile[p.File] is not { } file)
            {
                var src = source(from.Path) ?? new SourceFile(from.Path, from.Path, []);
                src.LineDirectives = from.Lines;
                file = byFile[p.File] = new File { Source = src, GoVersion = from.GoVersion, Pos = new Pos(src, 1, 1), Index = numbering.Count++ };
                file.PkgName = new Name { Value = o.Name, Pos = file.Pos, Index = numbering.Count++ };
                files.Add(file);
            }
            int first = file.DeclList.Count;
            Parser.ParsePart(file.Source, o.Texts.AsSpan(p.Text, p.TextLength).ToArray(), p.Line, p.Col, p.Keyword, numbering, diags, new ParseOptions(o.IsStd), file.DeclList);
            for (int k = first; k < file.DeclList.Count; k++)
            {
                if (file.DeclList[k] is VarDecl { Type: not null } v) v.Values = null;
                else if (p.Cut && file.DeclList[k] is FuncDecl f) f.Body = new BlockStmt { Pos = f.Pos, Rbrace = f.Pos, Index = numbering.Count++ };
            }
            foreach (var (import, _) in p.Qualified) used.Add((p.File, import));
        }
        for (int i = 0; i < byFile.Length; i++)
        {
            if (byFile[i] is not { } file) continue;
            if (gone != null && !o.Files[i].Overlay) Overlay.Drop(file, gone, numbering);
            var imports = new List<Decl>();
            for (int k = 0; k < o.Files[i].Imports.Length; k++)
            {
                if (!used.Contains((i, k))) continue;
                var import = o.Files[i].Imports[k];
                imports.Add(new ImportDecl
                {
                    Pos = file.Pos, Index = numbering.Count++, LocalPkgName = new Name { Value = import.Name, Pos = file.Pos, Index = numbering.Count++ },
                    Path = new BasicLit { Value = Quoting.String(import.Path), Kind = LitKind.String, Pos = file.Pos, Index = numbering.Count++ },
                });
            }
            file.DeclList.InsertRange(0, imports);
        }
        return files;
    }
}
