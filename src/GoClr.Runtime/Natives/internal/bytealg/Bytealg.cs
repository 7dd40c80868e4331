// internal/bytealg: searching and comparing bytes. .NET's span operations are vectorised; spans end at 2 GB, so longer data goes in parts.
using System;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class Bytealg
{
    private const long Part = 1 << 30;

    [GoSymbol("internal/bytealg.Compare", CallClass.None, NoEscape = true)]
    public static long Compare(G* g, byte* a, long alen, long acap, byte* b, long blen, long bcap) => Strings.Compare(a, alen, b, blen);

    [GoSymbol("internal/bytealg.CompareString", CallClass.None, NoEscape = true)]
    public static long CompareString(G* g, byte* a, long alen, byte* b, long blen) => Strings.Compare(a, alen, b, blen);

    [GoSymbol("internal/bytealg.Count", CallClass.None, NoEscape = true)]
    public static long Count(G* g, byte* b, long len, long cap, int c) => CountString(g, b, len, c);

    [GoSymbol("internal/bytealg.CountString", CallClass.None, NoEscape = true)]
    public static long CountString(G* g, byte* p, long n, int c)
    {
        long r = 0;
        for (; n > Part; p += Part, n -= Part) r += new ReadOnlySpan<byte>(p, (int)Part).Count((byte)c);
        return r + new ReadOnlySpan<byte>(p, (int)n).Count((byte)c);
    }

    [GoSymbol("internal/bytealg.IndexByte", CallClass.None, NoEscape = true)]
    public static long IndexByte(G* g, byte* b, long len, long cap, int c) => IndexByteString(g, b, len, c);

    [GoSymbol("internal/bytealg.IndexByteString", CallClass.None, NoEscape = true)]
    public static long IndexByteString(G* g, byte* p, long n, int c)
    {
        if (n <= Part) return new ReadOnlySpan<byte>(p, (int)n).IndexOf((byte)c);
        for (long at = 0; at < n; at += Part)
        {
            int i = new ReadOnlySpan<byte>(p + at, (int)Math.Min(Part, n - at)).IndexOf((byte)c);
            if (i >= 0) return at + i;
        }
        return -1;
    }

    [GoSymbol("internal/bytealg.LastIndexByte", CallClass.None, NoEscape = true)]
    public static long LastIndexByte(G* g, byte* b, long len, long cap, int c) => LastIndexByteString(g, b, len, c);

    [GoSymbol("internal/bytealg.LastIndexByteString", CallClass.None, NoEscape = true)]
    public static long LastIndexByteString(G* g, byte* p, long n, int c)
    {
        while (n > 0)
        {
            int k = (int)Math.Min(Part, n);
            int i = new ReadOnlySpan<byte>(p + n - k, k).LastIndexOf((byte)c);
            if (i >= 0) return n - k + i;
            n -= k;
        }
        return -1;
    }

    [GoSymbol("internal/bytealg.Index", CallClass.None, NoEscape = true)]
    public static long Index(G* g, byte* a, long alen, long acap, byte* b, long blen, long bcap) => IndexString(g, a, alen, b, blen);

    /// <summary>Needles have 2 to MaxLen (63) bytes.</summary>
    [GoSymbol("internal/bytealg.IndexString", CallClass.None, NoEscape = true)]
    public static long IndexString(G* g, byte* a, long n, byte* b, long m)
    {
        if (n <= Part) return new ReadOnlySpan<byte>(a, (int)n).IndexOf(new ReadOnlySpan<byte>(b, (int)m));
        for (long at = 0; at < n; at += Part)
        {
            int i = new ReadOnlySpan<byte>(a + at, (int)Math.Min(Part + m - 1, n - at)).IndexOf(new ReadOnlySpan<byte>(b, (int)m));
            if (i >= 0) return at + i;
        }
        return -1;
    }

    // ---------- strings.LastIndex, bytes.LastIndex: Go searches byte by byte with a rolling hash. Short needles go by vectors, for which the worst case is bounded.

    private const int VectorNeedle = 64;
    private const uint Prime = 16777619;

    [GoSymbol("strings.LastIndex", CallClass.None, NoEscape = true)]
    public static long LastIndexString(G* g, byte* s, long n, byte* sep, long m)
    {
        if (m == 0) return n;
        if (m > n) return -1;
        if (m == 1) return LastIndexByteString(g, s, n, *sep);
        if (m == n) return Alg.Equal(s, sep, (ulong)n) ? 0 : -1;
        if (m > VectorNeedle) return LastIndexRolling(s, n, sep, m);
        // In overlapping parts, from the end.
        for (long end = n; end >= m;)
        {
            long k = Math.Min(Part, end);
            int i = new ReadOnlySpan<byte>(s + end - k, (int)k).LastIndexOf(new ReadOnlySpan<byte>(sep, (int)m));
            if (i >= 0) return end - k + i;
            if (k == end) break;
            end -= k - m + 1;
        }
        return -1;
    }

    [GoSymbol("bytes.LastIndex", CallClass.None, NoEscape = true)]
    public static long LastIndex(G* g, byte* s, long n, long scap, byte* sep, long m, long sepcap) => LastIndexString(g, s, n, sep, m);

    private static long LastIndexRolling(byte* s, long n, byte* sep, long m)
    {
        uint wanted = 0, h = 0, top = 1;
        long last = n - m;
        for (long i = m - 1; i >= 0; i--)
        {
            wanted = wanted * Prime + sep[i];
            h = h * Prime + s[last + i];
            top *= Prime;
        }
        for (long at = last;; at--)
        {
            if (h == wanted && Alg.Equal(s + at, sep, (ulong)m)) return at;
            if (at == 0) return -1;
            h = h * Prime + s[at - 1] - top * s[at + m - 1];
        }
    }
}
