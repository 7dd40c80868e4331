// What is known about values at a place: conditions that hold, and differences  a <= b + k  between numbers.
//
// A fact is pushed where it begins to hold and taken back when the walk over the dominator tree leaves its scope. A question is answered by
// a short search through facts and through what a value is made of ("ABCD", Bodik, Gupta, Sarkar), with a budget: no answer is always right.
//
// F1  Differences are between signed values; a sum takes part only if it cannot wrap.
// F2  Pointers have no order here, only nil and equality.
using System;
using System.Collections.Generic;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Passes;

internal sealed class Facts(ValueTable t)
{
    private struct Edge { public int To, Next; public long K; }

    private const int Depth = 6, Budget = 200;
    private readonly List<Edge> _edges = [default];
    private int[] _up = new int[256], _down = new int[256];            // value → facts value <= To + K, value >= To + K
    private sbyte[] _truth = new sbyte[256];                           // condition → 0 unknown, 1 true, -1 false
    private readonly List<(byte Kind, int Value, int Old)> _log = [];  // 0: edge of _up, 1: of _down, 2: truth
    private int _left;

    public int Mark => _log.Count;

    public void Undo(int mark)
    {
        for (int k = _log.Count - 1; k >= mark; k--)
        {
            var (kind, value, old) = _log[k];
            if (kind == 0) { _up[value] = old; _edges.RemoveAt(_edges.Count - 1); }
            else if (kind == 1) { _down[value] = old; _edges.RemoveAt(_edges.Count - 1); }
            else _truth[value] = (sbyte)old;
        }
        _log.RemoveRange(mark, _log.Count - mark);
    }

    private void Room()
    {
        if (t.Count <= _up.Length) return;
        int n = t.Count * 2;
        Array.Resize(ref _up, n);
        Array.Resize(ref _down, n);
        Array.Resize(ref _truth, n);
    }

    /// <summary>a &lt;= b + k from here on.</summary>
    public void Le(int a, int b, long k)
    {
        if (a == b) return;
        Room();
        _log.Add((0, a, _up[a]));
        _edges.Add(new Edge { To = b, K = k, Next = _up[a] });
        _up[a] = _edges.Count - 1;
        _log.Add((1, b, _down[b]));
        _edges.Add(new Edge { To = a, K = -k, Next = _down[b] });
        _down[b] = _edges.Count - 1;
    }

    public void AtLeast(int a, long lo) { if (t[a].Lo < lo) Le(t.Const(t[a].Type, lo), a, 0); }
    public void AtMost(int a, long hi) { if (t[a].Hi > hi) Le(a, t.Const(t[a].Type, hi), 0); }

    private void Truth(int vn, sbyte value)
    {
        Room();
        if (_truth[vn] == value) return;
        _log.Add((2, vn, _truth[vn]));
        _truth[vn] = value;
    }

    /// <summary>The condition holds (or does not) from here on.</summary>
    public void Assume(int cond, bool holds)
    {
        if (t[cond].Op == Op.Const) return;
        _left = Budget / 4;
        if (!ValueTable.IsComparison(t[cond].Op)) { Truth(cond, holds ? (sbyte)1 : (sbyte)-1); return; }
        int not = t.Negate(cond);
        Truth(cond, holds ? (sbyte)1 : (sbyte)-1);
        Truth(not, holds ? (sbyte)-1 : (sbyte)1);
        var v = t[holds ? cond : not];
        int a = v.A, b = v.B;
        if (v.Op is >= Op.FEq and <= Op.FGe || t[a].Type == IrType.Ptr || t[b].Type == IrType.Ptr) return;
        switch (v.Op)
        {
            case Op.Eq: Le(a, b, 0); Le(b, a, 0); break;
            case Op.Ne:
                if (!t.IsConst(b, out long c)) break;
                if (Lower(a, 2) == c) AtLeast(a, c + 1);
                else if (Upper(a, 2) == c) AtMost(a, c - 1);
                break;
            case Op.LtS: Le(a, b, -1); break;
            case Op.LeS: Le(a, b, 0); break;
            // a <u b with b >= 0 means 0 <= a < b
            case Op.LtU: if (Lower(b, 3) >= 0) { AtLeast(a, 0); Le(a, b, -1); } break;
            case Op.LeU: if (Lower(b, 3) >= 0) { AtLeast(a, 0); Le(a, b, 0); } break;
        }
    }

