// Loads, stores and copies of Go values, with the write barrier where the target may be in the heap.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    public static readonly Scalar[] NoScalars = [];

    public GoVal Val(Type t, int x) => new(Lay(t), [x]);
    public GoVal Val(Type t, int x, int y) => new(Lay(t), [x, y]);
    public GoVal Val(Type t, int x, int y, int z) => new(Lay(t), [x, y, z]);
    public GoVal Empty(TypeLayout l) => new(l, []);

    /// <summary>The same scalars or memory under another type of equal layout.</summary>
    public static GoVal Relabel(GoVal v, TypeLayout l) => v.IsMem ? new GoVal(l, v.Mem) : v.N switch
    {
        0 => new GoVal(l, []), 1 => new GoVal(l, [v.S0]), 2 => new GoVal(l, [v.S0, v.S1]), _ => new GoVal(l, [v.S0, v.S1, v.S2]),
    };

    public GoVal FromVars(TypeLayout l, int[] vars)
    {
        Span<int> s = stackalloc int[vars.Length];
        for (int i = 0; i < vars.Length; i++) s[i] = B.V(vars[i]);
        return new GoVal(l, s);
    }

    /// <summary>New variables for the scalars of a layout.</summary>
    public int[] NewVars(TypeLayout l, string? name = null)
    {
        var vars = new int[l.ScalarCount];
        for (int i = 0; i < vars.Length; i++) vars[i] = F.NewVar(l.Scalars![i].Type, name == null ? null : vars.Length == 1 ? name : name + "." + i.ToString(System.Globalization.CultureInfo.InvariantCulture), l.Scalars[i].Length);
        return vars;
    }

    /// <summary>Evaluates now: the result's scalars are constants or temporaries. Memory is not copied.</summary>
    public GoVal Fix(GoVal v)
    {
        if (v.IsMem) return v;
        Span<int> s = stackalloc int[v.N];
        for (int i = 0; i < v.N; i++) s[i] = B.Fix(v[i]);
        return new GoVal(v.L, s);
    }

    /// <summary>Like Fix, and memory is copied into a temporary: nothing done later can change the value.</summary>
    public GoVal Snapshot(GoVal v)
    {
        if (!v.IsMem) return Fix(v);
        var a = NewAreaTemp(v.L);
        CopyMem(a, v.Mem, v.L);
        return new GoVal(v.L, a);
    }

    /// <summary>Scalars become leaves that may be used several times before the next assignment to a variable.</summary>
    public GoVal Leaves(GoVal v)
    {
        if (v.IsMem) return v;
        Span<int> s = stackalloc int[v.N];
        for (int i = 0; i < v.N; i++) s[i] = B.Leaf(v[i]);
        return new GoVal(v.L, s);
    }

    public int NewArea(TypeLayout l, string? name = null)
    {
        if (l.Size > int.MaxValue) throw new UnsupportedException(default, $"type {l.Type} too large");
        return F.NewArea((int)Math.Max(l.Size, 1), l.Align, Layouts.PtrMask(l), name);
    }

    /// <summary>Memory for a temporary of this type: area, or heap if it is very large. Its contents are undefined.</summary>
    public Addr NewAreaTemp(TypeLayout l)
    {
        if (l.Size > MaxAreaVar) return new Addr(B.Fix(NewObject(l.Type)), 0, MemKind.Fresh);
        return new Addr(B.AreaAddr(NewArea(l)), 0, MemKind.Stable);
    }

    /// <summary>Larger variables go to the heap, as gc does with its frames.</summary>
    public const long MaxAreaVar = 64 << 10;

    /// <summary>A new zeroed object; result is an expression with the pointer (a temporary).</summary>
    public int NewObject(Type t)
    {
        var l = Lay(t);
        if (l.Size == 0) return B.SymAddr(P.ZeroBaseSym());
        int r = F.NewVar(IrType.Ptr);
        B.MarkFinal(r);
        Runtime("runtime.newobject", [TypeAddr(t)], [r]);
        return B.V(r);
    }

    // ---------------------------------------------------------------- load and store

    public GoVal Load(Addr a, TypeLayout l)
    {
        if (l.IsMem) return new GoVal(l, a);
        var sc = l.Scalars!;
        Span<int> s = stackalloc int[sc.Length];
        for (int i = 0; i < sc.Length; i++) s[i] = B.Load(sc[i].Mem, a.Base, a.Off + sc[i].Offset, sc[i].Length);
        return new GoVal(l, s);
    }

    public void StoreScalar(Addr a, MemType mem, int e)
    {
        if (mem == MemType.Ptr && a.Kind == MemKind.Heap) B.StorePtr(a.Base, a.Off, e);
        else B.Store(mem, a.Base, a.Off, e);
    }

    public void Store(Addr a, GoVal v)
    {
        if (v.IsMem)
        {
            CopyMem(a, v.Mem, v.L);
            return;
        }
        var sc = v.L.Scalars!;
        if (v.N == 0) return;
        if (v.N == 1) { StoreScalar(a.Plus(sc[0].Offset), sc[0].Mem, v.S0); return; }
        // A later word may be read from the place an earlier one is written to.
        int s1 = B.Leaf(v.S1), s2 = v.N > 2 ? B.Leaf(v.S2) : 0;
        StoreScalar(a.Plus(sc[0].Offset), sc[0].Mem, v.S0);
        StoreScalar(a.Plus(sc[1].Offset), sc[1].Mem, s1);
        if (v.N > 2) StoreScalar(a.Plus(sc[2].Offset), sc[2].Mem, s2);
    }

    /// <summary>Copies a memory-class value.</summary>
    public void CopyMem(Addr dst, Addr src, TypeLayout l)
    {
        if (l.Size == 0 || dst == src) return;
        if (l.HasPointers && dst.Kind == MemKind.Heap)
        {
            if (l.Size <= 32)
            {
                CopyWords(dst, src, l);
                return;
            }
            Runtime("runtime.typedmemmove", [TypeAddr(l.Type), B.PtrAdd(dst.Base, dst.Off), B.PtrAdd(src.Base, src.Off)], []);
            return;
        }
        bool overlap = dst.Kind != MemKind.Stable && src.Kind != MemKind.Stable;
        B.MoveMem(B.PtrAdd(dst.Base, dst.Off), B.PtrAdd(src.Base, src.Off), l.Size, overlap);
    }

    /// <summary>Word by word, all loads first (source and target may overlap). For types with pointers only: their size is a multiple of 8.</summary>
    private void CopyWords(Addr dst, Addr src, TypeLayout l)
    {
        var mask = Layouts.PtrMask(l)!;
        int n = (int)(l.Size / 8);
        Span<int> w = stackalloc int[n];
        for (int i = 0; i < n; i++) w[i] = B.Fix(B.Load(IsPtrWord(mask, i) ? MemType.Ptr : MemType.I64, src.Base, src.Off + i * 8));
        for (int i = 0; i < n; i++) StoreScalar(dst.Plus(i * 8), IsPtrWord(mask, i) ? MemType.Ptr : MemType.I64, w[i]);
    }

    private static bool IsPtrWord(ulong[] mask, int i) => (i >> 6) < mask.Length && (mask[i >> 6] >> (i & 63) & 1) != 0;

    /// <summary>Sets memory to the zero value.</summary>
    public void ZeroAt(Addr a, TypeLayout l)
    {
        if (l.Size == 0) return;
        if (!l.IsMem)
        {
            Store(a, Zero(l));
            return;
        }
        if (l.HasPointers && a.Kind == MemKind.Heap) Runtime("runtime.typedmemclr", [TypeAddr(l.Type), B.PtrAdd(a.Base, a.Off)], []);
        else B.ZeroMem(B.PtrAdd(a.Base, a.Off), l.Size);
    }

    public GoVal Zero(Type t) => Zero(Lay(t));

    /// <summary>The zero value; of memory class: the address of shared zero bytes.</summary>
    public GoVal Zero(TypeLayout l)
    {
        if (l.IsMem)
        {
            if (l.Size <= ZeroValSize) return new GoVal(l, new Addr(B.SymAddr(P.Sym("runtime.zeroVal")), 0, MemKind.Stable));
            var a = NewAreaTemp(l);
            ZeroAt(a, l);
            return new GoVal(l, a);
        }
        Span<int> s = stackalloc int[l.ScalarCount];
        for (int i = 0; i < s.Length; i++) s[i] = B.Zero(l.Scalars![i].Type);
        return new GoVal(l, s);
    }

    /// <summary>Bytes of runtime.zeroVal.</summary>
    public const int ZeroValSize = 1024;

    /// <summary>Part k (field, or element 0 of an array of one) of a value.</summary>
    public GoVal Part(GoVal v, int k)
    {
        var pl = v.L.Parts[v.L.Under is ArrayT ? 0 : k];
        if (v.IsMem) return Load(v.Mem.Plus(v.L.Under is ArrayT ? k * pl.Size : v.L.FieldOffsets[k]), pl);
        int first = v.L.Under is ArrayT ? 0 : Layouts.FirstScalar(v.L, k);
        Span<int> s = stackalloc int[pl.ScalarCount];
        for (int i = 0; i < s.Length; i++) s[i] = v[first + i];
        return new GoVal(pl, s);
    }

    /// <summary>The address of memory with the value: its own if it is of memory class, else that of a copy in a temporary.</summary>
    public Addr Spill(GoVal v)
    {
        if (v.IsMem) return v.Mem;
        if (v.N == 0) return new Addr(B.SymAddr(P.ZeroBaseSym()), 0, MemKind.Fresh);
        var a = NewAreaTemp(v.L);
        Store(a, v);
        return a;
    }

    /// <summary>Address as one leaf expression.</summary>
    public int AddrExpr(Addr a) => a.Off == 0 ? a.Base : B.Leaf(B.PtrAdd(a.Base, a.Off));

    // ---------------------------------------------------------------- calls into the runtime

    public static IrType[] TypesOf(FuncBuilder b, ReadOnlySpan<int> args)
    {
        var t = new IrType[args.Length];
        for (int i = 0; i < t.Length; i++) t[i] = b.TypeOfExpr(args[i]);
        return t;
    }

    /// <summary>Calls a runtime function with scalar arguments; results go to the given variables. fallback: class of the call if there is no native of that name.</summary>
    public void Runtime(string symbol, ReadOnlySpan<int> args, ReadOnlySpan<int> results, CallClass fallback = CallClass.Suspends, bool noReturn = false, IrType[]? resultTypes = null)
    {
        var rt = resultTypes;
        if (rt == null)
        {
            rt = new IrType[results.Length];
            for (int i = 0; i < rt.Length; i++) rt[i] = results[i] >= 0 ? F.Vars[results[i]].Type : throw new InternalCompilerError(default, "lower", $"{symbol}: type of dropped result");
        }
        B.Call(new CallInfo
        {
            Kind = CalleeKind.Direct, Symbol = P.Sym(symbol), Args = args.ToArray(), ArgTypes = TypesOf(B, args), ResultTypes = rt, Results = results.ToArray(),
            Class = P.Config.Natives.TryGetValue(symbol, out var c) ? c : fallback, NoReturn = noReturn,
        });
        if (noReturn) B.Unreachable();
    }

    /// <summary>A runtime call with one result; the result is a temporary.</summary>
    public int Runtime1(string symbol, IrType result, ReadOnlySpan<int> args, CallClass fallback = CallClass.Suspends)
    {
        int r = F.NewVar(result);
        B.MarkFinal(r);
        Runtime(symbol, args, [r], fallback);
        return B.V(r);
    }
}
