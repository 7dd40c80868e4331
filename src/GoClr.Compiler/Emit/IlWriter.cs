// Writes one IL body: opcodes, symbolic operands, labels, evaluation stack depth. Branches are written in their long form and shortened at the end.
// The evaluation stack is empty at every label except inside Select, whose emitter sets Depth itself.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Emit;

internal enum Il : byte
{
    Nop = 0x00, Ldarg0 = 0x02, Ldloc0 = 0x06, Stloc0 = 0x0a, LdargS = 0x0e, StargS = 0x10, LdlocS = 0x11, LdlocaS = 0x12, StlocS = 0x13, Ldnull = 0x14,
    LdcI4M1 = 0x15, LdcI40 = 0x16, LdcI4S = 0x1f, LdcI4 = 0x20, LdcI8 = 0x21, LdcR4 = 0x22, LdcR8 = 0x23, Dup = 0x25, Pop = 0x26, Call = 0x28, Calli = 0x29, Ret = 0x2a,
    Br = 0x38, Brfalse = 0x39, Brtrue = 0x3a, Beq = 0x3b, Bge = 0x3c, Bgt = 0x3d, Ble = 0x3e, Blt = 0x3f, BneUn = 0x40, BgeUn = 0x41, BgtUn = 0x42, BleUn = 0x43, BltUn = 0x44, Switch = 0x45,
    LdindI1 = 0x46, LdindU1 = 0x47, LdindI2 = 0x48, LdindU2 = 0x49, LdindI4 = 0x4a, LdindU4 = 0x4b, LdindI8 = 0x4c, LdindR4 = 0x4e, LdindR8 = 0x4f,
    StindI1 = 0x52, StindI2 = 0x53, StindI4 = 0x54, StindI8 = 0x55, StindR4 = 0x56, StindR8 = 0x57,
    Add = 0x58, Sub = 0x59, Mul = 0x5a, Div = 0x5b, DivUn = 0x5c, Rem = 0x5d, RemUn = 0x5e, And = 0x5f, Or = 0x60, Xor = 0x61, Shl = 0x62, Shr = 0x63, ShrUn = 0x64, Neg = 0x65, Not = 0x66,
    ConvI1 = 0x67, ConvI2 = 0x68, ConvI4 = 0x69, ConvI8 = 0x6a, ConvR4 = 0x6b, ConvR8 = 0x6c, ConvU8 = 0x6e, ConvRUn = 0x76, Throw = 0x7a, Ldfld = 0x7b, Stfld = 0x7d,
    ConvU2 = 0xd1, ConvU1 = 0xd2, ConvU = 0xe0, Prefix = 0xfe,
}

/// <summary>Second byte of two-byte opcodes.</summary>
internal enum Il2 : byte { Ceq = 0x01, Cgt = 0x02, CgtUn = 0x03, Clt = 0x04, CltUn = 0x05, Ldarg = 0x09, Starg = 0x0b, Ldloc = 0x0c, Ldloca = 0x0d, Stloc = 0x0e, Volatile = 0x13, Cpblk = 0x17, Initblk = 0x18 }

internal sealed class IlWriter
{
    private byte[] _b = new byte[4096];
    private int _n;
    private int[] _labels = new int[256];
    private int _labelCount;
    private readonly List<(int At, int Label)> _branches = [];
    private readonly List<(int At, int First, int Count)> _switches = [];
    private readonly List<int> _switchLabels = [];
    private readonly List<IlReloc> _relocs = [];
    private readonly List<(int Offset, int Line)> _lines = [];
    private int _line;
    public int Depth, MaxDepth, LocalRefs, Blocks;

    public void Reset()
    {
        _n = _labelCount = 0;
        _branches.Clear();
        _switches.Clear();
        _switchLabels.Clear();
        _relocs.Clear();
        _lines.Clear();
        _line = -1;
        Depth = MaxDepth = LocalRefs = Blocks = 0;
    }

    private Span<byte> Grow(int n)
    {
        if (_n + n > _b.Length) Array.Resize(ref _b, Math.Max(_b.Length * 2, _n + n));
        var s = _b.AsSpan(_n, n);
        _n += n;
        return s;
    }

