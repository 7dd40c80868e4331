// Numbers for values: two expressions with the same number are equal wherever both are evaluated in the scope of their operands.
//
// V1  Every number has a range [Lo, Hi] that holds always: of the signed value, 32 bits for I32 and 64 for I64.
// V2  Forms are canonical: constants stand right, x - c is x + (-c), a > b is b < a, comparisons with 0 of a comparison are the comparison.
// V3  What moves when a goroutine's block grows has a number only as a pointer: integers made from pointers are opaque.
using System;
using System.Collections.Generic;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Passes;

internal sealed class ValueTable
{
    public struct Val { public Op Op; public IrType Type; public bool NotNil; public int A, B, C; public long Imm, Lo, Hi; public int Next; }

    /// <summary>Largest length or capacity: addresses have 48 bits.</summary>
    public const long MaxLength = 1L << 48;

    private Val[] _v = new Val[64];
    private int[] _buckets = new int[128];
    private int _count = 1;                      // 0 is none

    public ref readonly Val this[int vn] => ref _v[vn];
    public int Count => _count;

    public static long Min(IrType t) => t == IrType.I32 ? int.MinValue : long.MinValue;
    public static long Max(IrType t) => t == IrType.I32 ? int.MaxValue : long.MaxValue;

    private int Add(in Val v)
    {
        if (_count == _v.Length) Array.Resize(ref _v, _count * 2);
        _v[_count] = v;
        return _count++;
    }

    /// <summary>A value nobody else computes.</summary>
    public int Opaque(IrType t, long lo = long.MinValue, long hi = long.MaxValue, bool notNil = false) =>
        Add(new Val { Op = Op.Nop, Type = t, Lo = Math.Max(lo, Min(t)), Hi = Math.Min(hi, Max(t)), NotNil = notNil });

    public int Const(IrType t, long c) => Intern(Op.Const, t, 0, 0, 0, c);
    public bool IsConst(int vn, out long c) { c = _v[vn].Imm; return _v[vn].Op == Op.Const; }

    public int Intern(Op op, IrType t, int a, int b, int c, long imm)
    {
        ulong h = (ulong)imm * 0x9E3779B97F4A7C15 ^ (ulong)(uint)a * 0xC2B2AE3D27D4EB4F ^ (ulong)(uint)b * 0x165667B19E3779F9 ^ (ulong)(uint)c * 0x27D4EB2F165667C5 ^ (ulong)op << 8 ^ (ulong)t;
        h ^= h >> 29;
        h *= 0xBF58476D1CE4E5B9;
        h ^= h >> 32;
        int slot = (int)(h & (uint)(_buckets.Length - 1));
        for (int i = _buckets[slot]; i != 0; i = _v[i].Next)
        {
            ref var x = ref _v[i];
            if (x.Op == op && x.Type == t && x.A == a && x.B == b && x.C == c && x.Imm == imm) return i;
        }
        var made = new Val { Op = op, Type = t, A = a, B = b, C = c, Imm = imm, Next = _buckets[slot] };
        Range(ref made);
        int vn = Add(made);
        _buckets[slot] = vn;
        if (_count > _buckets.Length * 2) Rehash();
        return vn;
    }

    // Chains only get longer than they should be: what was interned stays findable because the old chains are spread anew.
    private void Rehash()
    {
        int n = _buckets.Length * 4;
        _buckets = new int[n];
        for (int i = 1; i < _count; i++)
        {
            ref var x = ref _v[i];
            if (x.Op == Op.Nop) continue;
            ulong h = (ulong)x.Imm * 0x9E3779B97F4A7C15 ^ (ulong)(uint)x.A * 0xC2B2AE3D27D4EB4F ^ (ulong)(uint)x.B * 0x165667B19E3779F9 ^ (ulong)(uint)x.C * 0x27D4EB2F165667C5 ^ (ulong)x.Op << 8 ^ (ulong)x.Type;
            h ^= h >> 29;
            h *= 0xBF58476D1CE4E5B9;
            h ^= h >> 32;
            int slot = (int)(h & (uint)(n - 1));
            x.Next = _buckets[slot];
            _buckets[slot] = i;
        }
    }

    // ---------------------------------------------------------------- ranges

    private static long Sat(Int128 x) => x > long.MaxValue ? long.MaxValue : x < long.MinValue ? long.MinValue : (long)x;

