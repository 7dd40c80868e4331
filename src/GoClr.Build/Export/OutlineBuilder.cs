// From a package's trees to its outline.
using System;
using System.Collections.Generic;
using System.IO;
using GoClr.Build.Load;
using GoClr.Syntax;
using File = GoClr.Syntax.File;

namespace GoClr.Build.Export;

internal sealed class OutlineBuilder
{
    private readonly Outline _o = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly List<OutlinePart> _parts = [];
    private readonly MemoryStream _texts = new();
    private HashSet<string> _gone = [];

    /// <param name="nameOf">Name of an imported package.</param>
    public static Outline Build(LoadedPackage source, Func<LoadedPackage, string> nameOf)
    {
        var b = new OutlineBuilder();
        b.Run(source, nameOf);
        return b._o;
    }

    private void Run(LoadedPackage source, Func<LoadedPackage, string> nameOf)
    {
        (_o.Path, _o.Name, _o.GoVersion, _o.IsStd) = (source.ImportPath, source.Name, source.GoVersion, source.IsStd);
        List<File> files;
        if (source.OverlaySources is { Count: > 0 } overlay)
        {
            // The trees at hand have lost what the overlay replaces, and with it the places of their parts.
            files = [];
            var numbering = new NodeNumbering();
            foreach (var s in source.Sources) { if (Parser.Parse(s, numbering, new Diagnostics(), new ParseOptions(source.IsStd)) is { } f) files.Add(f); }
            _gone = Overlay.Gone(files, overlay);
            _o.Gone.AddRange(_gone);
            _o.Gone.Sort(StringComparer.Ordinal);
        }
        else
        {
            overlay = [];
            files = [.. source.Files];
        }
        foreach (var f in files)
        {
            foreach (var d in f.DeclList)
            {
                switch (d)
                {
                    case FuncDecl { Recv: null } x: _declared.Add(x.Name.Value); break;
                    case TypeDecl x:
                        _declared.Add(x.Name.Value);
                        if (x is { Alias: true, Type: Name target }) _aliases[x.Name.Value] = target.Value;
                        break;
                    case VarDecl x: foreach (var n in x.NameList) _declared.Add(n.Value); break;
                    case ConstDecl x: foreach (var n in x.NameList) _declared.Add(n.Value); break;
                }
            }
        }
        _o.Files = new OutlineFile[files.Count];
        for (int i = 0; i < files.Count; i++)
        {
            var f = files[i];
            var imports = new List<OutlineImport>();
            var byName = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var d in f.DeclList)
            {
                if (d is not ImportDecl { Path: { Bad: false } literal } import || import.LocalPkgName?.Value == "_" || Pragmas.Unquote(literal.Value) is not { } path) continue;
                string name = import.LocalPkgName?.Value ?? "";
                if (path == "unsafe") imports.Add(new OutlineImport(name == "" ? path : name, path, name == "."));
                else if (source.ImportMap.TryGetValue(path, out var imp)) imports.Add(new OutlineImport(name == "" ? nameOf(imp) : name, imp.ImportPath, name == "."));
                else continue;
                byName[imports[^1].Name] = imports.Count - 1;
            }
            bool isOverlay = overlay.Contains(f.Source.Path);
            _o.Files[i] = new OutlineFile(f.Source.Path, f.GoVersion, isOverlay, [.. imports], f.Source.LineDirectives);
            foreach (var p in f.Parts) Part(f, i, p, byName, isOverlay);
        }
        _o.Parts = [.. _parts];
        _o.Texts = _texts.ToArray();
    }

    private int Id(string name)
    {
        if (_names.TryGetValue(name, out int id)) return id;
        _names[name] = id = _o.Names.Count;
        _o.Names.Add(name);
        return id;
    }

    private void Part(File f, int file, DeclPart p, Dictionary<string, int> imports, bool overlay)
    {
        // Constants that count, or repeat an expression, need their whole group.
        if (p.Specs != null && (p.Keyword != Token.Const || !Counts(f, p)))
        {
            foreach (var s in p.Specs) Add(f, file, s, s.Keyword, imports, overlay);
        }
        else Add(f, file, p, Token.None, imports, overlay);
    }

    private static bool Counts(File f, DeclPart p)
    {
        bool counts = false;
        for (int i = p.First; i < p.First + p.Count; i++)
        {
            if (f.DeclList[i] is not ConstDecl { Values: { } v }) return true;
            Walker.Inspect(v, n => !(counts |= n is Name { Value: "iota" }));
        }
        return counts;
    }

    private void Add(File f, int file, DeclPart p, Token keyword, Dictionary<string, int> imports, bool overlay)
    {
        var part = new OutlinePart { File = file, Line = p.Line, Col = p.Col, Keyword = keyword };
        var declares = new List<int>();
        var locals = new HashSet<int>();
        var qualified = new HashSet<(int, int)>();
        int end = p.End;
        void Declare(string name)
        {
            if (name != "_" && (overlay || !_gone.Contains(name))) declares.Add(Id(name));
        }
        void Deps(Node? root)
        {
            if (root == null) return;
            Walker.Inspect(root, n =>
            {
                switch (n)
                {
                    case SelectorExpr { X: Name x } s when imports.TryGetValue(x.Value, out int i):
                        qualified.Add((i, Id(s.Sel.Value)));
                        if (_declared.Contains(x.Value)) locals.Add(Id(x.Value));     // shadows the import, maybe
                        return false;
                    case SelectorExpr s:
                        Deps(s.X);
                        return false;
                    case Name x:
                        if (_declared.Contains(x.Value)) locals.Add(Id(x.Value));
                        for (int i = 0; i < _o.Files[file].Imports.Length; i++) { if (_o.Files[file].Imports[i].Dot) qualified.Add((i, Id(x.Value))); }
                        return true;
                    default:
                        return true;
                }
            });
        }
        for (int i = p.First; i < p.First + p.Count; i++)
        {
            switch (f.DeclList[i])
            {
                case FuncDecl d:
                {
                    if (d.Name.Value == "_" || d.Recv == null && d.Name.Value is "init" || !overlay && _gone.Contains(Overlay.FuncName(d))) return;
                    if (d.Recv == null) Declare(d.Name.Value);
                    else
                    {
                        string full = Overlay.FuncName(d);
                        int dot = full.IndexOf('.');
                        if (dot < 0) return;
                        string type = full[..dot];
                        for (int n = 0; n < 20 && _aliases.TryGetValue(type, out string? next); n++) type = next;
                        part.Receiver = Id(type);
                        Deps(d.Recv.Type);
                    }
                    foreach (var t in d.TParamList) Deps(t);
                    Deps(d.Type);
                    if (d.Body == null) break;
                    if (Outline.NeedsBody(d))
                    {
                        Deps(d.Body);
                        part.Body = true;
                    }
                    else if (p.Body >= 0)
                    {
                        end = p.Body;
                        part.Cut = true;
                    }
                    break;
                }
                case TypeDecl d:
                    Declare(d.Name.Value);
                    foreach (var t in d.TParamList) Deps(t);
                    Deps(d.Type);
                    break;
                case VarDecl d:
                    foreach (var n in d.NameList) Declare(n.Value);
                    Deps(d.Type);
                    if (d.Type == null) Deps(d.Values);
                    else if (p.Body >= 0 && p.Count == 1) end = p.Body;
                    break;
                case ConstDecl d:
                    foreach (var n in d.NameList) Declare(n.Value);
                    Deps(d.Type);
                    Deps(d.Values);
                    break;
            }
        }
        if (declares.Count == 0 && part.Receiver < 0) return;
        part.Declares = [.. declares];
        part.Locals = [.. locals];
        part.Qualified = [.. qualified];
        part.Text = (int)_texts.Length;
        part.TextLength = end - p.Start;
        _texts.Write(f.Source.Text, p.Start, part.TextLength);
        _parts.Add(part);
    }
}
