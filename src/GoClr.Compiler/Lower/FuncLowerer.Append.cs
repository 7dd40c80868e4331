// append: room is tested in line, growth is runtime.growslice.
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
    private GoVal Append(CallExpr c)
    {
        var t = TypeOf(c);
        var elem = ((SliceT)Under(t)).Elem;
        var el = Lay(elem);
        var args = ArgsOf(c);
        if (c.HasDots) return AppendSlice(c, t, elem, el);
        var s = args.IsNil(0) ? Zero(t) : args.Value(0);
        int n = args.Count - 1;
        if (n == 0) return s;
        int ptr = B.NewTemp(IrType.Ptr), len = B.NewTemp(IrType.I64), cap = B.NewTemp(IrType.I64);
        // The operands may mention variables that the caller assigns the result to: everything is in temporaries before that.
        B.SetVar(ptr, s.S0);
        B.SetVar(len, s.S1);
        B.SetVar(cap, s.S2);
        var vals = new GoVal[n];
        for (int i = 0; i < n; i++)
        {
            vals[i] = args.As(i + 1, elem);
            if (!vals[i].IsMem) vals[i] = Leaves(vals[i]);
            else if (vals[i].Mem.Kind != MemKind.Stable) vals[i] = el.Size <= 64 || n > 1 ? Snapshot(vals[i]) : vals[i];
        }
        SetLine(c);
        int newLen = B.Fix(B.Add64(B.V(len), B.I64(n)));
        Grow(ptr, cap, newLen, B.I64(n), elem, StartsInArea(c, el) ? len : -1);
        for (int i = 0; i < n; i++)
        {
            int at = B.Leaf(B.PtrIndex(B.V(ptr), Scaled(i == 0 ? B.V(len) : B.Add64(B.V(len), B.I64(i)), el.Size)));
            Store(new Addr(at, 0, MemKind.Heap), vals[i]);
        }
        return Val(t, B.V(ptr), newLen, B.V(cap));
    }

    /// <summary>Slices that have had their place in the area.</summary>
    private HashSet<Var>? _startedInArea;

    /// <summary>
    /// The first array of the slice can be in the area: it does not escape, and the slice is a variable in IR variables or a value. One array
    /// for each variable, which the first append that finds the slice empty takes, once in a call.
    /// </summary>
    private bool StartsInArea(CallExpr c, TypeLayout el)
    {
        if (el.Size == 0 || el.Size > UnknownSliceBytes || Places.Escapes(c, SiteKind.Append)) return false;
        if (Unparen(c.ArgList[0]) is not Name n || VarOf(n) is not { } v) return true;
        if (IsGlobal(v) || FindLoc(v) is not { Kind: LocKind.Scalars }) return false;
        return (_startedInArea ??= new(ReferenceEqualityComparer.Instance)).Add(v);
    }

    /// <summary>Makes room for newLen elements, num of them new.</summary>
    /// <param name="len">Variable with the old length, if the first array may be in the area; else -1.</param>
    private void Grow(int ptr, int cap, int newLen, int num, Type elem, int len = -1)
    {
        Block grow = B.NewBlock(), fits = B.NewBlock();
        B.If(B.Cmp(Op.GtU, newLen, B.V(cap)), grow, fits, ValueFlags.Unlikely);
        B.SetBlock(grow);
        if (len >= 0)
        {
            long room = UnknownSliceBytes / Lay(elem).Size;
            int used = F.NewVar(IrType.I32);
            B.SetVarAtEntry(used, B.I32(0));
            Block empty = B.NewBlock(), unused = B.NewBlock(), take = B.NewBlock(), heap = B.NewBlock();
            B.If(B.Cmp(Op.LeS, newLen, B.I64(room)), empty, heap);
            B.SetBlock(empty);
            B.If(B.Cmp(Op.Eq, B.V(len), B.I64(0)), unused, heap);
            B.SetBlock(unused);
            B.If(B.Cmp(Op.Eq, B.V(used), B.I32(0)), take, heap);
            B.SetBlock(take);
            B.SetVar(used, B.I32(1));
            B.SetVar(ptr, FreshArea(new ArrayT(elem, room)));
            B.SetVar(cap, B.I64(room));
            B.Jump(fits);
            B.SetBlock(heap);
        }
        int dropped = B.NewTemp(IrType.I64);
        Runtime("runtime.growslice", [B.V(ptr), newLen, B.V(cap), num, TypeAddr(elem)], [ptr, dropped, cap]);
        B.JumpInto(fits);
    }

    private GoVal AppendSlice(CallExpr c, Type t, Type elem, TypeLayout el)
    {
        var s = Tv(c.ArgList[0]).IsNil ? Zero(t) : Expr(c.ArgList[0]);
        int ptr = B.NewTemp(IrType.Ptr), len = B.NewTemp(IrType.I64), cap = B.NewTemp(IrType.I64);
        B.SetVar(ptr, s.S0);
        B.SetVar(len, s.S1);
        B.SetVar(cap, s.S2);
        // append(s, make([]T, n)...) needs no slice of zeros, but gets one.
        if (Tv(c.ArgList[1]).IsNil) return Val(t, B.V(ptr), B.V(len), B.V(cap));
        var src = Leaves(Expr(c.ArgList[1]));
        SetLine(c);
        int newLen = B.Fix(B.Add64(B.V(len), src.S1));
        Grow(ptr, cap, newLen, src.S1, elem);
        if (el.Size > 0)
        {
            Block some = B.NewBlock(), done = B.NewBlock();
            B.If(B.Cmp(Op.Ne, src.S1, B.I64(0)), some, done);
            B.SetBlock(some);
            int dst = B.Leaf(B.PtrIndex(B.V(ptr), Scaled(B.V(len), el.Size)));
            if (el.HasPointers)
            {
                int dropped = B.NewTemp(IrType.I64);
                Runtime("runtime.typedslicecopy", [TypeAddr(elem), dst, src.S1, src.S0, src.S1], [dropped]);
            }
            else Runtime("runtime.memmove", [dst, src.S0, Scaled(src.S1, el.Size)], []);
            B.JumpInto(done);
        }
        return Val(t, B.V(ptr), newLen, B.V(cap));
    }
}
