// What the checker learned, as sorted lines of text that can be compared with those of another checker:
//     file:line:col KIND mode type [= const]    def/use/implicit object    sel …    inst …    init …
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using GoClr.Syntax;
using File = System.IO.File;

namespace GoClr.Types.Driver;

public static class Dump
{
    public static void Write(SourceTree tree, IEnumerable<Loaded> packages, string dir)
    {
        Directory.CreateDirectory(dir);
        foreach (var p in packages) File.WriteAllText(Path.Combine(dir, p.Path.Replace('/', '_')), string.Join("\n", Lines(p)) + "\n");
    }

    public static void Tests(SourceTree tree, string dir, string list)
    {
        Directory.CreateDirectory(dir);
        var paths = tree.StdPackages();
        var variants = new List<Loaded>();
        var extra = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            var t = tree.Parse(path);
            var x = new Loaded(path);
            bool any = false;
            foreach (string f in Directory.GetFiles(tree.Folder(path), "*_test.go"))
            {
                if (!SourceTree.GoodName(f.Replace("_test.go", ".go"))) continue;
                byte[] text = File.ReadAllBytes(f);
                if (!SourceTree.GoodConstraint(text)) continue;
                any = true;
                string name = Parser.Parse(new SourceFile(f, f, text), new NodeNumbering(), new Diagnostics(), new ParseOptions(false, true))?.PkgName.Value ?? "";
                SourceTree.ParseFile(name.EndsWith("_test") ? x : t, f, f, text, true);
            }
            if (!any) continue;
            variants.Add(t);
            variants.Add(x);
            foreach (string i in t.Imports) extra.Add(i);
            foreach (string i in x.Imports) extra.Add(i);
        }
        extra.RemoveWhere(i => i is "unsafe" or "C" || !Directory.Exists(tree.Folder(i)));
        extra.UnionWith(paths);
        tree.CheckAll(extra, 2);
        using var w = new StreamWriter(list);
        double ms = 0;
        for (int i = 0; i < variants.Count; i += 2)
        {
            Loaded t = variants[i], x = variants[i + 1];
            tree.CheckOne(t, "go1.27", true);
            ms += t.CheckTime.TotalMilliseconds;
            w.WriteLine("pkg t/" + t.Path);
            foreach (var f in t.Files) w.WriteLine(f.Source.Path);
            File.WriteAllText(Path.Combine(dir, ("t/" + t.Path).Replace('/', '_')), string.Join("\n", Lines(t)) + "\n");
            if (x.Files.Count == 0) continue;
            var xt = new Loaded(t.Path + "_test") { Diags = x.Diags };
            xt.Files.AddRange(x.Files);
            xt.Numbering.Count = x.Numbering.Count;
            tree.CheckOne(xt, "go1.27", true, true, t.Pkg);
            ms += xt.CheckTime.TotalMilliseconds;
            w.WriteLine("pkg x/" + t.Path);
            foreach (var f in x.Files) w.WriteLine(f.Source.Path);
            File.WriteAllText(Path.Combine(dir, ("x/" + t.Path).Replace('/', '_')), string.Join("\n", Lines(xt)) + "\n");
            variants[i] = variants[i + 1] = null!;
        }
        Console.WriteLine($"check {ms:F0} ms");
    }

    private static string P(Pos pos) => $"{Path.GetFileName(pos.File?.Path)}:{pos.Line}:{pos.Col}";

    private static List<string> Lines(Loaded p)
    {
        var lines = new List<string>();
        if (p.Diags.HasErrors)
        {
            foreach (var d in p.Diags.Sorted()) lines.Add($"{P(d.Pos)} error {d.Text.Replace("\n", "\\n")}");
        }
        else if (p.Checked is { } c)
        {
            foreach (var f in c.Files)
            {
                Walker.Inspect(f, n =>
                {
                    if (n is Expr e && c.Types[e.Index] is { Type: { } t } tv) lines.Add($"{P(e.Pos)} {e.GetType().Name} {Mode(tv)} {TypeString.Of(t, null)}{Value(tv.Value)}");
                    if (c.Implicits[n.Index] is { } im) lines.Add($"{P(n.Pos)} implicit {ObjectString.Of(im, null)}");
                    if (n is Name id)
                    {
                        if (c.Defs[n.Index] is { } d) lines.Add($"{P(n.Pos)} def {ObjectString.Of(d, null)}");
                        if (c.Uses[n.Index] is { } u) lines.Add($"{P(n.Pos)} use {ObjectString.Of(u, null)}");
                        if (c.Instances[n.Index] is { } i) lines.Add($"{P(n.Pos)} inst [{string.Join(",", i.TypeArgs.ConvertAll(a => TypeString.Of(a, null)))}] {TypeString.Of(i.Type, null)}");
                    }
                    if (n is SelectorExpr && c.Selections[n.Index] is { } s)
                    {
                        lines.Add($"{P(n.Pos)} sel {(int)s.Kind} {TypeString.Of(s.Recv, null)} {ObjectString.Of(s.Obj, null)} {TypeString.Of(s.Type, null)} [{string.Join(" ", s.Index)}] {(s.Indirect ? "true" : "false")}");
                    }
                    return true;
                });
            }
            for (int k = 0; k < c.InitOrder.Count; k++) lines.Add($"init {k:0000} {string.Join(",", c.InitOrder[k].Lhs.ConvertAll(v => v.Name))} = {P(c.InitOrder[k].Rhs.Pos)}");
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Mode(TypeAndValue tv) => tv.Mode switch
    {
        OperandMode.NoValue => "novalue", OperandMode.Builtin => "builtin", OperandMode.TypExpr => "type", OperandMode.Constant => "const", OperandMode.Variable => "variable",
        OperandMode.MapIndex => "mapindex", OperandMode.NilValue => "nil", OperandMode.CommaOk or OperandMode.CommaErr => "commaok", _ => "value",
    };

    private static string Value(ConstValue? v)
    {
        if (v == null) return "";
        string Bits(ConstValue x) => BitConverter.DoubleToInt64Bits(ConstOps.ToDouble(x)).ToString("x16", CultureInfo.InvariantCulture);
        return v switch
        {
            BoolConst b => b.Value ? " = true" : " = false",
            StringConst s => " = x" + Convert.ToHexStringLower(s.Value),
            IntConst i => " = " + i.Value.ToString(CultureInfo.InvariantCulture),
            FloatConst => " = f" + Bits(v),
            ComplexConst c => $" = c{Bits(c.Re)},{Bits(c.Im)}",
            _ => " = ?",
        };
    }
}
