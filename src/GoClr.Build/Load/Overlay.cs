// Overlays: files of ours that stand beside those of a package of GOROOT.
//
// A declaration in an overlay file takes the place of the one of the same name in the other files; a comment
// "//goclr:drop Name" (or Type.Method) in an overlay file only takes it out. Methods are named by receiver type and name.
// Imports that nothing uses any more afterwards become blank, so that the rest still checks.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Build.Load;

internal static class Overlay
{
    private const string DropMark = "//goclr:drop ";

    internal static void Apply(List<File> files, HashSet<string> overlaySources, NodeNumbering numbering)
    {
        var gone = Gone(files, overlaySources);
        if (gone.Count == 0) return;
        foreach (var f in files)
        {
            if (!overlaySources.Contains(f.Source.Path) && Drop(f, gone, numbering)) BlankUnusedImports(f, numbering);
        }
    }

    /// <summary>What the overlay files take out of the others.</summary>
    internal static HashSet<string> Gone(List<File> files, HashSet<string> overlaySources)
    {
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var f in files)
        {
            if (!overlaySources.Contains(f.Source.Path)) continue;
            foreach (var d in f.DeclList) Names(d, gone);
            AddDrops(f.Source.Text, gone);
        }
        gone.Remove("_");
        gone.Remove("init");
        return gone;
    }

    private static void AddDrops(byte[] text, HashSet<string> gone)
    {
        if (text.AsSpan().IndexOf("//goclr:drop "u8) < 0) return;
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            if (!line.StartsWith(DropMark, StringComparison.Ordinal)) continue;
            foreach (string name in line[DropMark.Length..].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)) gone.Add(name);
        }
    }

    private static void Names(Decl d, HashSet<string> names)
    {
        switch (d)
        {
            case FuncDecl f: names.Add(FuncName(f)); break;
            case TypeDecl t: names.Add(t.Name.Value); break;
            case VarDecl v: foreach (var n in v.NameList) names.Add(n.Value); break;
            case ConstDecl c: foreach (var n in c.NameList) names.Add(n.Value); break;
        }
    }

    internal static string FuncName(FuncDecl f)
    {
        if (f.Recv == null) return f.Name.Value;
        var t = Parser.Unparen(f.Recv.Type);
        if (t is Operation { Op: Operator.Mul, Y: null } p) t = Parser.Unparen(p.X);
        if (t is IndexExpr i) t = i.X;
        return t is Name n ? n.Value + "." + f.Name.Value : f.Name.Value;
    }

    internal static bool Drop(File f, HashSet<string> gone, NodeNumbering numbering)
    {
        bool any = false;
        var keep = new List<Decl>(f.DeclList.Count);
        foreach (var d in f.DeclList)
        {
            bool drop = false;
            switch (d)
            {
                case FuncDecl func:
                    drop = gone.Contains(FuncName(func));
                    break;
                case TypeDecl t:
                    drop = gone.Contains(t.Name.Value);
                    break;
                case VarDecl v:
                    drop = DropNames(v, gone, numbering, ref any);
                    break;
                case ConstDecl c:
                    // The others of the group count on the place: only the name goes.
                    foreach (var n in c.NameList)
                    {
                        if (!gone.Contains(n.Value)) continue;
                        n.Value = "_";
                        any = true;
                    }
                    break;
            }
            if (!drop)
            {
                keep.Add(d);
                continue;
            }
            any = true;
            if (d.Pragmas != null)
            {
                foreach (var p in d.Pragmas) f.Pragmas.Remove(p);
            }
        }
        f.DeclList = keep;
        return any;
    }

    // True: nothing of the declaration is left.
    private static bool DropNames(VarDecl v, HashSet<string> gone, NodeNumbering numbering, ref bool any)
    {
        int count = 0;
        foreach (var n in v.NameList)
        {
            if (gone.Contains(n.Value)) count++;
        }
        if (count == 0) return false;
        any = true;
        if (count == v.NameList.Count) return true;
        var values = v.Values as ListExpr;
        for (int i = v.NameList.Count - 1; i >= 0; i--)
        {
            if (!gone.Contains(v.NameList[i].Value)) continue;
            if (v.Values == null || values != null)
            {
                v.NameList.RemoveAt(i);
                values?.ElemList.RemoveAt(i);
            }
            else v.NameList[i].Value = "_";         // several results of one call
        }
        if (values is { ElemList: [var only] }) v.Values = only;
        return false;
    }

    private static void BlankUnusedImports(File f, NodeNumbering numbering)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        Walker.Inspect(f, n =>
        {
            if (n is SelectorExpr { X: Name x }) used.Add(x.Value);
            return true;
        });
        foreach (var d in f.DeclList)
        {
            if (d is not ImportDecl { Path: { } path } import || import.LocalPkgName?.Value is "_" or ".") continue;
            string name = import.LocalPkgName?.Value ?? DefaultName(Pragmas.Unquote(path.Value) ?? "");
            if (used.Contains(name)) continue;
            import.LocalPkgName = new Name { Value = "_", Pos = import.Pos, Index = numbering.Count++ };
        }
    }

    // Packages of std are named like the last element of their path; a version element does not count.
    private static string DefaultName(string path)
    {
        string[] parts = path.Split('/');
        string last = parts[^1];
        if (parts.Length > 1 && last.Length > 1 && last[0] == 'v' && char.IsAsciiDigit(last[1])) last = parts[^2];
        return last;
    }
}