    private void Push(int n)
    {
        Depth += n;
        if (Depth > MaxDepth) MaxDepth = Depth;
    }

    public void Op(Il op, int delta)
    {
        Grow(1)[0] = (byte)op;
        Push(delta);
    }

    public void Op2(Il2 op, int delta)
    {
        var s = Grow(2);
        s[0] = (byte)Il.Prefix;
        s[1] = (byte)op;
        Push(delta);
    }

    private void Op4(Il op, int operand, int delta)
    {
        var s = Grow(5);
        s[0] = (byte)op;
        BitConverter.TryWriteBytes(s[1..], operand);
        Push(delta);
    }

    // ---------------------------------------------------------------- variables and constants

    public void Ldarg(int i)
    {
        LocalRefs++;
        if (i < 4) Op((Il)((int)Il.Ldarg0 + i), 1);
        else Short(Il.LdargS, Il2.Ldarg, i, 1);
    }

    public void Starg(int i) { LocalRefs++; Short(Il.StargS, Il2.Starg, i, -1); }

    public void Ldloc(int i)
    {
        LocalRefs++;
        if (i < 4) Op((Il)((int)Il.Ldloc0 + i), 1);
        else Short(Il.LdlocS, Il2.Ldloc, i, 1);
    }

    public void Stloc(int i)
    {
        LocalRefs++;
        if (i < 4) Op((Il)((int)Il.Stloc0 + i), -1);
        else Short(Il.StlocS, Il2.Stloc, i, -1);
    }

    public void Ldloca(int i) { LocalRefs++; Short(Il.LdlocaS, Il2.Ldloca, i, 1); }

    private void Short(Il s, Il2 l, int i, int delta)
    {
        if (i < 256)
        {
            var b = Grow(2);
            b[0] = (byte)s;
            b[1] = (byte)i;
        }
        else
        {
            var b = Grow(4);
            b[0] = (byte)Il.Prefix;
            b[1] = (byte)l;
            BitConverter.TryWriteBytes(b[2..], (ushort)i);
        }
        Push(delta);
    }

    public void LdcI4(int v)
    {
        if (v is >= -1 and <= 8) Op((Il)((int)Il.LdcI40 + v), 1);
        else if (v is >= -128 and <= 127)
        {
            var s = Grow(2);
            s[0] = (byte)Il.LdcI4S;
            s[1] = (byte)v;
            Push(1);
        }
        else Op4(Il.LdcI4, v, 1);
    }

    public void LdcI8(long v)
    {
        if (v == (int)v) { LdcI4((int)v); Op(Il.ConvI8, 0); }
        else if (v == (uint)v) { LdcI4((int)v); Op(Il.ConvU8, 0); }
        else LongConst(v);
    }

    private void LongConst(long v)
    {
        var s = Grow(9);
        s[0] = (byte)Il.LdcI8;
        BitConverter.TryWriteBytes(s[1..], v);
        Push(1);
    }

    public void LdcR4(int bits) => Op4(Il.LdcR4, bits, 1);

    public void LdcR8(long bits)
    {
        var s = Grow(9);
        s[0] = (byte)Il.LdcR8;
        BitConverter.TryWriteBytes(s[1..], bits);
        Push(1);
    }

    // ---------------------------------------------------------------- symbolic operands

    public void Reloc(IlRelocKind kind, int symbol, long addend = 0, string? text = null) => _relocs.Add(new IlReloc(_n - 4, kind, symbol, addend, text));

    /// <summary>ldc.i4 of a number that the linker fills in.</summary>
    public void LdcReloc(IlRelocKind kind, int symbol, long addend = 0)
    {
        Op4(Il.LdcI4, 0, 1);
        Reloc(kind, symbol, addend);
    }

    /// <summary>ldc.i8 of a function id in the high half.</summary>
    public void LdcFuncIdHigh(int symbol, uint low)
    {
        LongConst(low);
        Reloc(IlRelocKind.FuncId, symbol);
    }

    /// <summary>An instruction with a token; delta is its effect on the stack.</summary>
    public void Token(Il op, IlRelocKind kind, int symbol, int delta, long addend = 0, string? text = null)
    {
        Op4(op, 0, delta);
        Reloc(kind, symbol, addend, text);
    }

