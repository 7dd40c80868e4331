// What importers of a compiled package need of its source: its declarations without their bodies, each as a piece of text with the names it
// refers to. Types, constants and the bodies of generic functions come out of it by parsing and checking only the pieces that are wanted.
//
// E1  A piece is text of the source, and says where it stood: positions in messages are right, and nothing is written down twice.
// E2  The names of a piece are a superset of what its types, kept bodies and initialisers refer to, so the closure over names (Slices) checks alone.
// E3  A type comes with all its methods: method sets, and what implements what, are those of the whole package.
// E4  Bodies are kept where a compiler of another package looks at them: of generic functions and methods, and of functions that are one return
//     statement (static initialisation evaluates them).
using System;
using System.Collections.Generic;
using System.IO;
using GoClr.Compiler.Objects;
using GoClr.Syntax;

namespace GoClr.Build.Export;

/// <summary>An import that pieces of a file use: the name it has there, the package's path after vendoring.</summary>
public sealed record OutlineImport(string Name, string Path, bool Dot);

public sealed record OutlineFile(string Path, string? GoVersion, bool Overlay, OutlineImport[] Imports, LineDirective[] Lines);

/// <summary>A piece. Names are numbers in Outline.Names.</summary>
public sealed class OutlinePart
{
    public int File, Text, TextLength;
    public uint Line, Col;
    /// <summary>Of a spec out of a group, whose text lacks it.</summary>
    public Token Keyword;
    /// <summary>The text ends before a function's body; Body: it has one.</summary>
    public bool Cut, Body;
    public int[] Declares = [];
    /// <summary>A method: its type; else -1.</summary>
    public int Receiver = -1;
    /// <summary>Names of the package that it refers to.</summary>
    public int[] Locals = [];
    /// <summary>(index of the file's import, name).</summary>
    public (int Import, int Name)[] Qualified = [];
}

public sealed class Outline
{
    private const uint Magic = 0x584f4c47; // "GLOX"
    public const int Version = 1;

    public string Path = "", Name = "", GoVersion = "";
    public bool IsStd;
    public OutlineFile[] Files = [];
    public List<string> Names = [];
    public OutlinePart[] Parts = [];
    /// <summary>Declarations that overlay files have taken out of the others.</summary>
    public List<string> Gone = [];
    public byte[] Texts = [];
    private Dictionary<string, List<int>>? _byName;

    /// <summary>The pieces that declare a name, and the methods of a type.</summary>
    public Dictionary<string, List<int>> ByName
    {
        get
        {
            if (_byName != null) return _byName;
            var map = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            void Add(int name, int part)
            {
                if (!map.TryGetValue(Names[name], out var list)) map[Names[name]] = list = [];
                list.Add(part);
            }
            for (int i = 0; i < Parts.Length; i++)
            {
                foreach (int d in Parts[i].Declares) Add(d, i);
                if (Parts[i].Receiver >= 0) Add(Parts[i].Receiver, i);
            }
            return _byName = map;
        }
    }

    /// <summary>E4.</summary>
    public static bool NeedsBody(FuncDecl f)
    {
        if (f.TParamList.Count > 0) return true;
        if (f.Recv == null) return f.Body?.List is [ReturnStmt];
        var t = Parser.Unparen(f.Recv.Type);
        if (t is Operation { Op: Operator.Mul, Y: null } star) t = Parser.Unparen(star.X);
        return t is IndexExpr;
    }

    /// <summary>
    /// Feeds what importers can notice: not where a declaration stands, unless its code may appear in them with its lines.
    /// </summary>
    public void Digest(Action<ReadOnlySpan<byte>> add)
    {
        var w = new ByteWriter();
        w.Str(Name);
        w.Str(GoVersion);
        foreach (var f in Files)
        {
            w.Str(f.GoVersion ?? "");
            foreach (var i in f.Imports) { w.Str(i.Name); w.Str(i.Path); }
        }
        foreach (var p in Parts)
        {
            w.Int(p.File);
            w.Int((int)p.Keyword);
            if (p.Body)
            {
                w.Str(Files[p.File].Path);
                w.Int((int)p.Line);
            }
            w.Int(p.TextLength);
        }
        add(w.ToArray());
        add(Texts);
    }

