// Conditional counting without a branch:  if c { n++ }  becomes  n += c.
//
//     if c b1 b2                     n = add(n, zext(c))
//     b1: n = add(n, 1); jump b2     jump b2
//
// RyuJIT makes no conditional move in a loop, and a counting loop's condition is often one that no predictor learns. The condition is
// evaluated once as before; branches marked likely or unlikely stay.
using System.Runtime.InteropServices;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

internal static class Counts
{
    public static void Run(Function f)
    {
        bool any = false;
        foreach (var b in f.Blocks)
            if (f.Values[b.Stmts[^1]] is { Op: Op.If } v && v.B != v.C && (IsCount(f, v.B, v.C) || IsCount(f, v.C, v.B))) { any = true; break; }
        if (!any) return;
        var cfg = new Cfg(f, static _ => false);
        foreach (int b in cfg.Order)
        {
            var stmts = f.Blocks[b].Stmts;
            int id = stmts[^1];
            var v = f.Values[id];
            if (v.Op != Op.If || v.B == v.C || v.Flags != 0) continue;
            bool then = IsCount(f, v.B, v.C);
            int count = then ? v.B : v.C, other = then ? v.C : v.B;
            if (!then && !IsCount(f, v.C, v.B) || cfg.P[count].PredCount != 1 || count == f.ExitBlock || count == 0) continue;
            int cond = AsBit(f, v.A, then, v);
            if (cond == 0) continue;
            var set = f.Values[f.Blocks[count].Stmts[0]];
            ref var step = ref CollectionsMarshal.AsSpan(f.Values)[set.B];
            var type = step.Type;
            int bit = type == IrType.I32 ? cond : f.Add(new Value { Op = Op.ZextI32, Type = type, A = cond, Line = set.Line, Inl = set.Inl });
            CollectionsMarshal.AsSpan(f.Values)[set.B].B = bit;
            stmts[^1] = f.Blocks[count].Stmts[0];
            stmts.Add(f.Add(new Value { Op = Op.Jump, A = other, Line = v.Line, Inl = v.Inl }));
            var dead = f.Blocks[count].Stmts;
            dead.Clear();
            dead.Add(f.Add(new Value { Op = Op.Unreachable, Line = v.Line, Inl = v.Inl }));
        }
    }

    // The block adds or takes 1 and goes where the branch goes otherwise.
    private static bool IsCount(Function f, int block, int other)
    {
        var stmts = f.Blocks[block].Stmts;
        if (stmts.Count != 2 || f.Values[stmts[1]] is not { Op: Op.Jump } j || j.A != other || f.Values[stmts[0]] is not { Op: Op.SetVar } set) return false;
        return f.Values[set.B] is { Op: Op.Add or Op.Sub, Type: IrType.I64 or IrType.I32 } e && f.Values[e.A] is { Op: Op.Var } x && x.A == set.A && f.Values[e.B] is { Op: Op.Const, Imm: 1 };
    }

    // The condition, or its opposite, as a value 0 or 1; 0 if it has no such form.
    private static int AsBit(Function f, int cond, bool then, in Value at)
    {
        var v = f.Values[cond];
        if (v.Op is >= Op.Eq and <= Op.GeU)
        {
            if (then) return cond;
            CollectionsMarshal.AsSpan(f.Values)[cond].Op = v.Op switch
            {
                Op.Eq => Op.Ne, Op.Ne => Op.Eq, Op.LtS => Op.GeS, Op.GeS => Op.LtS, Op.GtS => Op.LeS, Op.LeS => Op.GtS,
                Op.LtU => Op.GeU, Op.GeU => Op.LtU, Op.GtU => Op.LeU, _ => Op.GtU,
            };
            return cond;
        }
        if (v.Op is not (Op.Load or Op.Var) || v.Type != IrType.I32) return 0;
        int zero = f.Add(new Value { Op = Op.Const, Type = IrType.I32, Line = at.Line, Inl = at.Inl });
        return f.Add(new Value { Op = then ? Op.Ne : Op.Eq, Type = IrType.I32, A = cond, B = zero, Line = at.Line, Inl = at.Inl });
    }
}
