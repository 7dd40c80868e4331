// Large map literals: constant entries lie in two arrays of read-only data, and a loop puts them into the map.
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
    private const int MinMapData = 16;

    /// <summary>Puts the constant entries of a literal into a new map; returns the others, for which code is needed.</summary>
    private List<Expr> MapFromData(CompositeLit c, Type t, MapT m, int map)
    {
        if (c.ElemList.Count < MinMapData) return c.ElemList;
        var rest = new List<Expr>();
        List<StaticValue> keys = [], vals = [];
        foreach (var el in c.ElemList)
        {
            var kv = (KeyValueExpr)el;
            if (P.Constant(Info, Env, kv.Key, m.Key) is { } k && P.Constant(Info, Env, kv.Value, m.Elem) is { } v)
            {
                keys.Add(k);
                vals.Add(v);
            }
            else rest.Add(el);
        }
        if (keys.Count < MinMapData) return c.ElemList;
        TypeLayout kl = Lay(m.Key), vl = Lay(m.Elem);
        int kd = B.SymAddr(P.ConstantArray(m.Key, keys)), vd = vl.Size > 0 ? B.SymAddr(P.ConstantArray(m.Elem, vals)) : 0;
        int i = F.NewVar(IrType.I64);
        B.SetVar(i, B.I64(0));
        Block loop = B.NewBlock(), done = B.NewBlock();
        B.JumpInto(loop);
        var key = Load(new Addr(B.Fix(B.PtrIndex(kd, Scale(i, kl.Size))), 0, MemKind.Stable), kl);
        if (!key.IsMem) key = Fix(key);
        var val = vl.Size > 0 ? Load(new Addr(B.Fix(B.PtrIndex(vd, Scale(i, vl.Size))), 0, MemKind.Stable), vl) : Zero(vl);
        if (!val.IsMem) val = Fix(val);
        Store(MapAssign(t, m, map, key), val);
        B.SetVar(i, B.Add64(B.V(i), B.I64(1)));
        B.If(B.Cmp(Op.LtS, B.V(i), B.I64(keys.Count)), loop, done);
        B.SetBlock(done);
        return rest;
    }
}