    private void Range(ref Val v)
    {
        v.Lo = Min(v.Type);
        v.Hi = Max(v.Type);
        if (v.Op == Op.Const) { v.Lo = v.Hi = v.Imm; v.NotNil = v.Imm != 0; return; }
        if (v.Op is Op.SymAddr or Op.AreaAddr) { v.NotNil = true; return; }
        if (v.Op == Op.FuncId) return;               // A is a symbol
        if (IsComparison(v.Op)) { v.Lo = 0; v.Hi = 1; return; }
        if (v.A == 0) return;
        ref var a = ref _v[v.A];
        ref var b = ref _v[v.B];
        switch (v.Op)
        {
            case Op.Add:
                if (v.Type == IrType.Ptr) { v.NotNil = a.NotNil && b.Op == Op.Const && b.Imm > 0; return; }
                Fit(ref v, (Int128)a.Lo + b.Lo, (Int128)a.Hi + b.Hi);
                break;
            case Op.Sub: Fit(ref v, (Int128)a.Lo - b.Hi, (Int128)a.Hi - b.Lo); break;
            case Op.Mul when a.Lo >= 0 && b.Lo >= 0: Fit(ref v, (Int128)a.Lo * b.Lo, (Int128)a.Hi * b.Hi); break;
            case Op.And:
                if (a.Lo >= 0 && b.Lo >= 0) (v.Lo, v.Hi) = (0, Math.Min(a.Hi, b.Hi));
                else if (a.Lo >= 0) (v.Lo, v.Hi) = (0, a.Hi);
                else if (b.Lo >= 0) (v.Lo, v.Hi) = (0, b.Hi);
                break;
            case Op.Or or Op.Xor when a.Lo >= 0 && b.Lo >= 0:
            {
                int bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(a.Hi | b.Hi));
                (v.Lo, v.Hi) = (0, bits >= 63 ? long.MaxValue : (1L << bits) - 1);
                break;
            }
            case Op.Shl when b.Op == Op.Const && b.Imm is >= 0 and < 63: Fit(ref v, (Int128)a.Lo << (int)b.Imm, (Int128)a.Hi << (int)b.Imm); break;
            case Op.ShrS when b.Op == Op.Const && b.Imm is >= 0 and < 64: (v.Lo, v.Hi) = (a.Lo >> (int)b.Imm, a.Hi >> (int)b.Imm); break;
            case Op.ShrU:
                if (b.Op == Op.Const && b.Imm is > 0 and < 64)
                {
                    if (a.Lo >= 0) (v.Lo, v.Hi) = (a.Lo >> (int)b.Imm, a.Hi >> (int)b.Imm);
                    else (v.Lo, v.Hi) = (0, v.Type == IrType.I32 ? (long)(uint.MaxValue >> (int)b.Imm) : (long)(ulong.MaxValue >> (int)b.Imm));
                }
                else if (a.Lo >= 0) (v.Lo, v.Hi) = (0, a.Hi);
                break;
            case Op.RemU or Op.RemS:
                if (a.Lo >= 0 && b.Lo >= 1) (v.Lo, v.Hi) = (0, Math.Min(a.Hi, b.Hi - 1));
                else if (b.Lo >= 1 && v.Op == Op.RemU) (v.Lo, v.Hi) = (0, b.Hi - 1);
                else if (b.Lo >= 1) (v.Lo, v.Hi) = (-(b.Hi - 1), b.Hi - 1);
                break;
            case Op.DivS or Op.DivU:
                if (a.Lo >= 0 && b.Lo >= 1) (v.Lo, v.Hi) = (a.Lo / b.Hi, a.Hi / b.Lo);
                break;
            case Op.Sext8: Within(ref v, a, sbyte.MinValue, sbyte.MaxValue); break;
            case Op.Sext16: Within(ref v, a, short.MinValue, short.MaxValue); break;
            case Op.Zext8: Within(ref v, a, 0, 255); break;
            case Op.Zext16: Within(ref v, a, 0, 65535); break;
            case Op.SextI32: (v.Lo, v.Hi) = (a.Lo, a.Hi); break;
            case Op.ZextI32: if (a.Lo >= 0) (v.Lo, v.Hi) = (a.Lo, a.Hi); else (v.Lo, v.Hi) = (0, uint.MaxValue); break;
            case Op.TruncI64: if (a.Lo >= int.MinValue && a.Hi <= int.MaxValue) (v.Lo, v.Hi) = (a.Lo, a.Hi); break;
            case Op.Select:
            {
                ref var c = ref _v[v.C];
                (v.Lo, v.Hi) = (Math.Min(b.Lo, c.Lo), Math.Max(b.Hi, c.Hi));
                v.NotNil = b.NotNil && c.NotNil;
                break;
            }
        }
    }

    private static void Fit(ref Val v, Int128 lo, Int128 hi)
    {
        if (lo >= Min(v.Type) && hi <= Max(v.Type)) { v.Lo = Sat(lo); v.Hi = Sat(hi); }
    }

    private static void Within(ref Val v, in Val a, long lo, long hi) => (v.Lo, v.Hi) = a.Lo >= lo && a.Hi <= hi ? (a.Lo, a.Hi) : (lo, hi);

    // ---------------------------------------------------------------- making

    public static bool IsComparison(Op op) => op is >= Op.Eq and <= Op.GeU or >= Op.FEq and <= Op.FGe;

    /// <summary>Number of an expression over numbered operands.</summary>
    public int Make(Op op, IrType t, int a, int b, int c)
    {
        bool integer = Verify.IsInt(t);
        if (integer && a != 0 && Fold(op, t, a, b, c) is { } folded) return Const(t, folded);
        switch (op)
        {
            case Op.GtS: return Make(Op.LtS, t, b, a, 0);
            case Op.GeS: return Make(Op.LeS, t, b, a, 0);
            case Op.GtU: return Make(Op.LtU, t, b, a, 0);
            case Op.GeU: return Make(Op.LeU, t, b, a, 0);
            case Op.Sub when integer && a == b: return Const(t, 0);
            case Op.Sub when integer && _v[b].Op == Op.Const && _v[b].Imm != long.MinValue: return Make(Op.Add, t, a, Const(_v[b].Type, _v[b].Type == IrType.I32 ? (int)-_v[b].Imm : -_v[b].Imm), 0);
            case Op.Add when integer:
                if (_v[a].Op == Op.Const && t != IrType.Ptr) (a, b) = (b, a);
                if (_v[b].Op == Op.Const)
                {
                    if (_v[b].Imm == 0 && _v[a].Type == t) return a;
                    ref var x = ref _v[a];
                    if (x.Op is Op.SymAddr or Op.AreaAddr && t == IrType.Ptr) return Intern(x.Op, t, x.A, 0, 0, x.Imm + _v[b].Imm);
                    if (x.Op == Op.Add && x.Type == t && _v[x.B].Op == Op.Const)
                    {
                        int inner = x.A;
                        long sum = x.Type == IrType.I32 ? (int)(_v[x.B].Imm + _v[b].Imm) : _v[x.B].Imm + _v[b].Imm;
                        return Make(Op.Add, t, inner, Const(_v[b].Type, sum), 0);
                    }
                }
                else if (t != IrType.Ptr && a > b) (a, b) = (b, a);
                break;
            case Op.Mul when integer:
                if (_v[a].Op == Op.Const) (a, b) = (b, a);
                if (_v[b].Op == Op.Const && _v[b].Imm == 1) return a;
                if (_v[b].Op == Op.Const && _v[b].Imm == 0) return b;
                if (_v[b].Op != Op.Const && a > b) (a, b) = (b, a);
                break;
            case Op.And or Op.Or or Op.Xor:
                if (_v[a].Op == Op.Const) (a, b) = (b, a);
                if (op != Op.Xor && a == b && _v[a].Type == t) return a;
                if (_v[b].Op == Op.Const && _v[a].Type == t)
                {
                    if (_v[b].Imm == 0 && op != Op.And) return a;
                    if (_v[b].Imm == -1 && op == Op.And) return a;
                    // a mask that keeps all a can be
                    if (op == Op.And && _v[a].Lo >= 0 && _v[b].Imm > 0 && (_v[b].Imm & _v[b].Imm + 1) == 0 && _v[a].Hi <= _v[b].Imm) return a;
                }
                else if (_v[b].Op != Op.Const && a > b) (a, b) = (b, a);
                break;
            case Op.Shl or Op.ShrS or Op.ShrU when _v[b].Op == Op.Const && _v[b].Imm == 0: return a;
            case Op.Sext8 when In(a, sbyte.MinValue, sbyte.MaxValue): return a;
            case Op.Sext16 when In(a, short.MinValue, short.MaxValue): return a;
            case Op.Zext8 when In(a, 0, 255): return a;
            case Op.Zext16 when In(a, 0, 65535): return a;
            case Op.Eq or Op.LeS or Op.LeU when a == b: return Const(t, 1);
            case Op.Ne or Op.LtS or Op.LtU when a == b: return Const(t, 0);
            case Op.Eq or Op.Ne:
                if (_v[a].Op == Op.Const) (a, b) = (b, a);
                if (_v[b].Op == Op.Const)
                {
                    if (_v[b].Imm == 0 && _v[a].NotNil) return Const(t, op == Op.Ne ? 1 : 0);
                    if (_v[b].Imm < _v[a].Lo || _v[b].Imm > _v[a].Hi) return Const(t, op == Op.Ne ? 1 : 0);
                    if (_v[b].Imm == 0 && _v[a].Type == IrType.I32 && IsComparison(_v[a].Op)) return op == Op.Ne ? a : Negate(a);
                }
                else if (a > b) (a, b) = (b, a);
                break;
            case Op.LtS when _v[a].Hi < _v[b].Lo: return Const(t, 1);
            case Op.LtS when _v[a].Lo >= _v[b].Hi: return Const(t, 0);
            case Op.LeS when _v[a].Hi <= _v[b].Lo: return Const(t, 1);
            case Op.LeS when _v[a].Lo > _v[b].Hi: return Const(t, 0);
            case Op.LtU when _v[a].Lo >= 0 && _v[a].Hi < _v[b].Lo: return Const(t, 1);
            case Op.LeU when _v[a].Lo >= 0 && _v[a].Hi <= _v[b].Lo: return Const(t, 1);
            case Op.Select:
                if (_v[a].Op == Op.Const) return _v[a].Imm != 0 ? b : c;
                if (b == c) return b;
                break;
        }
        return Intern(op, t, a, b, c, 0);
    }

    private bool In(int vn, long lo, long hi) => _v[vn].Lo >= lo && _v[vn].Hi <= hi;

    /// <summary>The opposite of a comparison, 0 if it has none (floats but for == and !=: NaN).</summary>
    public int Negate(int vn)
    {
        ref var v = ref _v[vn];
        return v.Op switch
        {
            Op.Eq => Intern(Op.Ne, v.Type, v.A, v.B, 0, 0),
            Op.Ne => Intern(Op.Eq, v.Type, v.A, v.B, 0, 0),
            Op.LtS => Intern(Op.LeS, v.Type, v.B, v.A, 0, 0),
            Op.LeS => Intern(Op.LtS, v.Type, v.B, v.A, 0, 0),
            Op.LtU => Intern(Op.LeU, v.Type, v.B, v.A, 0, 0),
            Op.LeU => Intern(Op.LtU, v.Type, v.B, v.A, 0, 0),
            Op.FEq => Intern(Op.FNe, v.Type, v.A, v.B, 0, 0),
            Op.FNe => Intern(Op.FEq, v.Type, v.A, v.B, 0, 0),
            _ => Intern(Op.Eq, v.Type, vn, Const(IrType.I32, 0), 0, 0),
        };
    }

    private long? Fold(Op op, IrType t, int a, int b, int c)
    {
        if (_v[a].Op != Op.Const || b != 0 && _v[b].Op != Op.Const || c != 0) return null;
        long x = _v[a].Imm, y = b != 0 ? _v[b].Imm : 0;
        bool narrow = _v[a].Type == IrType.I32;
        ulong ux = narrow ? (uint)x : (ulong)x, uy = narrow ? (uint)y : (ulong)y;
        long r;
        switch (op)
        {
            case Op.Add: r = x + y; break;
            case Op.Sub: r = x - y; break;
            case Op.Mul: r = x * y; break;
            case Op.And: r = x & y; break;
            case Op.Or: r = x | y; break;
            case Op.Xor: r = x ^ y; break;
            case Op.Neg: r = -x; break;
            case Op.Not: r = ~x; break;
            case Op.Shl: r = x << (int)y; break;
            case Op.ShrS: r = x >> (int)y; break;
            case Op.ShrU: r = (long)(ux >> (int)y); break;
            case Op.Eq: r = x == y ? 1 : 0; break;
            case Op.Ne: r = x != y ? 1 : 0; break;
            case Op.LtS: r = x < y ? 1 : 0; break;
            case Op.LeS: r = x <= y ? 1 : 0; break;
            case Op.GtS: r = x > y ? 1 : 0; break;
            case Op.GeS: r = x >= y ? 1 : 0; break;
            case Op.LtU: r = ux < uy ? 1 : 0; break;
            case Op.LeU: r = ux <= uy ? 1 : 0; break;
            case Op.GtU: r = ux > uy ? 1 : 0; break;
            case Op.GeU: r = ux >= uy ? 1 : 0; break;
            case Op.Sext8: r = (sbyte)x; break;
            case Op.Sext16: r = (short)x; break;
            case Op.Zext8: r = (byte)x; break;
            case Op.Zext16: r = (ushort)x; break;
            case Op.SextI32: r = (int)x; break;
            case Op.ZextI32: r = (uint)x; break;
            case Op.TruncI64: r = (int)x; break;
            default: return null;
        }
        return t == IrType.I32 ? (int)r : r;
    }
}
