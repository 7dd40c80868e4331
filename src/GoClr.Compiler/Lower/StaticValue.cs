// Values known at compile time, and how they become data. A StaticValue is a tree without a place; only when a variable with that value is laid
// out do the objects it points to get symbols, so a value that turns out useless leaves nothing behind.
using System;
using System.Collections.Generic;
using System.Numerics;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

internal abstract class StaticValue
{
    internal static readonly StaticValue Zero = new StaticZero();
}

internal sealed class StaticZero : StaticValue { }
/// <summary>A scalar constant; the target's type says how many bytes count.</summary>
internal sealed class StaticBits(long bits) : StaticValue { internal readonly long Bits = bits; }
internal sealed class StaticComplex(double re, double im) : StaticValue { internal readonly double Re = re, Im = im; }
internal sealed class StaticString(byte[] text) : StaticValue { internal readonly byte[] Text = text; }
/// <summary>The address of a symbol: a package variable, a function's static closure.</summary>
internal sealed class StaticAddr(int symbol, long addend) : StaticValue { internal readonly int Symbol = symbol; internal readonly long Addend = addend; }
/// <summary>An address in an object made at compile time.</summary>
internal sealed class StaticRef(StaticObject obj, long offset) : StaticValue { internal readonly StaticObject Object = obj; internal readonly long Offset = offset; }
internal sealed class StaticSlice(StaticObject array, long len) : StaticValue { internal readonly StaticObject Array = array; internal readonly long Len = len; }
/// <summary>An interface value that holds a value of a concrete type.</summary>
internal sealed class StaticIface(Type concrete, StaticValue value) : StaticValue { internal readonly Type Concrete = concrete; internal readonly StaticValue Value = value; }
/// <summary>Fields of a struct or elements of an array; those beyond Parts are zero.</summary>
internal sealed class StaticAgg(StaticValue[] parts) : StaticValue { internal readonly StaticValue[] Parts = parts; }
/// <summary>Computed at run time, by the initialiser's code.</summary>
internal sealed class StaticDynamic(Expr expr) : StaticValue { internal readonly Expr Expr = expr; }

/// <summary>An object that a static value points to.</summary>
internal sealed class StaticObject(TypeLayout layout, StaticValue value)
{
    internal readonly TypeLayout Layout = layout;
    internal StaticValue Value = value;
    internal int Symbol = -1;
    /// <summary>Go code cannot write it (boxed values of interfaces).</summary>
    internal bool ReadOnly;
}

/// <summary>A part of a static object that code must fill in: at Symbol + Offset.</summary>
internal readonly record struct DynamicPart(int Symbol, long Offset, TypeLayout Layout, Expr Expr);

internal sealed class StaticWriter(DataBuilder data, Layouts layouts, Itabs itabs)
{
    /// <summary>Objects of size 0 share one address.</summary>
    internal int ZeroBase()
    {
        data.New("go:zerobase", Section.NoPtrBss, 8, 8, true);
        return data.Sym("go:zerobase");
    }

    internal static bool IsZero(StaticValue v)
    {
        switch (v)
        {
            case StaticZero or StaticDynamic: return true;
            case StaticBits b: return b.Bits == 0;
            case StaticComplex c: return BitConverter.DoubleToInt64Bits(c.Re) == 0 && BitConverter.DoubleToInt64Bits(c.Im) == 0;
            case StaticString s: return s.Text.Length == 0;
            case StaticAgg a:
                foreach (var p in a.Parts) { if (!IsZero(p)) return false; }
                return true;
            default: return false;
        }
    }

    /// <summary>No part needs code.</summary>
    internal static bool IsComplete(StaticValue v)
    {
        switch (v)
        {
            case StaticDynamic: return false;
            case StaticRef r: return r.Object.Symbol >= 0 || IsComplete(r.Object.Value);
            case StaticSlice s: return s.Array.Symbol >= 0 || IsComplete(s.Array.Value);
            case StaticIface i: return IsComplete(i.Value);
            case StaticAgg a:
                foreach (var p in a.Parts) { if (!IsComplete(p)) return false; }
                return true;
            default: return true;
        }
    }

    internal int SymbolOf(StaticObject o, List<DynamicPart>? dynamic)
    {
        if (o.Symbol >= 0) return o.Symbol;
        var l = o.Layout;
        if (l.Size == 0) return o.Symbol = ZeroBase();
        DataSymbol d;
        if (o.ReadOnly && dynamic == null) d = data.NewStatic(Section.RoData, l.Size, l.Align);
        else
        {
            bool zero = IsZero(o.Value);
            d = data.NewStatic(zero ? l.HasPointers ? Section.Bss : Section.NoPtrBss : Section.Data, l.Size, Math.Max(l.Align, l.HasPointers ? 8 : 1));
            d.PtrMask = Layouts.PtrMask(l);
        }
        o.Symbol = d.Symbol;
        Write(d, 0, l, o.Value, dynamic);
        return d.Symbol;
    }

