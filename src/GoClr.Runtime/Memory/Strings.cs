// Strings: concatenation and conversion. buf, where there is one, is 32 bytes (32 runes) of the caller's area: the result does not escape.
using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Strings
{
    private const int TmpBuf = 32;
    private const int RuneError = 0xFFFD, MaxRune = 0x10FFFF;

    private static bool OnStack(G* g, byte* p) => p >= g->lo && p < g->hi;
    private static byte* Room(G* g, byte* buf, long n) => buf != null && n <= TmpBuf ? buf : Malloc.Noscan(g, (ulong)n);

    // ---------- concatenation

    [GoSymbol("runtime.concatstring2", CallClass.None)]
    public static W2 Concatstring2(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1)
    {
        if (n0 == 0 && (buf != null || !OnStack(g, p1))) return n1 == 0 ? default : new W2((long)p1, n1);
        if (n1 == 0 && (buf != null || !OnStack(g, p0))) return n0 == 0 ? default : new W2((long)p0, n0);
        long n = Sum(n0, n1);
        byte* r = Room(g, buf, n);
        Memmove.Copy(r, p0, (ulong)n0);
        Memmove.Copy(r + n0, p1, (ulong)n1);
        return new W2((long)r, n);
    }

    [GoSymbol("runtime.concatstring3", CallClass.None)]
    public static W2 Concatstring3(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1, byte* p2, long n2)
    {
        GoString* a = stackalloc GoString[3];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1; a[2].Ptr = p2; a[2].Len = n2;
        return Concatstrings(g, buf, a, 3, 3);
    }

    [GoSymbol("runtime.concatstring4", CallClass.None)]
    public static W2 Concatstring4(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1, byte* p2, long n2, byte* p3, long n3)
    {
        GoString* a = stackalloc GoString[4];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1; a[2].Ptr = p2; a[2].Len = n2; a[3].Ptr = p3; a[3].Len = n3;
        return Concatstrings(g, buf, a, 4, 4);
    }

    [GoSymbol("runtime.concatstring5", CallClass.None)]
    public static W2 Concatstring5(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1, byte* p2, long n2, byte* p3, long n3, byte* p4, long n4)
    {
        GoString* a = stackalloc GoString[5];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1; a[2].Ptr = p2; a[2].Len = n2; a[3].Ptr = p3; a[3].Len = n3; a[4].Ptr = p4; a[4].Len = n4;
        return Concatstrings(g, buf, a, 5, 5);
    }

    [GoSymbol("runtime.concatstrings", CallClass.None)]
    public static W2 Concatstrings(G* g, byte* buf, GoString* a, long len, long cap)
    {
        long n = 0, count = 0, last = 0;
        for (long i = 0; i < len; i++)
        {
            if (a[i].Len == 0) continue;
            n = Sum(n, a[i].Len);
            count++;
            last = i;
        }
        if (count == 0) return default;
        if (count == 1 && (buf != null || !OnStack(g, a[last].Ptr))) return new W2((long)a[last].Ptr, a[last].Len);
        byte* r = Room(g, buf, n);
        Join(r, a, len);
        return new W2((long)r, n);
    }

    private static void Join(byte* r, GoString* a, long len)
    {
        for (long i = 0; i < len; i++)
        {
            Memmove.Copy(r, a[i].Ptr, (ulong)a[i].Len);
            r += a[i].Len;
        }
    }

    private static long Sum(long a, long b)
    {
        long n = a + b;
        if (n < a) Fatal.Throw("string concatenation too long");
        return n;
    }

    [GoSymbol("runtime.concatbyte2", CallClass.None)]
    public static W2 Concatbyte2(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1)
    {
        GoString* a = stackalloc GoString[2];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1;
        return Concatbytes(g, buf, a, 2, 2);
    }

    [GoSymbol("runtime.concatbyte3", CallClass.None)]
    public static W2 Concatbyte3(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1, byte* p2, long n2)
    {
        GoString* a = stackalloc GoString[3];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1; a[2].Ptr = p2; a[2].Len = n2;
        return Concatbytes(g, buf, a, 3, 3);
    }

    [GoSymbol("runtime.concatbyte4", CallClass.None)]
    public static W2 Concatbyte4(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1, byte* p2, long n2, byte* p3, long n3)
    {
        GoString* a = stackalloc GoString[4];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1; a[2].Ptr = p2; a[2].Len = n2; a[3].Ptr = p3; a[3].Len = n3;
        return Concatbytes(g, buf, a, 4, 4);
    }

    [GoSymbol("runtime.concatbyte5", CallClass.None)]
    public static W2 Concatbyte5(G* g, byte* buf, byte* p0, long n0, byte* p1, long n1, byte* p2, long n2, byte* p3, long n3, byte* p4, long n4)
    {
        GoString* a = stackalloc GoString[5];
        a[0].Ptr = p0; a[0].Len = n0; a[1].Ptr = p1; a[1].Len = n1; a[2].Ptr = p2; a[2].Len = n2; a[3].Ptr = p3; a[3].Len = n3; a[4].Ptr = p4; a[4].Len = n4;
        return Concatbytes(g, buf, a, 5, 5);
    }

    [GoSymbol("runtime.concatbytes", CallClass.None)]
    public static W2 Concatbytes(G* g, byte* buf, GoString* a, long len, long cap)
    {
        long n = 0;
        for (long i = 0; i < len; i++) n = Sum(n, a[i].Len);
        if (n == 0)
        {
            g->ret[2] = 0;
            return new W2((long)Mcache.Of(g)->heap->zerobase, 0);
        }
        W2 r = RawBytes(g, buf, n);
        Join((byte*)r.A, a, len);
        return r;
    }

    // n bytes as a slice; the bytes themselves are not cleared, the rest up to the capacity is.
    private static W2 RawBytes(G* g, byte* buf, long n)
    {
        if (buf != null && n <= TmpBuf)
        {
            Unsafe.InitBlockUnaligned(buf, 0, TmpBuf);
            g->ret[2] = TmpBuf;
            return new W2((long)buf, n);
        }
        ulong cap = SizeClasses.RoundUpSize((ulong)n, true);
        byte* p = Malloc.Noscan(g, cap);
        // What lies behind the contents is zero: mostly part of the last word.
        if (cap - (ulong)n <= 8 && cap >= 8) *(ulong*)(p + cap - 8) = 0;
        else NativeMemory.Clear(p + n, (nuint)(cap - (ulong)n));
        g->ret[2] = (long)cap;
        return new W2((long)p, n);
    }

    // ---------- []byte and string

    [GoSymbol("runtime.slicebytetostring", CallClass.None)]
    public static W2 Slicebytetostring(G* g, byte* buf, byte* ptr, long n)
    {
        if (n == 0) return default;
        if (n == 1) return new W2((long)(Mcache.Of(g)->heap->staticUint64s + *ptr * 8), 1);
        byte* r = Room(g, buf, n);
        Memmove.Copy(r, ptr, (ulong)n);
        return new W2((long)r, n);
    }

    [GoSymbol("runtime.slicebytetostringtmp", CallClass.None)]
    public static W2 Slicebytetostringtmp(G* g, byte* ptr, long n) => new(n == 0 ? 0 : (long)ptr, n);

    [GoSymbol("runtime.stringtoslicebyte", CallClass.None)]
    public static W2 Stringtoslicebyte(G* g, byte* buf, byte* ptr, long n)
    {
        if (n == 0 && buf == null)
        {
            g->ret[2] = 0;
            return new W2((long)Mcache.Of(g)->heap->zerobase, 0);
        }
        W2 r = RawBytes(g, buf, n);
        Memmove.Copy((byte*)r.A, ptr, (ulong)n);
        return r;
    }

    // ---------- runes

    /// <summary>The rune at p (n bytes are there, at least one) and its width; U+FFFD and 1 for bytes that are not UTF-8.</summary>
    internal static int Decode(byte* p, long n, out int width)
    {
        uint b0 = p[0];
        width = 1;
        if (b0 < 0x80) return (int)b0;
        if (b0 < 0xC2 || b0 > 0xF4 || n < 2) return RuneError;
        uint b1 = p[1];
        if (b0 < 0xE0)
        {
            if ((b1 & 0xC0) != 0x80) return RuneError;
            width = 2;
            return (int)((b0 & 0x1F) << 6 | b1 & 0x3F);
        }
        if (b0 < 0xF0)
        {
            uint lo = b0 == 0xE0 ? 0xA0u : 0x80u, hi = b0 == 0xED ? 0x9Fu : 0xBFu;   // no overlong forms, no surrogates
            if (b1 < lo || b1 > hi || n < 3 || (p[2] & 0xC0) != 0x80) return RuneError;
            width = 3;
            return (int)((b0 & 0xF) << 12 | (b1 & 0x3F) << 6 | (uint)p[2] & 0x3F);
        }
        uint lo4 = b0 == 0xF0 ? 0x90u : 0x80u, hi4 = b0 == 0xF4 ? 0x8Fu : 0xBFu;
        if (b1 < lo4 || b1 > hi4 || n < 4 || (p[2] & 0xC0) != 0x80 || (p[3] & 0xC0) != 0x80) return RuneError;
        width = 4;
        return (int)((b0 & 7) << 18 | (b1 & 0x3F) << 12 | ((uint)p[2] & 0x3F) << 6 | (uint)p[3] & 0x3F);
    }

    internal static int RuneLen(int r) => (uint)r < 0x80 ? 1 : (uint)r < 0x800 ? 2 : Valid(r) && r >= 0x10000 ? 4 : 3;
    private static bool Valid(int r) => (uint)r <= MaxRune && (r < 0xD800 || r > 0xDFFF);

    internal static int Encode(byte* p, int r)
    {
        if ((uint)r < 0x80) { p[0] = (byte)r; return 1; }
        if ((uint)r < 0x800) { p[0] = (byte)(0xC0 | r >> 6); p[1] = (byte)(0x80 | r & 0x3F); return 2; }
        if (!Valid(r)) r = RuneError;
        if (r < 0x10000) { p[0] = (byte)(0xE0 | r >> 12); p[1] = (byte)(0x80 | r >> 6 & 0x3F); p[2] = (byte)(0x80 | r & 0x3F); return 3; }
        p[0] = (byte)(0xF0 | r >> 18); p[1] = (byte)(0x80 | r >> 12 & 0x3F); p[2] = (byte)(0x80 | r >> 6 & 0x3F); p[3] = (byte)(0x80 | r & 0x3F);
        return 4;
    }

    [GoSymbol("runtime.decoderune", CallClass.None, NoEscape = true)]
    public static W2 Decoderune(G* g, byte* p, long n, long k)
    {
        if (k >= n) return new W2(RuneError, k + 1);
        int r = Decode(p + k, n - k, out int w);
        return new W2(r, k + w);
    }

    [GoSymbol("runtime.countrunes", CallClass.None, NoEscape = true)]
    public static long Countrunes(G* g, byte* p, long n)
    {
        long c = 0;
        for (long i = 0; i < n; c++)
        {
            if (p[i] < 0x80) { i++; continue; }
            Decode(p + i, n - i, out int w);
            i += w;
        }
        return c;
    }

    [GoSymbol("runtime.intstring", CallClass.None)]
    public static W2 Intstring(G* g, byte* buf, long v)
    {
        int r = v != (int)v ? RuneError : (int)v;
        byte* p = buf != null ? buf : Malloc.Noscan(g, 4);
        return new W2((long)p, Encode(p, r));
    }

    [GoSymbol("runtime.stringtoslicerune", CallClass.None)]
    public static W2 Stringtoslicerune(G* g, int* buf, byte* p, long n)
    {
        long count = Countrunes(g, p, n);
        int* r;
        long cap;
        if (buf != null && count <= TmpBuf)
        {
            NativeMemory.Clear(buf, TmpBuf * 4);
            r = buf;
            cap = TmpBuf;
        }
        else
        {
            if ((ulong)count > SizeClasses.MaxAlloc / 4) Fatal.Throw("out of memory");
            ulong mem = SizeClasses.RoundUpSize((ulong)count * 4, true);
            r = (int*)Malloc.Noscan(g, mem);
            cap = (long)(mem / 4);
            NativeMemory.Clear(r + count, (nuint)(mem - (ulong)count * 4));
        }
        long k = 0;
        for (long i = 0; i < n;)
        {
            r[k++] = Decode(p + i, n - i, out int w);
            i += w;
        }
        g->ret[2] = cap;
        return new W2((long)r, count);
    }

    [GoSymbol("runtime.slicerunetostring", CallClass.None)]
    public static W2 Slicerunetostring(G* g, byte* buf, int* a, long len, long cap)
    {
        if (len == 0) return default;
        long n = 0;
        for (long i = 0; i < len; i++) n += RuneLen(a[i]);
        byte* r = Room(g, buf, n), e = r;
        for (long i = 0; i < len; i++) e += Encode(e, a[i]);
        return new W2((long)r, n);
    }

    // ---------- comparison

    [GoSymbol("runtime.cmpstring", CallClass.None, NoEscape = true)]
    public static long Cmpstring(G* g, byte* p, long n, byte* q, long m) => Compare(p, n, q, m);

    internal static long Compare(byte* p, long n, byte* q, long m)
    {
        long k = n < m ? n : m;
        if (k < 8)
        {
            for (long i = 0; i < k; i++) if (p[i] != q[i]) return p[i] < q[i] ? -1 : 1;
        }
        else if (p != q)
        {
            // Most strings that are sorted differ early.
            ulong x = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(p)), y = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(q));
            if (x != y) return x < y ? -1 : 1;
            int c;
            if (k <= int.MaxValue) c = new ReadOnlySpan<byte>(p, (int)k).SequenceCompareTo(new ReadOnlySpan<byte>(q, (int)k));
            else
            {
                long i = 0;
                while (i < k && p[i] == q[i]) i++;
                c = i == k ? 0 : p[i] - q[i];
            }
            if (c != 0) return c < 0 ? -1 : 1;
        }
        return n < m ? -1 : n > m ? 1 : 0;
    }

    // ---------- C strings

    /// <summary>A Go string with a copy of a zero-terminated one.</summary>
    internal static GoString Gostring(G* g, byte* p)
    {
        GoString s = default;
        if (p == null) return s;
        while (p[s.Len] != 0) s.Len++;
        if (s.Len == 0) return s;
        s.Ptr = Malloc.Noscan(g, (ulong)s.Len);
        Memmove.Copy(s.Ptr, p, (ulong)s.Len);
        return s;
    }

    [GoSymbol("runtime.gostring", CallClass.None)]
    [GoSymbol("internal/syscall/unix.gostring", CallClass.None)]
    public static W2 GostringNative(G* g, byte* p)
    {
        GoString s = Gostring(g, p);
        return new W2((long)s.Ptr, s.Len);
    }
}