    // ---------------------------------------------------------------- file form

    public byte[] Write()
    {
        var w = new ByteWriter();
        w.U32(Magic);
        w.Int(Version);
        w.Str(Path);
        w.Str(Name);
        w.Str(GoVersion);
        w.Int(IsStd ? 1 : 0);
        w.Int(Files.Length);
        foreach (var f in Files)
        {
            w.Str(f.Path);
            w.Str(f.GoVersion ?? "");
            w.Int(f.Overlay ? 1 : 0);
            w.Int(f.Imports.Length);
            foreach (var i in f.Imports)
            {
                w.Str(i.Name);
                w.Str(i.Path);
                w.Int(i.Dot ? 1 : 0);
            }
            w.Int(f.Lines.Length);
            foreach (var l in f.Lines)
            {
                w.Int((int)l.Line);
                w.Int((int)l.Col);
                w.Str(l.Name);
                w.Int((int)l.BaseLine);
                w.Int((int)l.BaseCol);
            }
        }
        w.Strs(Names);
        w.Strs(Gone);
        w.Int(Parts.Length);
        foreach (var p in Parts)
        {
            w.Int(p.File);
            w.Int(p.Text);
            w.Int(p.TextLength);
            w.Int((int)p.Line);
            w.Int((int)p.Col);
            w.Int((int)p.Keyword);
            w.Int((p.Cut ? 1 : 0) | (p.Body ? 2 : 0));
            w.Int(p.Receiver);
            Ints(p.Declares);
            Ints(p.Locals);
            w.Int(p.Qualified.Length);
            foreach (var (i, n) in p.Qualified) { w.Int(i); w.Int(n); }
        }
        w.Bytes(Texts);
        return w.ToArray();

        void Ints(int[] a)
        {
            w.Int(a.Length);
            foreach (int i in a) w.Int(i);
        }
    }

    public static Outline Read(byte[] bytes)
    {
        var r = new ByteReader(bytes);
        if (r.U32() != Magic || r.Int() != Version) throw new InvalidDataException("not a goclr outline of this version");
        var o = new Outline { Path = r.Str(), Name = r.Str(), GoVersion = r.Str(), IsStd = r.Int() != 0 };
        o.Files = new OutlineFile[r.Int()];
        for (int i = 0; i < o.Files.Length; i++)
        {
            string path = r.Str(), version = r.Str();
            bool overlay = r.Int() != 0;
            var imports = new OutlineImport[r.Int()];
            for (int k = 0; k < imports.Length; k++) imports[k] = new OutlineImport(r.Str(), r.Str(), r.Int() != 0);
            var lines = new LineDirective[r.Int()];
            for (int k = 0; k < lines.Length; k++) lines[k] = new LineDirective((uint)r.Int(), (uint)r.Int(), r.Str(), (uint)r.Int(), (uint)r.Int());
            o.Files[i] = new OutlineFile(path, version == "" ? null : version, overlay, imports, lines);
        }
        r.Strs(o.Names);
        r.Strs(o.Gone);
        o.Parts = new OutlinePart[r.Int()];
        for (int i = 0; i < o.Parts.Length; i++)
        {
            var p = o.Parts[i] = new OutlinePart
            {
                File = r.Int(), Text = r.Int(), TextLength = r.Int(), Line = (uint)r.Int(), Col = (uint)r.Int(), Keyword = (Token)r.Int(),
            };
            int flags = r.Int();
            (p.Cut, p.Body) = ((flags & 1) != 0, (flags & 2) != 0);
            p.Receiver = r.Int();
            p.Declares = Ints();
            p.Locals = Ints();
            p.Qualified = new (int, int)[r.Int()];
            for (int k = 0; k < p.Qualified.Length; k++) p.Qualified[k] = (r.Int(), r.Int());
        }
        o.Texts = r.Bytes();
        return o;

        int[] Ints()
        {
            int n = r.Int();
            if (n == 0) return [];
            var a = new int[n];
            for (int i = 0; i < n; i++) a[i] = r.Int();
            return a;
        }
    }
}