    /// <summary>Writes a value of layout l at off. Parts that need code go to <paramref name="dynamic"/>.</summary>
    internal void Write(DataSymbol d, long off, TypeLayout l, StaticValue v, List<DynamicPart>? dynamic)
    {
        switch (v)
        {
            case StaticZero: break;
            case StaticBits b:
                if (b.Bits == 0) break;
                switch (l.Size)
                {
                    case 1: DataBuilder.U8(d, off, (byte)b.Bits); break;
                    case 2: DataBuilder.U16(d, off, (ushort)b.Bits); break;
                    case 4: DataBuilder.U32(d, off, (uint)b.Bits); break;
                    case 8: DataBuilder.U64(d, off, (ulong)b.Bits); break;
                    default: throw new InternalCompilerError(default, "static data", $"scalar of {l.Size} bytes");
                }
                break;
            case StaticComplex c:
                if (l.Size == 8)
                {
                    DataBuilder.U32(d, off, (uint)BitConverter.SingleToInt32Bits((float)c.Re));
                    DataBuilder.U32(d, off + 4, (uint)BitConverter.SingleToInt32Bits((float)c.Im));
                }
                else
                {
                    DataBuilder.U64(d, off, (ulong)BitConverter.DoubleToInt64Bits(c.Re));
                    DataBuilder.U64(d, off + 8, (ulong)BitConverter.DoubleToInt64Bits(c.Im));
                }
                break;
            case StaticString s:
                if (s.Text.Length == 0) break;
                DataBuilder.Addr64(d, off, data.StringBytes(s.Text));
                DataBuilder.U64(d, off + 8, (ulong)s.Text.Length);
                break;
            case StaticAddr a: DataBuilder.Addr64(d, off, a.Symbol, a.Addend); break;
            case StaticRef r: DataBuilder.Addr64(d, off, SymbolOf(r.Object, dynamic), r.Offset); break;
            case StaticSlice s:
                DataBuilder.Addr64(d, off, SymbolOf(s.Array, dynamic));
                DataBuilder.U64(d, off + 8, (ulong)s.Len);
                DataBuilder.U64(d, off + 16, (ulong)s.Len);
                break;
            case StaticIface i:
                DataBuilder.Addr64(d, off, itabs.TypeWord(i.Concrete, l.Type));
                WriteIfaceData(d, off + 8, i, dynamic);
                break;
            case StaticAgg a:
                if (l.Under is ArrayT)
                {
                    var e = l.Parts[0];
                    for (int k = 0; k < a.Parts.Length; k++) Write(d, off + k * e.Size, e, a.Parts[k], dynamic);
                }
                else
                {
                    for (int k = 0; k < a.Parts.Length; k++) Write(d, off + l.FieldOffsets[k], l.Parts[k], a.Parts[k], dynamic);
                }
                break;
            case StaticDynamic x:
                if (dynamic == null) throw new InternalCompilerError(x.Expr.Pos, "static data", "a part is not constant");
                dynamic.Add(new DynamicPart(d.Symbol, off, l, x.Expr));
                break;
            default: throw new InternalCompilerError(default, "static data", v.GetType().Name);
        }
    }

    private void WriteIfaceData(DataSymbol d, long off, StaticIface i, List<DynamicPart>? dynamic)
    {
        var l = layouts.Of(i.Concrete);
        if (l.DirectIface)
        {
            Write(d, off, l, i.Value, dynamic);
            return;
        }
        if (l.Size == 0) { DataBuilder.Addr64(d, off, ZeroBase()); return; }
        var box = new StaticObject(l, i.Value) { ReadOnly = true };
        DataBuilder.Addr64(d, off, SymbolOf(box, IsComplete(i.Value) ? null : dynamic));
    }

    // ---------------------------------------------------------------- constants

    /// <summary>The bits of a constant of a scalar type.</summary>
    internal static long BitsOf(ConstValue v, Type under)
    {
        var b = under as Basic;
        var info = b?.Info ?? 0;
        if (v is BoolConst bc) return bc.Value ? 1 : 0;
        if ((info & BasicInfo.Float) != 0)
            return b!.Kind == BasicKind.Float32 ? BitConverter.SingleToInt32Bits(ConstOps.ToSingle(v)) : BitConverter.DoubleToInt64Bits(ConstOps.ToDouble(v));
        if (ConstOps.ToInt(v) is IntConst i) return (long)(ulong)(i.Value & ulong.MaxValue);
        throw new InternalCompilerError(default, "constant", $"{ConstOps.Format(v)} as {under}");
    }

    internal static StaticValue OfConst(ConstValue v, Type t)
    {
        if (v is StringConst s && t.Underlying is not InterfaceT) return new StaticString(s.Value);
        if (t.Underlying is Basic b && (b.Info & BasicInfo.Complex) != 0)
        {
            var c = ConstOps.ToComplex(v);
            var (re, im) = (ConstOps.Real(c), ConstOps.Imag(c));
            return b.Kind == BasicKind.Complex64 ? new StaticComplex(ConstOps.ToSingle(re), ConstOps.ToSingle(im)) : new StaticComplex(ConstOps.ToDouble(re), ConstOps.ToDouble(im));
        }
        return new StaticBits(BitsOf(v, t.Underlying));
    }
}
