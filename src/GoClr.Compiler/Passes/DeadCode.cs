// Assignments nobody reads, and blocks nobody needs.
//
// A SetVar whose variable is not live behind it goes with its expression: expressions have no effect but RecoverTok, and none of them faults.
// What EXIT reads is live everywhere (an unwound frame may go on there), and so are the defer variables.
// A block that only jumps is jumped over, unless that would give a loop header another way back (StripMine wants one); a block with one
// way in, behind a jump, becomes part of the block before.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using GoClr.Compiler.IR;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Passes;

internal static class DeadCode
{
    public static bool Run(Function f)
    {
        bool changed = Assignments(f);
        Areas(f);
        return changed;
    }

    // ---------------------------------------------------------------- assignments

    private static bool Assignments(Function f)
    {
        var cfg = new Cfg(f, static _ => false);
        var live = new Liveness(cfg);
        var values = CollectionsMarshal.AsSpan(f.Values);
        var always = new bool[f.Vars.Count];
        if (f.DeferVar >= 0) always[f.DeferVar] = true;
        foreach (int v in f.DeferClosures) always[v] = true;
        if (cfg.ExitPiece >= 0)
            for (int g = 0; g < live.Globals.Length; g++)
                if (live.LiveIn(cfg.ExitPiece, g)) always[live.Globals[g]] = true;
        var stamp = new int[f.Vars.Count];          // block + 1: live here
        bool changed = false;
        foreach (int b in cfg.Order)
        {
            int now = b + 1;
            var use = new Marker(f, stamp, now);
            ref var p = ref cfg.P[b];
            for (int k = 0; k < p.SuccCount; k++)
            {
                int t = cfg.Succ[p.SuccStart + k];
                for (int w = 0; w < live.Words; w++)
                    for (ulong m = live.In[t * live.Words + w]; m != 0; m &= m - 1)
                        stamp[live.Globals[w * 64 + System.Numerics.BitOperations.TrailingZeroCount(m)]] = now;
            }
            var stmts = f.Blocks[b].Stmts;
            bool gone = false;
            for (int k = stmts.Count - 1; k >= 0; k--)
            {
                ref var v = ref values[stmts[k]];
                switch (v.Op)
                {
                    case Op.Nop:
                        stmts[k] = 0;
                        gone = true;
                        break;
                    case Op.SetVar:
                        if (stamp[v.A] != now && !always[v.A] && !HasEffect(f, v.B))
                        {
                            stmts[k] = 0;
                            gone = changed = true;
                            break;
                        }
                        stamp[v.A] = 0;
                        use.Expr(v.B);
                        break;
                    case Op.Call:
                        var c = f.Calls[v.A];
                        for (int r = 0; r < c.Results.Length; r++)
                        {
                            int var = c.Results[r];
                            if (var < 0) continue;
                            if (stamp[var] != now && !always[var] && !c.Tail) { c.Results[r] = -1; changed = true; }
                            else stamp[var] = 0;
                        }
                        if (c.Target >= 0) stamp[c.Target] = now;
                        foreach (int a in c.Args) use.Expr(a);
                        break;
                    default: use.Stmt(v); break;
                }
            }
            if (gone) stmts.RemoveAll(static s => s == 0);
        }
        return changed;
    }

    private static bool HasEffect(Function f, int id)
    {
        var v = f.Values[id];
        if (v.Op == Op.RecoverTok) return true;
        if (v.Op == Op.NativeExpr)
        {
            for (int i = 0; i < v.C; i++) if (HasEffect(f, f.Extra[v.B + i])) return true;
            return false;
        }
        int n = Verify.Operands(v.Op);
        return n > 0 && HasEffect(f, v.A) || n > 1 && HasEffect(f, v.B) || n > 2 && HasEffect(f, v.C);
    }

    private readonly struct Marker(Function f, int[] stamp, int now)
    {
        public void Expr(int id)
        {
            ref var v = ref CollectionsMarshal.AsSpan(f.Values)[id];
            if (v.Op == Op.Var) { stamp[v.A] = now; return; }
            if (v.Op == Op.NativeExpr) { for (int i = 0; i < v.C; i++) Expr(f.Extra[v.B + i]); return; }
            int n = Verify.Operands(v.Op);
            if (n > 0) Expr(v.A);
            if (n > 1) Expr(v.B);
            if (n > 2) Expr(v.C);
        }

        public void Stmt(in Value v)
        {
            switch (v.Op)
            {
                case Op.Store or Op.StorePtr or Op.MoveMem: Expr(v.A); Expr(v.B); break;
                case Op.ZeroMem or Op.KeepAlive or Op.If or Op.Switch: Expr(v.A); break;
                case Op.Check: Expr(v.A); if (v.B != 0) Expr(v.B); if (v.C != 0) Expr(v.C); break;
                case Op.Return: for (int i = 0; i < v.C; i++) Expr(f.Extra[v.B + i]); break;
            }
        }
    }