    public bool NotNil(int vn)
    {
        for (int k = 0; k < 8; k++)
        {
            ref readonly var v = ref t[vn];
            if (v.NotNil) return true;
            if (vn < _truth.Length && Known(t.Intern(Op.Ne, IrType.I32, vn, t.Const(IrType.Ptr, 0), 0, 0)) > 0) return true;
            // an offset into an object leads to no nil pointer
            if (v.Op != Op.Add || v.Type != IrType.Ptr || !t.IsConst(v.B, out long off) || off <= 0) return false;
            vn = v.A;
        }
        return false;
    }

    private int Known(int cond) => cond < _truth.Length ? _truth[cond] : 0;

    /// <summary>1: holds, -1: does not, 0: unknown.</summary>
    public int Decide(int cond)
    {
        var v = t[cond];
        if (v.Op == Op.Const) return v.Imm != 0 ? 1 : -1;
        if (Known(cond) != 0) return Known(cond);
        if (v.Op is not (>= Op.Eq and <= Op.GeU)) return 0;
        int a = v.A, b = v.B;
        if (t[a].Type == IrType.Ptr || t[b].Type == IrType.Ptr)
        {
            if (v.Op is not (Op.Eq or Op.Ne) || t[b].Op != Op.Const || t[b].Imm != 0 || !NotNil(a)) return 0;
            return v.Op == Op.Ne ? 1 : -1;
        }
        _left = Budget;
        switch (v.Op)
        {
            case Op.Eq or Op.Ne:
            {
                bool apart = Le(a, b, -1, Depth) || Le(b, a, -1, Depth);
                if (apart) return v.Op == Op.Ne ? 1 : -1;
                return 0;
            }
            case Op.LtS: return Le(a, b, -1, Depth) ? 1 : Le(b, a, 0, Depth) ? -1 : 0;
            case Op.LeS: return Le(a, b, 0, Depth) ? 1 : Le(b, a, -1, Depth) ? -1 : 0;
            case Op.LtU:
                if (Lower(a, 4) >= 0 && Le(a, b, -1, Depth)) return 1;
                return Lower(b, 4) >= 0 && Le(b, a, 0, Depth) ? -1 : 0;
            case Op.LeU:
                if (Lower(a, 4) >= 0 && Le(a, b, 0, Depth)) return 1;
                return Lower(b, 4) >= 0 && Le(b, a, -1, Depth) ? -1 : 0;
            default: return 0;
        }
    }

    // ---------------------------------------------------------------- bounds

    private static long Plus(long a, long b)
    {
        long r = unchecked(a + b);
        return ((a ^ r) & (b ^ r)) < 0 ? a < 0 ? long.MinValue : long.MaxValue : r;
    }

