// The types a generated program uses, and how a value of each is written as a literal.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace GoClr.TestRunner.Fuzz;

internal enum Kind { Int, Float, Complex, String, Bool, Array, Slice, Map, Struct, Pointer, Func, Any, Iface, Chan }

internal sealed class GoType
{
    public required string Name;
    public required Kind Kind;
    /// <summary>Integers and floats: width in bits.</summary>
    public int Bits;
    public bool Signed;
    public GoType? Elem, Key;
    public int Len;
    public List<(string Name, GoType Type)> Fields = [];
    public List<GoType> Params = [];
    public GoType? Result;
    /// <summary>Interfaces: the types that may be in one.</summary>
    public List<GoType> Implementers = [];
    /// <summary>A method every named type of the program has: func (T) Weight(int) int.</summary>
    public bool HasMethods;

    public bool IsNumeric => Kind is Kind.Int or Kind.Float or Kind.Complex;
    public bool IsOrdered => Kind is Kind.Int or Kind.Float or Kind.String;
    public bool IsComparable => Kind switch
    {
        Kind.Slice or Kind.Map or Kind.Func => false,
        Kind.Array => Elem!.IsComparable,
        Kind.Struct => Fields.TrueForAll(f => f.Type.IsComparable),
        _ => true,
    };
    /// <summary>fmt shows the same text in every run: no addresses.</summary>
    public bool IsPrintable => Kind switch
    {
        Kind.Pointer or Kind.Func or Kind.Chan => false,
        Kind.Array or Kind.Slice => Elem!.IsPrintable,
        Kind.Map => Key!.IsPrintable && Elem!.IsPrintable,
        Kind.Struct => Fields.TrueForAll(f => f.Type.IsPrintable),
        Kind.Iface => Implementers.TrueForAll(t => t.IsPrintable),
        _ => true,
    };
    /// <summary>A value of the type may come to lie within itself, by an interface: printing it would not end.</summary>
    public bool MayHoldItself => Kind is Kind.Any or Kind.Iface || Elem is { MayHoldItself: true } || Fields.Exists(f => f.Type.MayHoldItself);
    /// <summary>Can be a map key without NaN making entries that nobody finds again.</summary>
    public bool IsKey => Kind is Kind.Int or Kind.String or Kind.Bool || Kind == Kind.Struct && Fields.TrueForAll(f => f.Type.IsKey) || Kind == Kind.Array && Elem!.IsKey;

    public override string ToString() => Name;
}

internal sealed class TypePool
{
    public readonly List<GoType> Ints = [], Basic = [], All = [], Structs = [];
    public readonly GoType Int, String, Bool, Any, Float64, Error;
    public readonly GoType? Weigher;
    public readonly StringBuilder Decls = new();
    private readonly Random _rnd;

    public TypePool(Random rnd)
    {
        _rnd = rnd;
        foreach (int bits in new[] { 8, 16, 32, 64 })
        {
            Ints.Add(new GoType { Name = "int" + bits, Kind = Kind.Int, Bits = bits, Signed = true });
            Ints.Add(new GoType { Name = "uint" + bits, Kind = Kind.Int, Bits = bits });
        }
        Int = new GoType { Name = "int", Kind = Kind.Int, Bits = 64, Signed = true };
        Ints.AddRange([Int, Int, Int, new GoType { Name = "uint", Kind = Kind.Int, Bits = 64 }, new GoType { Name = "uintptr", Kind = Kind.Int, Bits = 64 }]);
        String = new GoType { Name = "string", Kind = Kind.String };
        Bool = new GoType { Name = "bool", Kind = Kind.Bool };
        Float64 = new GoType { Name = "float64", Kind = Kind.Float, Bits = 64 };
        Any = new GoType { Name = "any", Kind = Kind.Any };
        Error = new GoType { Name = "error", Kind = Kind.Iface };
        Basic.AddRange(Ints);
        Basic.AddRange([String, String, String, Bool, Bool, Float64, Float64, new GoType { Name = "float32", Kind = Kind.Float, Bits = 32 }, new GoType { Name = "complex128", Kind = Kind.Complex, Bits = 128 }]);
        All.AddRange(Basic);

        var named = new List<GoType>();
        for (int i = 0; i < 3; i++)
        {
            var u = Pick(Basic);
            var t = new GoType { Name = "N" + i, Kind = u.Kind, Bits = u.Bits, Signed = u.Signed, HasMethods = true };
            Decls.Append($"type N{i} {u}\n\n");
            named.Add(t);
            All.Add(t);
            if (t.Kind == Kind.Int) Ints.Add(t);
            Basic.Add(t);
        }
        for (int i = 0; i < 4; i++)
        {
            var s = new GoType { Name = "S" + i, Kind = Kind.Struct, HasMethods = true };
            Decls.Append($"type S{i} struct {{\n");
            int n = rnd.Next(1, 6);
            // An embedded struct promotes its fields; they are reached by their full path here.
            if (i > 0 && rnd.Next(3) == 0)
            {
                var e = Pick(Structs);
                s.Fields.Add((e.Name, e));
                Decls.Append($"\t{e.Name}\n");
            }
            for (int k = 0; k < n; k++)
            {
                var f = rnd.Next(8) == 0 && Structs.Count > 0 ? PointerTo(Pick(Structs)) : Pick(All);
                s.Fields.Add(("f" + k, f));
                Decls.Append($"\tf{k} {f}\n");
            }
            Decls.Append("}\n\n");
            Structs.Add(s);
            All.Add(s);
            if (s.IsPrintable) named.Add(s);
            for (int k = 0; k < 2; k++) All.Add(Composite());
        }
        for (int i = 0; i < 6; i++) All.Add(Composite());
        // Method values and interface calls: a value receiver here, a pointer receiver there.
        Weigher = new GoType { Name = "Weigher", Kind = Kind.Iface, Implementers = named };
        Decls.Append("type Weigher interface{ Weight(int) int }\n\n");
        All.AddRange([Any, Any, Weigher]);
        for (int i = 0; i < 4; i++) All.Add(Composite());
        All.AddRange([SliceOf(Any), SliceOf(Weigher), MapOf(String, Any)]);
    }

