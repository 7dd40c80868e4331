// Composite literals. What is constant throughout comes from read-only data; the rest is stored element by element.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Escape;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    /// <summary>The literal's own type: for an elided &amp;T in an outer literal T, though the expression has type *T.</summary>
    private Type LitType(CompositeLit c)
    {
        var t = TypeOf(c);
        return c.Type == null && Under(t) is PointerT p ? p.Elem : t;
    }

    private bool IsElidedPointer(CompositeLit c) => c.Type == null && Under(TypeOf(c)) is PointerT;

    private GoVal CompositeExpr(CompositeLit c)
    {
        if (IsElidedPointer(c)) return Val(TypeOf(c), NewComposite(c));
        var t = TypeOf(c);
        var l = Lay(t);
        switch (l.Under)
        {
            case SliceT s: return SliceLit(c, t, s);
            case MapT m: return MapLit(c, t, m);
        }
        if (l.IsMem)
        {
            if (IsBig(c, l))
            {
                int sym = P.ConstantData(Info, Env, c, t);
                if (sym >= 0) return new GoVal(l, new Addr(B.SymAddr(sym), 0, MemKind.Stable));
            }
            var a = NewAreaTemp(l);
            CompositeTo(c, a, false);
            return new GoVal(l, a);
        }
        // At most three scalars: no memory at all.
        HoistElems(c);
        var s2 = new int[l.ScalarCount];
        for (int i = 0; i < s2.Length; i++) s2[i] = B.Zero(l.Scalars![i].Type);
        switch (l.Under)
        {
            case StructT st:
                for (int i = 0; i < c.ElemList.Count; i++)
                {
                    if (SkipsBlank(c, st, i)) continue;
                    var fl = FieldOf(c, l, i, out var e, out _, out int first);
                    var v = ExprAs(e, fl.Type);
                    for (int w = 0; w < v.N; w++) s2[first + w] = v[w];
                }
                break;
            case ArrayT at:
                foreach (var el in c.ElemList)
                {
                    var v = ExprAs(el is KeyValueExpr kv ? kv.Value : el, at.Elem);
                    for (int w = 0; w < v.N; w++) s2[w] = v[w];
                }
                break;
            default: throw Ice(c, $"composite literal of {t}");
        }
        return new GoVal(l, s2);
    }

    private void HoistElems(CompositeLit c)
    {
        if (c.ElemList.Count == 0 || !HasCall(c)) return;
        foreach (var el in c.ElemList)
        {
            if (el is KeyValueExpr kv)
            {
                if (IsKeyExpr(c)) HoistIn(kv.Key);
                HoistIn(kv.Value);
            }
            else HoistIn(el);
        }
    }

    /// <summary>The field that element i of a struct literal sets: its layout, offset and first scalar. A promoted field lies deeper (Go 1.27).</summary>
    private TypeLayout FieldOf(CompositeLit c, TypeLayout l, int i, out Expr value, out long off, out int first)
    {
        int k = i;
        value = c.ElemList[i];
        if (value is KeyValueExpr kv)
        {
            value = kv.Value;
            var key = (Name)kv.Key;
            if (Info.Selections[key.Index] is { Index.Length: > 1 } sel)
            {
                off = 0;
                first = 0;
                foreach (int f in sel.Index)
                {
                    off += l.FieldOffsets[f];
                    first += l.IsMem ? 0 : Layouts.FirstScalar(l, f);
                    l = l.Parts[f];
                }
                return l;
            }
            var fields = ((StructT)l.Under).Fields;
            for (k = 0; k < fields.Count; k++) { if (fields[k].Name == key.Value) break; }
            if (k == fields.Count) throw Ice(kv, $"unknown field {key.Value}");
        }
        off = l.FieldOffsets[k];
        first = l.IsMem ? 0 : Layouts.FirstScalar(l, k);
        return l.Parts[k];
    }

    /// <summary>The literal sets every field of the struct itself.</summary>
    private bool SetsAll(CompositeLit c, StructT st)
    {
        if (c.ElemList.Count < st.Fields.Count || HasBlanks(st)) return false;
        foreach (var e in c.ElemList) { if (e is KeyValueExpr { Key: Name key } && Info.Selections[key.Index] is { Index.Length: > 1 }) return false; }
        return true;
    }

    private bool IsBig(CompositeLit c, TypeLayout l) => l.Size >= 64 && c.ElemList.Count >= 4;

    /// <summary>Builds a struct or array in memory that the literal does not mention. zeroed: the memory is zero already.</summary>
    private void CompositeTo(CompositeLit c, Addr dst, bool zeroed)
    {
        var t = LitType(c);
        var l = Lay(t);
        if (!l.IsMem || l.Under is SliceT or MapT)
        {
            Store(dst, CompositeExpr(c));
            return;
        }
        SetLine(c);
        if (IsBig(c, l))
        {
            int sym = P.ConstantData(Info, Env, c, t);
            if (sym >= 0)
            {
                CopyMem(dst, new Addr(B.SymAddr(sym), 0, MemKind.Stable), l);
                return;
            }
        }
        HoistElems(c);
        switch (l.Under)
        {
            case StructT st:
            {
                bool all = SetsAll(c, st);
                if (!zeroed && !all) ZeroAt(dst, l);
                for (int i = 0; i < c.ElemList.Count; i++)
                {
                    if (SkipsBlank(c, st, i)) continue;
                    var fl = FieldOf(c, l, i, out var e, out long off, out _);
                    ElemTo(e, dst.Plus(off), fl.Type, zeroed || !all);
                }
                break;
            }
            case ArrayT at:
            {
                long size = l.Parts[0].Size;
                bool z = zeroed || c.ElemList.Count < at.Len;
                if (!zeroed && z) ZeroAt(dst, l);
                long index = 0;
                foreach (var el in c.ElemList)
                {
                    var e = el;
                    if (el is KeyValueExpr kv)
                    {
                        if (!ConstInt(kv.Key, out index)) throw Ice(kv, "array index is not constant");
                        e = kv.Value;
                    }
                    ElemTo(e, dst.Plus(index * size), at.Elem, z);
                    index++;
                }
                break;
            }
            default: throw Ice(c, $"composite literal of {t}");
        }
    }

    private static bool HasBlanks(StructT st)
    {
        foreach (var f in st.Fields) { if (f.Name == "_") return true; }
        return false;
    }

    /// <summary>Blank fields stay zero: their values are evaluated only.</summary>
    private bool SkipsBlank(CompositeLit c, StructT st, int i)
    {
        if (c.ElemList[i] is KeyValueExpr || st.Fields[i].Name != "_") return false;
        if (!IsConst(c.ElemList[i]) && !Tv(c.ElemList[i]).IsNil) ExprAs(c.ElemList[i], Subst(st.Fields[i].Type!));
        return true;
    }

    private void ElemTo(Expr e, Addr dst, Type t, bool zeroed)
    {
        if (zeroed && IsZeroConst(e) && (!IsInterface(t) || Tv(e).IsNil)) return;
        if (Unparen(e) is CompositeLit c && !IsElidedPointer(c) && Lay(t).IsMem && Identical(TypeOf(c), t) && _hoisted?.ContainsKey(c) != true) CompositeTo(c, dst, zeroed);
        else Store(dst, ExprAs(e, t));
    }

    private bool IsZeroConst(Expr e)
    {
        var tv = Tv(e);
        if (tv.IsNil) return true;
        return tv is { IsConst: true, Value: { } v } && v switch
        {
            BoolConst b => !b.Value, StringConst s => s.Value.Length == 0, Types.IntConst i => i.Value.IsZero, FloatConst f => f.Num.IsZero, _ => false,
        } && !IsInterface(SingleType(e));
    }

    /// <summary>&amp;T{…}: a new object; returns the pointer (a leaf).</summary>
    private int NewComposite(CompositeLit c)
    {
        var t = LitType(c);
        var l = Lay(t);
        HoistElems(c);
        SetLine(c);
        bool area = !Places.Escapes(c, SiteKind.Pointer) && l.Size <= MaxAreaVar;
        if (l.Under is SliceT or MapT || !l.IsMem)
        {
            var v = Leaves(l.Under switch { SliceT s => SliceLit(c, t, s), MapT m => MapLit(c, t, m), _ => ScalarLit(c, t) });
            int q = area ? FreshArea(t) : NewObject(t);
            Store(new Addr(q, 0, MemKind.Fresh), v);
            return q;
        }
        int p = area ? FreshArea(t) : NewObject(t);
        CompositeTo(c, new Addr(p, 0, MemKind.Fresh), true);
        return p;
    }

    private GoVal ScalarLit(CompositeLit c, Type t) => IsElidedPointer(c) ? ScalarLitElided(c, t) : CompositeExpr(c);

    /// <summary>An elided literal of few scalars: built in its memory form by parts.</summary>
    private GoVal ScalarLitElided(CompositeLit c, Type t)
    {
        var l = Lay(t);
        var s2 = new int[l.ScalarCount];
        for (int i = 0; i < s2.Length; i++) s2[i] = B.Zero(l.Scalars![i].Type);
        for (int i = 0; i < c.ElemList.Count; i++)
        {
            GoVal v;
            int first = 0;
            if (l.Under is StructT st && SkipsBlank(c, st, i)) continue;
            if (l.Under is StructT) v = ExprAsPart(FieldOf(c, l, i, out var e, out _, out first), e);
            else v = ExprAs(c.ElemList[i] is KeyValueExpr kv ? kv.Value : c.ElemList[i], ((ArrayT)l.Under).Elem);
            for (int w = 0; w < v.N; w++) s2[first + w] = v[w];
        }
        return new GoVal(l, s2);
    }

    private GoVal ExprAsPart(TypeLayout l, Expr e) => ExprAs(e, l.Type);

    // ---------------------------------------------------------------- slices and maps

    private GoVal SliceLit(CompositeLit c, Type t, SliceT s)
    {
        long n = 0, index = 0;
        foreach (var el in c.ElemList)
        {
            if (el is KeyValueExpr kv && ConstInt(kv.Key, out long k)) index = k;
            index++;
            n = Math.Max(n, index);
        }
        if (n == 0) return Val(t, B.SymAddr(P.ZeroBaseSym()), B.I64(0), B.I64(0));
        var at = new ArrayT(s.Elem, n);
        var al = Lay(at);
        HoistElems(c);
        SetLine(c);
        int p = !Places.Escapes(c) && al.Size <= MaxAreaVar ? FreshArea(at) : NewObject(at);
        var dst = new Addr(p, 0, MemKind.Fresh);
        int data = al.Size >= 64 && c.ElemList.Count >= 4 ? P.ConstantElements(Info, Env, c, at) : -1;
        if (data >= 0) B.MoveMem(p, B.SymAddr(data), al.Size);
        else
        {
            long size = Lay(s.Elem).Size;
            index = 0;
            foreach (var el in c.ElemList)
            {
                var e = el;
                if (el is KeyValueExpr kv)
                {
                    ConstInt(kv.Key, out index);
                    e = kv.Value;
                }
                ElemTo(e, dst.Plus(index * size), s.Elem, true);
                index++;
            }
        }
        return Val(t, p, B.I64(n), B.I64(n));
    }

    private GoVal MapLit(CompositeLit c, Type t, MapT m)
    {
        HoistElems(c);
        SetLine(c);
        int map = !Places.Escapes(c) ? B.Leaf(AreaMap(t, B.I64(c.ElemList.Count), c.ElemList.Count <= 8)) : B.Leaf(c.ElemList.Count <= 8 ? Runtime1("runtime.makemap_small", IrType.Ptr, []) : Runtime1("runtime.makemap", IrType.Ptr, [TypeAddr(t), B.I64(c.ElemList.Count), B.Nil()]));
        foreach (var el in MapFromData(c, t, m, map))
        {
            var kv = (KeyValueExpr)el;
            var key = ExprAs(kv.Key, m.Key);
            var v = ExprAs(kv.Value, m.Elem);
            v = v.IsMem && v.Mem.Kind != MemKind.Stable ? Snapshot(v) : Fix(v);
            SetLine(kv);
            Store(MapAssign(t, m, map, key), v);
        }
        return Val(t, map);
    }
}