    /// <summary>A constant the value does not exceed.</summary>
    public long Upper(int vn, int depth)
    {
        var v = t[vn];
        long best = v.Hi;
        if (depth == 0 || v.Lo == v.Hi) return best;
        if (vn < _up.Length)
            for (int e = _up[vn]; e != 0; e = _edges[e].Next)
            {
                long y = Upper(_edges[e].To, depth - 1);
                if (y != long.MaxValue) best = Math.Min(best, Plus(y, _edges[e].K));
                else if (_edges[e].K < 0) best = Math.Min(best, Plus(ValueTable.Max(v.Type), _edges[e].K));
            }
        switch (v.Op)
        {
            case Op.Add when t.IsConst(v.B, out long k) && NoWrap(v.A, k, v.Type, depth - 1): best = Math.Min(best, Plus(Upper(v.A, depth - 1), k)); break;
            case Op.SextI32: best = Math.Min(best, Upper(v.A, depth - 1)); break;
            case Op.ZextI32 when Lower(v.A, depth - 1) >= 0: best = Math.Min(best, Upper(v.A, depth - 1)); break;
            case Op.Sub when Lower(v.A, depth - 1) >= 0 && Lower(v.B, depth - 1) is >= 0 and var lo: best = Math.Min(best, Plus(Upper(v.A, depth - 1), -lo)); break;
            case Op.Select:
            {
                long x = Upper(v.B, depth - 1), y = Upper(v.C, depth - 1);
                best = Math.Min(best, Smaller(v) ? Math.Min(x, y) : Math.Max(x, y));
                break;
            }
            case Op.DivS or Op.ShrS or Op.ShrU when Lower(v.A, depth - 1) >= 0 && t[v.B].Lo >= 0: best = Math.Min(best, Upper(v.A, depth - 1)); break;
        }
        return best;
    }

    /// <summary>A constant the value is not below.</summary>
    public long Lower(int vn, int depth)
    {
        var v = t[vn];
        long best = v.Lo;
        if (depth == 0 || v.Lo == v.Hi) return best;
        if (vn < _down.Length)
            for (int e = _down[vn]; e != 0; e = _edges[e].Next)
            {
                long y = Lower(_edges[e].To, depth - 1);
                if (y != long.MinValue) best = Math.Max(best, Plus(y, _edges[e].K));
                else if (_edges[e].K > 0) best = Math.Max(best, Plus(ValueTable.Min(v.Type), _edges[e].K));
            }
        switch (v.Op)
        {
            case Op.Add when t.IsConst(v.B, out long k) && NoWrap(v.A, k, v.Type, depth - 1): best = Math.Max(best, Plus(Lower(v.A, depth - 1), k)); break;
            case Op.Add when v.Type != IrType.Ptr && best < 0:
            {
                // two values that are not negative and too small to wrap
                long x = Lower(v.A, depth - 1), y = Lower(v.B, depth - 1);
                if (x >= 0 && y >= 0 && Plus(Upper(v.A, depth - 1), Upper(v.B, depth - 1)) is var sum && sum < ValueTable.Max(v.Type)) best = Plus(x, y);
                break;
            }
            case Op.SextI32: best = Math.Max(best, Lower(v.A, depth - 1)); break;
            case Op.ZextI32 when Lower(v.A, depth - 1) is >= 0 and var z: best = Math.Max(best, z); break;
            case Op.Sub when best < 0 && Lower(v.A, depth - 1) >= 0 && Lower(v.B, depth - 1) >= 0 && _left > 0:
                if (Le(v.B, v.A, 0, depth - 1)) best = 0;
                break;
            case Op.Select:
            {
                long x = Lower(v.B, depth - 1), y = Lower(v.C, depth - 1);
                best = Math.Max(best, Larger(v) ? Math.Max(x, y) : Math.Min(x, y));
                break;
            }
            case Op.DivS or Op.ShrS when best < 0 && t[v.B].Lo >= 0 && Lower(v.A, depth - 1) >= 0: best = 0; break;
            case Op.RemS when best < 0 && Lower(v.A, depth - 1) >= 0: best = 0; break;
        }
        return best;
    }

    private bool NoWrap(int x, long k, IrType type, int depth) =>
        k >= 0 ? Upper(x, depth) <= ValueTable.Max(type) - k : Lower(x, depth) >= ValueTable.Min(type) - k;

    // ---------------------------------------------------------------- differences

