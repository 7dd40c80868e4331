// Maps and channels: calls into the runtime with gc's fast variants for 32-bit, 64-bit and string keys.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    /// <summary>Elements larger than this use the general functions (abi.MapMaxElemBytes).</summary>
    private const long MapMaxElem = 128;

    private enum MapFast : byte { Slow, Fast32, Fast32Ptr, Fast64, Fast64Ptr, FastStr }

    private MapFast FastKind(MapT m)
    {
        if (Lay(m.Elem).Size > MapMaxElem) return MapFast.Slow;
        var k = Lay(m.Key);
        switch (k.Under)
        {
            case Basic { Kind: BasicKind.String }: return MapFast.FastStr;
            case Basic b when (b.Info & (BasicInfo.Float | BasicInfo.Complex)) != 0: return MapFast.Slow;
            case InterfaceT: return MapFast.Slow;
        }
        if (!Algs.IsRegular(P.Algs.Signature(m.Key), k.Size)) return MapFast.Slow;
        // Only keys of exactly one word: others are compared as memory by the general functions.
        return k.Size switch
        {
            4 => MapFast.Fast32,
            8 => k.HasPointers ? MapFast.Fast64Ptr : MapFast.Fast64,
            _ => MapFast.Slow,
        };
    }

    private static string Suffix(MapFast f, bool assign) => f switch
    {
        MapFast.Fast32 or MapFast.Fast32Ptr => "_fast32", MapFast.Fast64 => "_fast64", MapFast.Fast64Ptr => assign ? "_fast64ptr" : "_fast64", MapFast.FastStr => "_faststr", _ => "",
    };

    /// <summary>The key's argument words: its value for fast variants, else the address of memory with it.</summary>
    private void KeyArgs(List<int> args, MapFast fast, GoVal key, bool assign)
    {
        switch (fast)
        {
            case MapFast.FastStr:
                args.Add(key.S0);
                args.Add(key.S1);
                break;
            case MapFast.Slow: args.Add(AddrExpr(Spill(key))); break;
            default:
                if (key.IsMem || key.N != 1)
                {
                    // A struct or array of that size: its bytes.
                    var a = Spill(key);
                    args.Add(B.Load(fast == MapFast.Fast32 ? MemType.I32 : fast == MapFast.Fast64Ptr ? MemType.Ptr : MemType.I64, a.Base, a.Off));
                    break;
                }
                int x = key.X;
                if (fast == MapFast.Fast64Ptr && !assign && B.TypeOfExpr(x) == IrType.Ptr) x = B.Un(Op.PtrToInt, IrType.I64, x);
                args.Add(x);
                break;
        }
    }

    private GoVal MapIndex(IndexExpr x, MapT m)
    {
        HoistPair(x.X, x.IndexArg);
        int map = Expr(x.X).X;
        if (!B.IsLeaf(map)) map = B.Fix(map);
        var key = IsString(m.Key) ? ReadOnce(x.IndexArg, m.Key) : ExprAs(x.IndexArg, m.Key);
        SetLine(x);
        return MapGet(TypeOf(x.X), m, map, key);
    }

    /// <summary>m[key]</summary>
    public GoVal MapGet(Type mt, MapT m, int map, GoVal key)
    {
        var fast = FastKind(m);
        var el = Lay(m.Elem);
        var args = new List<int> { TypeAddr(mt), map };
        KeyArgs(args, fast, key, false);
        string name = "runtime.mapaccess1" + Suffix(fast, false);
        if (el.Size > ZeroValSize)
        {
            args.Add(AddrExpr(Zero(el).Mem));
            name = "runtime.mapaccess1_fat";
        }
        int p = Runtime1(name, IrType.Ptr, args.ToArray());
        return Load(new Addr(p, 0, MemKind.Heap), el);
    }

    private GoVal[] MapIndexOk(IndexExpr x)
    {
        var mt = TypeOf(x.X);
        var m = (MapT)Under(mt);
        HoistPair(x.X, x.IndexArg);
        int map = B.Leaf(Expr(x.X).X);
        var key = IsString(m.Key) ? ReadOnce(x.IndexArg, m.Key) : ExprAs(x.IndexArg, m.Key);
        SetLine(x);
        var fast = FastKind(m);
        var el = Lay(m.Elem);
        var args = new List<int> { TypeAddr(mt), map };
        KeyArgs(args, fast, key, false);
        string name = "runtime.mapaccess2" + Suffix(fast, false);
        if (el.Size > ZeroValSize)
        {
            args.Add(AddrExpr(Zero(el).Mem));
            name = "runtime.mapaccess2_fat";
        }
        int p = B.NewTemp(IrType.Ptr), ok = B.NewTemp(IrType.I32);
        Runtime(name, args.ToArray(), [p, ok]);
        var v = Load(new Addr(B.V(p), 0, MemKind.Heap), el);
        return [v.IsMem ? v : Fix(v), Val(Universe.Bool, B.V(ok))];
    }

    /// <summary>The address of m[key]'s element, made if it is not there.</summary>
    private Addr MapAssign(Type mt, MapT m, int map, GoVal key)
    {
        var fast = FastKind(m);
        var args = new List<int> { TypeAddr(mt), map };
        KeyArgs(args, fast, key, true);
        return new Addr(Runtime1("runtime.mapassign" + Suffix(fast, true), IrType.Ptr, args.ToArray()), 0, MemKind.Heap);
    }

    private void MapDelete(Type mt, int map, GoVal key)
    {
        var m = (MapT)Under(mt);
        var fast = FastKind(m);
        var args = new List<int> { TypeAddr(mt), map };
        KeyArgs(args, fast, key, false);
        Runtime("runtime.mapdelete" + Suffix(fast, false), args.ToArray(), []);
    }

    // ---------------------------------------------------------------- channels

    private void LowerSend(SendStmt s)
    {
        HoistPair(s.Chan, s.Value);
        var ct = (ChanT)Under(TypeOf(s.Chan));
        int ch = B.Leaf(Expr(s.Chan).X);
        var v = ExprAs(s.Value, ct.Elem);
        var a = Spill(v.IsMem && v.Mem.Kind != MemKind.Stable ? Snapshot(v) : v);
        SetLine(s);
        Runtime("runtime.chansend1", [ch, AddrExpr(a)], []);
    }

    /// <summary>&lt;-ch as a value (fixed).</summary>
    private GoVal Receive(Operation o, Type t)
    {
        int ch = Expr(o.X).X;
        var l = Lay(t);
        SetLine(o);
        if (l.Size == 0)
        {
            Runtime("runtime.chanrecv1", [ch, B.Nil()], []);
            return l.IsMem ? Zero(l) : Empty(l);
        }
        var a = NewAreaTemp(l);
        Runtime("runtime.chanrecv1", [ch, AddrExpr(a)], []);
        return l.IsMem ? new GoVal(l, a) : Fix(Load(a, l));
    }

    private GoVal[] ReceiveOk(Operation o, Type t)
    {
        int ch = Expr(o.X).X;
        var l = Lay(t);
        SetLine(o);
        int ok = B.NewTemp(IrType.I32);
        if (l.Size == 0)
        {
            Runtime("runtime.chanrecv2", [ch, B.Nil()], [ok]);
            return [l.IsMem ? Zero(l) : Empty(l), Val(Universe.Bool, B.V(ok))];
        }
        var a = NewAreaTemp(l);
        Runtime("runtime.chanrecv2", [ch, AddrExpr(a)], [ok]);
        return [l.IsMem ? new GoVal(l, a) : Fix(Load(a, l)), Val(Universe.Bool, B.V(ok))];
    }
}