    // ---------------------------------------------------------------- control flow

    public int NewLabel()
    {
        if (_labelCount == _labels.Length) Array.Resize(ref _labels, _labelCount * 2);
        _labels[_labelCount] = -1;
        return _labelCount++;
    }

    public void Mark(int label) { _labels[label] = _n; Blocks++; }
    public bool IsMarked(int label) => _labels[label] >= 0;

    public void Branch(Il op, int label, int delta)
    {
        _branches.Add((_n, label));
        Op4(op, 0, delta);
    }

    public void Switch(ReadOnlySpan<int> labels)
    {
        _switches.Add((_n, _switchLabels.Count, labels.Length));
        foreach (int l in labels) _switchLabels.Add(l);
        var s = Grow(5 + 4 * labels.Length);
        s[0] = (byte)Il.Switch;
        BitConverter.TryWriteBytes(s[1..], labels.Length);
        Push(-1);
    }

    /// <summary>The following instructions belong to a source line; 0: to none.</summary>
    public void Line(int line)
    {
        if (line == _line) return;
        _line = line;
        if (_lines.Count > 0 && _lines[^1].Offset == _n) _lines[^1] = (_n, line);
        else _lines.Add((_n, line));
    }

    // ---------------------------------------------------------------- finishing

    public IlBody Finish(string locals, string where)
    {
        int nb = _branches.Count;
        var isShort = new bool[nb];
        var saved = new int[nb + 1];                 // bytes saved before branch i
        int New(int old)
        {
            int lo = 0, hi = nb;                     // branches that start before old
            while (lo < hi)
            {
                int mid = (lo + hi) >> 1;
                if (_branches[mid].At < old) lo = mid + 1;
                else hi = mid;
            }
            return old - saved[lo];
        }
        for (int pass = 0; pass < 3; pass++)
        {
            bool changed = false;
            for (int i = 0; i < nb; i++)
            {
                if (isShort[i]) continue;
                var (at, label) = _branches[i];
                int target = _labels[label];
                if (target < 0) throw new InternalCompilerError(default, "emit", $"{where}: label without place");
                int dist = New(target) - (New(at) + 5);
                if (target > at) dist += 0;          // its own three bytes cancel: target and end of instruction move together
                else dist += 3;
                if (dist is < -128 or > 127) continue;
                isShort[i] = changed = true;
            }
            if (!changed) break;
            for (int i = 0; i < nb; i++) saved[i + 1] = saved[i] + (isShort[i] ? 3 : 0);
        }
        var code = new byte[_n - saved[nb]];
        int from = 0, to = 0;
        for (int i = 0; i < nb; i++)
        {
            var (at, label) = _branches[i];
            Array.Copy(_b, from, code, to, at - from);
            to += at - from;
            int target = New(_labels[label]);
            if (isShort[i])
            {
                code[to] = (byte)(_b[at] - 0x0d);
                code[to + 1] = (byte)(target - (to + 2));
                to += 2;
            }
            else
            {
                code[to] = _b[at];
                BitConverter.TryWriteBytes(code.AsSpan(to + 1), target - (to + 5));
                to += 5;
            }
            from = at + 5;
        }
        Array.Copy(_b, from, code, to, _n - from);
        foreach (var (at, first, count) in _switches)
        {
            int start = New(at), end = start + 5 + 4 * count;
            for (int k = 0; k < count; k++)
            {
                int target = _labels[_switchLabels[first + k]];
                if (target < 0) throw new InternalCompilerError(default, "emit", $"{where}: switch label without place");
                BitConverter.TryWriteBytes(code.AsSpan(start + 5 + 4 * k), New(target) - end);
            }
        }
        var body = new IlBody { Code = code, MaxStack = MaxDepth, Locals = locals, Blocks = Blocks + nb, LocalRefs = LocalRefs };
        body.Relocs.Capacity = _relocs.Count;
        foreach (var r in _relocs) body.Relocs.Add(r with { Offset = New(r.Offset) });
        body.Lines.Capacity = _lines.Count;
        foreach (var (o, l) in _lines) body.Lines.Add((New(o), l));
        return body;
    }
}