    // a <= b + k?
    private bool Le(int a, int b, long k, int depth)
    {
        if (a == b) return k >= 0;
        // sums of such differences would wrap
        if (--_left < 0 || k is < -(1L << 62) or > 1L << 62) return false;
        var va = t[a];
        var vb = t[b];
        if (Upper(a, Math.Min(depth, 2)) is var u && u < long.MaxValue && AtMostSum(u, Lower(b, Math.Min(depth, 2)), k)) return true;
        if (depth == 0) return false;
        if (vb.Op == Op.Const) return AtMostSum(Upper(a, depth), vb.Imm, k);
        if (va.Op == Op.Const) return AtMostSum(va.Imm, Lower(b, depth), k);
        if (a < _up.Length)
            for (int e = _up[a]; e != 0; e = _edges[e].Next)
                if (Le(_edges[e].To, b, Minus(k, _edges[e].K), depth - 1)) return true;
        if (b < _down.Length)
            for (int e = _down[b]; e != 0; e = _edges[e].Next)
                if (Le(a, _edges[e].To, Plus(k, _edges[e].K), depth - 1)) return true;
        switch (va.Op)
        {
            case Op.Add when t.IsConst(va.B, out long c) && NoWrap(va.A, c, va.Type, 3): if (Le(va.A, b, Minus(k, c), depth - 1)) return true; break;
            case Op.Sub when Lower(va.A, 2) >= 0 && Lower(va.B, 2) is >= 0 and var low: if (Le(va.A, b, Plus(k, low), depth - 1)) return true; break;
            case Op.And:
                if (Lower(va.B, 1) >= 0 && Le(va.B, b, k, depth - 1)) return true;
                if (Lower(va.A, 1) >= 0 && Le(va.A, b, k, depth - 1)) return true;
                break;
            case Op.DivS or Op.ShrS or Op.ShrU when t[va.B].Lo >= 0 && Lower(va.A, 2) >= 0: if (Le(va.A, b, k, depth - 1)) return true; break;
            case Op.RemS or Op.RemU when Lower(va.B, 2) >= 1:
                if (Le(va.B, b, Plus(k, 1), depth - 1)) return true;
                if (Lower(va.A, 2) >= 0 && Le(va.A, b, k, depth - 1)) return true;
                break;
            case Op.SextI32: if (Le(va.A, b, k, depth - 1)) return true; break;
            case Op.ZextI32 when Lower(va.A, 2) >= 0: if (Le(va.A, b, k, depth - 1)) return true; break;
            case Op.Select:
                if (Le(va.B, b, k, depth - 1) ? Smaller(va) || Le(va.C, b, k, depth - 1) : Smaller(va) && Le(va.C, b, k, depth - 1)) return true;
                break;
        }
        switch (vb.Op)
        {
            case Op.Add when t.IsConst(vb.B, out long c) && NoWrap(vb.A, c, vb.Type, 3): return Le(a, vb.A, Plus(k, c), depth - 1);
            case Op.SextI32: return Le(a, vb.A, k, depth - 1);
            case Op.ZextI32 when Lower(vb.A, 2) >= 0: return Le(a, vb.A, k, depth - 1);
            case Op.Select: return Le(a, vb.B, k, depth - 1) ? Larger(vb) || Le(a, vb.C, k, depth - 1) : Larger(vb) && Le(a, vb.C, k, depth - 1);
        }
        return false;
    }

    // min(x, y) and max(x, y)
    private bool Smaller(in ValueTable.Val select) => Picks(select.A, select.B, select.C);
    private bool Larger(in ValueTable.Val select) => Picks(select.A, select.C, select.B);
    private bool Picks(int cond, int less, int more) => t[cond].Op is Op.LtS or Op.LeS && t[cond].A == less && t[cond].B == more;

    // x <= y + k, exactly
    private static bool AtMostSum(long x, long y, long k) => (Int128)x <= (Int128)y + k;

    private static long Minus(long a, long b) => b == long.MinValue ? long.MaxValue : Plus(a, -b);
}
