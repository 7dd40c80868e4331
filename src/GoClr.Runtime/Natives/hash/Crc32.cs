// hash/crc32's two common polynomials. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ" (Intel, 2009), in its bit-reflected form.
//
// A CRC is the remainder of the message as a polynomial over GF(2). 128 bits of it, multiplied by x^d and reduced a little, are 128 bits again that have the same
// remainder d bits further on: so long data is folded, four vectors at a time, to its last 16 bytes, and only these take the byte-by-byte way.
// A vector's halves move by x^(d+64) and x^d: two carry-less products each with a constant of 33 bits. In reflected form the constant for x^n is
// reflect(x^(n-32) mod P) << 1.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class Crc32
{
    private const uint Ieee = 0xedb88320, Castagnoli = 0x82f63b78;   // reflected

    [StructLayout(LayoutKind.Sequential)]
    private struct Polynomial
    {
        public Vector128<ulong> Fold1, Fold4;                       // by 128 bits, by 512 bits
        public Vector128<ulong> Fold16;                             // by 2048 bits
        public fixed uint Table[8 * 256];                           // for 8 bytes at a time
    }

    private static class Tables
    {
        internal static readonly Polynomial* OfIeee = Make(Ieee), OfCastagnoli = Make(Castagnoli);

        private static Polynomial* Make(uint poly)
        {
            var p = (Polynomial*)NativeMemory.AlignedAlloc((nuint)sizeof(Polynomial), 64);
            p->Fold1 = Distance(poly, 128);
            p->Fold4 = Distance(poly, 512);
            p->Fold16 = Distance(poly, 2048);
            for (uint i = 0; i < 256; i++)
            {
                uint c = i;
                for (int b = 0; b < 8; b++) c = c >> 1 ^ (0 - (c & 1) & poly);
                p->Table[i] = c;
            }
            for (int t = 1; t < 8; t++)
                for (int i = 0; i < 256; i++)
                {
                    uint c = p->Table[(t - 1) * 256 + i];
                    p->Table[t * 256 + i] = p->Table[c & 0xff] ^ c >> 8;
                }
            return p;
        }

        private static Vector128<ulong> Distance(uint poly, int bits) => Vector128.Create(Power(poly, bits + 32), Power(poly, bits - 32));

        /// <summary>reflect(x^n mod P) &lt;&lt; 1; bit 31 of a reflected remainder is x^0.</summary>
        private static ulong Power(uint poly, int n)
        {
            uint r = 1u << 31;
            for (int i = 0; i < n; i++) r = r >> 1 ^ (0 - (r & 1) & poly);
            return (ulong)r << 1;
        }
    }

    // The amd64 forms of these functions, in place of the ones for machines without help.
    [GoSymbol("hash/crc32.archAvailableIEEE", CallClass.None)]
    [GoSymbol("hash/crc32.archAvailableCastagnoli", CallClass.None)]
    public static int Available(G* g) => Pclmulqdq.IsSupported && Sse42.X64.IsSupported ? 1 : 0;

    [GoSymbol("hash/crc32.archInitIEEE", CallClass.None)]
    [GoSymbol("hash/crc32.archInitCastagnoli", CallClass.None)]
    public static void Init(G* g) { }

    [GoSymbol("hash/crc32.archUpdateIEEE", CallClass.None, NoEscape = true)]
    public static uint UpdateIeee(G* g, uint crc, byte* p, long n, long cap)
    {
        Polynomial* t = Tables.OfIeee;
        crc = ~crc;
        if (n >= 64)
        {
            Vector128<ulong> rest = Fold(t, crc, ref p, ref n);
            byte* last = (byte*)&rest;
            crc = Bytes(t->Table, 0, last, 16);
        }
        return ~Bytes(t->Table, crc, p, n);
    }

    [GoSymbol("hash/crc32.archUpdateCastagnoli", CallClass.None, NoEscape = true)]
    public static uint UpdateCastagnoli(G* g, uint crc, byte* p, long n, long cap)
    {
        ulong c = ~crc;
        if (n >= 128)
        {
            Vector128<ulong> rest = Fold(Tables.OfCastagnoli, (uint)c, ref p, ref n);
            c = Sse42.X64.Crc32(0, rest[0]);
            c = Sse42.X64.Crc32(c, rest[1]);
        }
        for (; n >= 8; p += 8, n -= 8) c = Sse42.X64.Crc32(c, Unsafe.ReadUnaligned<ulong>(p));
        for (; n > 0; p++, n--) c = Sse42.Crc32((uint)c, *p);
        return ~(uint)c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Next(Vector128<ulong> x, Vector128<ulong> k, Vector128<ulong> data)
        => Pclmulqdq.CarrylessMultiply(x, k, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, k, 0x11) ^ data;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Next(Vector512<ulong> x, Vector512<ulong> k, Vector512<ulong> data)
        => Vector512.Xor(Vector512.Xor(Pclmulqdq.V512.CarrylessMultiply(x, k, 0x00), Pclmulqdq.V512.CarrylessMultiply(x, k, 0x11)), data);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(byte* p) => Vector128.Load((ulong*)p);

    /// <summary>At least 64 bytes, as many whole vectors as there are: 16 bytes that have the same remainder. p and n move on to the rest.</summary>
    private static Vector128<ulong> Fold(Polynomial* t, uint crc, ref byte* data, ref long length)
    {
        byte* p = data;
        long n = length;
        Vector128<ulong> first = Vector128.CreateScalar((ulong)crc), a, b, c, d;
        if (Pclmulqdq.V512.IsSupported && n >= 512)
        {
            Vector512<ulong> k = Spread(t->Fold16),
                w = Vector512.Load((ulong*)p) ^ Vector512.Create(Vector256.Create(first, default), default), x = Vector512.Load((ulong*)(p + 64)),
                y = Vector512.Load((ulong*)(p + 128)), z = Vector512.Load((ulong*)(p + 192));
            for (p += 256, n -= 256; n >= 256; p += 256, n -= 256)
            {
                w = Next(w, k, Vector512.Load((ulong*)p));
                x = Next(x, k, Vector512.Load((ulong*)(p + 64)));
                y = Next(y, k, Vector512.Load((ulong*)(p + 128)));
                z = Next(z, k, Vector512.Load((ulong*)(p + 192)));
            }
            k = Spread(t->Fold4);
            z = Next(Next(Next(w, k, x), k, y), k, z);
            a = z.GetLower().GetLower();
            b = z.GetLower().GetUpper();
            c = z.GetUpper().GetLower();
            d = z.GetUpper().GetUpper();
        }
        else
        {
            a = Load(p) ^ first;
            b = Load(p + 16);
            c = Load(p + 32);
            d = Load(p + 48);
            p += 64;
            n -= 64;
        }
        Vector128<ulong> k4 = t->Fold4;
        for (; n >= 64; p += 64, n -= 64)
        {
            a = Next(a, k4, Load(p));
            b = Next(b, k4, Load(p + 16));
            c = Next(c, k4, Load(p + 32));
            d = Next(d, k4, Load(p + 48));
        }
        Vector128<ulong> k1 = t->Fold1;
        d = Next(Next(Next(a, k1, b), k1, c), k1, d);
        for (; n >= 16; p += 16, n -= 16) d = Next(d, k1, Load(p));
        data = p;
        length = n;
        return d;
    }

    private static Vector512<ulong> Spread(Vector128<ulong> x) => Vector512.Create(Vector256.Create(x, x), Vector256.Create(x, x));

    /// <summary>Eight bytes a step through eight tables. The CRC is not inverted here.</summary>
    private static uint Bytes(uint* t, uint crc, byte* p, long n)
    {
        for (; n >= 8; p += 8, n -= 8)
        {
            ulong x = Unsafe.ReadUnaligned<ulong>(p) ^ crc;
            crc = t[7 * 256 + (x & 0xff)] ^ t[6 * 256 + (x >> 8 & 0xff)] ^ t[5 * 256 + (x >> 16 & 0xff)] ^ t[4 * 256 + (x >> 24 & 0xff)]
                ^ t[3 * 256 + (x >> 32 & 0xff)] ^ t[2 * 256 + (x >> 40 & 0xff)] ^ t[1 * 256 + (x >> 48 & 0xff)] ^ t[x >> 56];
        }
        for (; n > 0; p++, n--) crc = t[(crc ^ *p) & 0xff] ^ crc >> 8;
        return crc;
    }
}