    public GoType Pick(List<GoType> from) => from[_rnd.Next(from.Count)];

    public GoType PointerTo(GoType t) => new() { Name = "*" + t, Kind = Kind.Pointer, Elem = t };
    public GoType SliceOf(GoType t) => new() { Name = "[]" + t, Kind = Kind.Slice, Elem = t };
    public GoType MapOf(GoType k, GoType v) => new() { Name = $"map[{k}]{v}", Kind = Kind.Map, Key = k, Elem = v };
    public GoType FuncOf(List<GoType> ps, GoType r) => new() { Name = $"func({string.Join(", ", ps)}) {r}", Kind = Kind.Func, Params = ps, Result = r };

    private GoType Composite()
    {
        var e = Pick(All);
        switch (_rnd.Next(7))
        {
            case 0 or 1: return SliceOf(e);
            case 2:
            {
                int n = _rnd.Next(1, 5);
                return new GoType { Name = $"[{n}]{e}", Kind = Kind.Array, Elem = e, Len = n };
            }
            case 3:
            {
                var keys = All.Where(t => t.IsKey).ToList();
                return MapOf(Pick(keys), e);
            }
            case 4: return Structs.Count > 0 ? PointerTo(Pick(Structs)) : SliceOf(e);
            case 5: return FuncOf([Pick(Basic), Pick(Basic)], Pick(Basic));
            default: return SliceOf(Pick(Basic));
        }
    }

    // ---- literals ----

    /// <summary>An integer constant that fits the type; often one near a border.</summary>
    public string IntLiteral(GoType t)
    {
        Int128 min = t.Signed ? -((Int128)1 << (t.Bits - 1)) : 0, max = t.Signed ? ((Int128)1 << (t.Bits - 1)) - 1 : ((Int128)1 << t.Bits) - 1;
        Int128 v = _rnd.Next(10) switch
        {
            0 => min, 1 => max, 2 => 0, 3 => 1, 4 => max - _rnd.Next(3), 5 => min + _rnd.Next(3), 6 => (Int128)1 << _rnd.Next(t.Bits - 1),
            7 => (Int128)(ulong)_rnd.NextInt64() & max, _ => _rnd.Next(100),
        };
        if (t.Signed && _rnd.Next(3) == 0 && v > 0) v = -v;
        return v.ToString(CultureInfo.InvariantCulture);
    }

    private static readonly string[] s_floats = ["0", "1", "-1", "0.5", "1e10", "-2.75", "3.4e38", "1e-40", "1e300", "-1e18", "9007199254740993", "0.1", "4294967296.5", "-0.0", "127.9", "1.7e19"];
    private static readonly string[] s_strings = ["", "a", "abc", "héllo", "\\x00z", "日本", "\\xff\\xfe", "0123456789", "q w", "%d", "aab", "long enough to be no small string at all"];

    /// <summary>A constant of a basic type, converted where the context would not give it that type.</summary>
    public string Constant(GoType t) => t.Kind switch
    {
        Kind.Int => $"{t}({IntLiteral(t)})",
        Kind.Float => s_floats[_rnd.Next(s_floats.Length)] is var f && t.Bits == 32 && (f == "1e300" || f == "1.7e19" && _rnd.Next(2) == 0) ? $"{t}(2.5)" : $"{t}({f})",
        Kind.Complex => $"{t}({s_floats[_rnd.Next(8)]}+{_rnd.Next(9)}i)",
        Kind.String => $"{t}(\"{s_strings[_rnd.Next(s_strings.Length)]}\")",
        Kind.Bool => _rnd.Next(2) == 0 ? $"{t}(true)" : $"{t}(false)",
        _ => throw new InvalidOperationException("no constants of " + t),
    };
}