    // An area slot whose address nobody takes any more needs no memory.
    private static void Areas(Function f)
    {
        if (f.Areas.Count == 0) return;
        var used = new bool[f.Areas.Count];
        var values = CollectionsMarshal.AsSpan(f.Values);
        var reached = new Cfg(f, static _ => false);
        var work = new Stack<int>();
        foreach (int b in reached.Order)
            foreach (int s in f.Blocks[b].Stmts)
            {
                ref var v = ref values[s];
                switch (v.Op)
                {
                    case Op.SetVar: work.Push(v.B); break;
                    case Op.Store or Op.StorePtr or Op.MoveMem: work.Push(v.A); work.Push(v.B); break;
                    case Op.ZeroMem or Op.KeepAlive or Op.If or Op.Switch: work.Push(v.A); break;
                    case Op.Check: work.Push(v.A); work.Push(v.B); work.Push(v.C); break;
                    case Op.Return: for (int i = 0; i < v.C; i++) work.Push(f.Extra[v.B + i]); break;
                    case Op.Call: foreach (int a in f.Calls[v.A].Args) work.Push(a); break;
                }
                while (work.TryPop(out int id))
                {
                    if (id == 0) continue;
                    ref var e = ref values[id];
                    if (e.Op == Op.AreaAddr) { used[e.A] = true; continue; }
                    if (e.Op == Op.NativeExpr) { for (int i = 0; i < e.C; i++) work.Push(f.Extra[e.B + i]); continue; }
                    int n = Verify.Operands(e.Op);
                    if (n > 0) work.Push(e.A);
                    if (n > 1) work.Push(e.B);
                    if (n > 2) work.Push(e.C);
                }
            }
        var areas = CollectionsMarshal.AsSpan(f.Areas);
        for (int i = 0; i < areas.Length; i++)
            if (!used[i]) { areas[i].Size = 0; areas[i].PtrMask = null; }
    }

    // ---------------------------------------------------------------- blocks

    public static bool Blocks(Function f)
    {
        int n = f.Blocks.Count;
        if (n < 2) return false;
        var cfg = new Cfg(f, static _ => false);
        var values = CollectionsMarshal.AsSpan(f.Values);
        bool changed = false;
        // over blocks that only jump
        var target = new int[n];
        for (int b = 0; b < n; b++)
        {
            target[b] = b;
            int t = b;
            for (int hops = 0; hops < 16; hops++)
            {
                var stmts = f.Blocks[t].Stmts;
                if (stmts.Count != 1 || values[stmts[0]].Op != Op.Jump || t == 0 || t == f.ExitBlock || f.Blocks[t].NoPoll) break;
                int to = values[stmts[0]].A;
                if (to == t || cfg.Rpo[t] < 0 || cfg.HeaderDepth(to) > 0 || cfg.P[to].Poll) break;
                t = to;
            }
            target[b] = t;
        }
        foreach (int b in cfg.Order)
        {
            ref var v = ref values[f.Blocks[b].Stmts[^1]];
            switch (v.Op)
            {
                case Op.Jump: if (target[v.A] != v.A) { v.A = target[v.A]; changed = true; } break;
                case Op.If:
                    if (target[v.B] != v.B) { v.B = target[v.B]; changed = true; }
                    if (target[v.C] != v.C) { v.C = target[v.C]; changed = true; }
                    break;
                case Op.Switch:
                    for (int i = 0; i < v.C; i++)
                        if (target[f.Extra[v.B + i]] != f.Extra[v.B + i]) { f.Extra[v.B + i] = target[f.Extra[v.B + i]]; changed = true; }
                    break;
            }
        }
        // one way in, behind a jump
        var preds = new int[n];
        var seen = new bool[n];
        var work = new Stack<int>();
        work.Push(0);
        seen[0] = true;
        if (f.ExitBlock >= 0) { work.Push(f.ExitBlock); seen[f.ExitBlock] = true; preds[f.ExitBlock] = 2; }
        preds[0] = 2;
        while (work.TryPop(out int b))
        {
            var v = values[f.Blocks[b].Stmts[^1]];
            for (int k = 0; k < Cfg.SuccCount(v); k++)
            {
                int t = Cfg.SuccBlock(f, v, k);
                preds[t]++;
                if (!seen[t]) { seen[t] = true; work.Push(t); }
            }
        }
        for (int b = 0; b < n; b++)
        {
            if (!seen[b]) continue;
            while (true)
            {
                var stmts = f.Blocks[b].Stmts;
                ref var last = ref values[stmts[^1]];
                if (last.Op != Op.Jump || last.A == b || preds[last.A] != 1 || f.Blocks[last.A].NoPoll || cfg.HeaderDepth(last.A) > 0) break;
                int t = last.A;
                int line = last.Line;
                stmts.RemoveAt(stmts.Count - 1);
                stmts.AddRange(f.Blocks[t].Stmts);
                preds[t] = 0;
                seen[t] = false;
                var dead = f.Blocks[t].Stmts;
                dead.Clear();
                dead.Add(f.Add(new Value { Op = Op.Unreachable, Line = line }));
                values = CollectionsMarshal.AsSpan(f.Values);
                changed = true;
            }
        }
        return changed;
    }
}
