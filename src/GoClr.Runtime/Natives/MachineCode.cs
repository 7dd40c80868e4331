// Machine code of our own, for what .NET offers no intrinsic for: the SHA extensions, chains of carries. A native writes its routine once, with this
// assembler of few instructions or as bytes; Publish puts it into an executable page. Called as delegate* unmanaged[SuppressGCTransition].
//
// C1  A routine is a leaf of the System V convention: arguments in rdi, rsi, rdx, rcx; it changes these, rax, r8-r11 and xmm0-15 only, and no memory but its arguments'.
// C2  A page is writable or executable, never both. It is never freed.
using System;

namespace GoClr.Runtime.Natives;

internal unsafe ref struct MachineCode
{
    internal const int Rax = 0, Rcx = 1, Rdx = 2, Rsi = 6, Rdi = 7;
    private const int ProtRead = 1, ProtWrite = 2, ProtExec = 4, MapPrivate = 2, MapAnonymous = 0x20, Page = 4096;

    private readonly byte[] _code;
    private int _n;

    public MachineCode(int size) { _code = new byte[size]; }

    internal readonly int Here => _n;

    internal void Bytes(params ReadOnlySpan<byte> b)
    {
        b.CopyTo(_code.AsSpan(_n));
        _n += b.Length;
    }

    /// <summary>An SSE instruction on two vector registers: prefix (0: none), opcode in the map 0F, 0F 38 or 0F 3A.</summary>
    internal void Xmm(byte prefix, int map, byte op, int reg, int rm)
    {
        Head(prefix, map, op, reg, rm);
        Bytes((byte)(0xc0 | (reg & 7) << 3 | rm & 7));
    }

    /// <summary>The same with an immediate byte.</summary>
    internal void Xmm(byte prefix, int map, byte op, int reg, int rm, byte imm)
    {
        Xmm(prefix, map, op, reg, rm);
        Bytes(imm);
    }

    /// <summary>The same with [base + disp] as second operand; base is one of the registers above.</summary>
    internal void XmmMem(byte prefix, int map, byte op, int reg, int @base, int disp)
    {
        Head(prefix, map, op, reg, 0);
        Bytes((byte)(0x80 | (reg & 7) << 3 | @base));
        Bytes((byte)disp, (byte)(disp >> 8), (byte)(disp >> 16), (byte)(disp >> 24));
    }

    private void Head(byte prefix, int map, byte op, int reg, int rm)
    {
        if (prefix != 0) Bytes(prefix);
        int rex = 0x40 | reg >> 3 << 2 | rm >> 3;
        if (rex != 0x40) Bytes((byte)rex);
        Bytes(0x0f);
        if (map != 0x0f) Bytes((byte)map);
        Bytes(op);
    }

    // The instructions by name; operands as Intel orders them.
    internal void Load(int x, int @base, int disp) => XmmMem(0xf3, 0x0f, 0x6f, x, @base, disp);      // movdqu
    internal void Store(int x, int @base, int disp) => XmmMem(0xf3, 0x0f, 0x7f, x, @base, disp);
    internal void Mov(int to, int from) => Xmm(0x66, 0x0f, 0x6f, to, from);                           // movdqa
    internal void Add32(int to, int from) => Xmm(0x66, 0x0f, 0xfe, to, from);                         // paddd
    internal void Add32Mem(int to, int @base, int disp) => XmmMem(0x66, 0x0f, 0xfe, to, @base, disp); // its operand is aligned
    internal void Xor(int to, int from) => Xmm(0x66, 0x0f, 0xef, to, from);                           // pxor
    internal void ShuffleBytes(int to, int mask) => Xmm(0x66, 0x38, 0x00, to, mask);                  // pshufb
    internal void Shuffle32(int to, int from, byte order) => Xmm(0x66, 0x0f, 0x70, to, from, order);  // pshufd
    internal void AlignRight(int to, int from, byte n) => Xmm(0x66, 0x3a, 0x0f, to, from, n);         // palignr
    internal void Blend16(int to, int from, byte mask) => Xmm(0x66, 0x3a, 0x0e, to, from, mask);      // pblendw

    internal void ClearUpperHalves() => Bytes(0xc5, 0xf8, 0x77);                                      // vzeroupper
    internal void Add64(int reg, byte n) => Bytes(0x48, 0x83, (byte)(0xc0 | reg), n);
    internal void Decrement64(int reg) => Bytes(0x48, 0xff, (byte)(0xc8 | reg));
    internal void Return() => Bytes(0xc3);

    internal void JumpIfNotZero(int target)
    {
        int rel = target - (_n + 6);
        Bytes(0x0f, 0x85, (byte)rel, (byte)(rel >> 8), (byte)(rel >> 16), (byte)(rel >> 24));
    }

    /// <summary>The finished routine; null if the system refuses executable memory.</summary>
    internal readonly void* Publish() => Publish(_code.AsSpan(0, _n));

    internal static void* Publish(ReadOnlySpan<byte> code)
    {
        long size = (code.Length + Page - 1) & -Page;
        void* p = Linux.Map(null, size, ProtRead | ProtWrite, MapPrivate | MapAnonymous);
        if ((nint)p == -1) return null;
        code.CopyTo(new Span<byte>(p, code.Length));
        return Linux.Protect(p, size, ProtRead | ProtExec) == 0 ? p : null;
    }
}
