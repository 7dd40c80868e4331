// AES on single blocks and in counter mode by the processor's AES instructions, and GCM's hash by carry-less multiplication.
//
// The key schedule is the Go package's: words in big endian, for decryption already that of the equivalent inverse cipher (FIPS 197, 5.3.5), which is
// what aesdec wants. GHASH (NIST SP 800-38D): a block read as a big-endian number is a polynomial with its bits in reverse, so the product of two such
// numbers is the product of the polynomials in reverse, one bit too low; x^128 = x^7 + x^2 + x + 1.
using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GoClr.Abi;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace GoClr.Runtime.Natives;

/// <summary>crypto/internal/fips140/aes.blockExpanded</summary>
public unsafe struct AesKey
{
    public long rounds;
    public fixed uint enc[60], dec[60];
}

public static unsafe class AesNatives
{
    private const int BlockSize = 16;

    private static Vector128<byte> WordSwap => Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Key(uint* words, long round) => Vector128.Shuffle(Vector128.Load((byte*)(words + round * 4)), WordSwap);

    /// <summary>Whether the natives below may be used: they have no other way.</summary>
    public static bool Supported => X86Aes.IsSupported && Pclmulqdq.IsSupported;

    [GoSymbol("crypto/internal/fips140/aes.hasInstructions", CallClass.None)]
    [GoSymbol("crypto/internal/fips140/aes/gcm.hasInstructions", CallClass.None)]
    public static int HasInstructions(G* g) => Supported ? 1 : 0;

    /// <summary>One block; dst may be src.</summary>
    [GoSymbol("crypto/internal/fips140/aes.encryptBlockFast", CallClass.None, NoEscape = true)]
    public static void Encrypt(G* g, byte* key, byte* dst, byte* src)
    {
        AesKey* k = (AesKey*)key;
        Vector128<byte> s = Vector128.Load(src) ^ Key(k->enc, 0);
        for (long r = 1; r < k->rounds; r++) s = X86Aes.Encrypt(s, Key(k->enc, r));
        X86Aes.EncryptLast(s, Key(k->enc, k->rounds)).Store(dst);
    }

    [GoSymbol("crypto/internal/fips140/aes.decryptBlockFast", CallClass.None, NoEscape = true)]
    public static void Decrypt(G* g, byte* key, byte* dst, byte* src)
    {
        AesKey* k = (AesKey*)key;
        Vector128<byte> s = Vector128.Load(src) ^ Key(k->dec, 0);
        for (long r = 1; r < k->rounds; r++) s = X86Aes.Decrypt(s, Key(k->dec, r));
        X86Aes.DecryptLast(s, Key(k->dec, k->rounds)).Store(dst);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Counter(ref ulong lo, ref ulong hi)
    {
        Vector128<byte> c = Vector128.Create(BinaryPrimitives.ReverseEndianness(hi), BinaryPrimitives.ReverseEndianness(lo)).AsByte();
        if (++lo == 0) hi++;
        return c;
    }

    /// <summary>dst = src ^ E(counter), E(counter + 1), …; blocks whole ones. dst may be src.</summary>
    [GoSymbol("crypto/internal/fips140/aes.ctrFast", CallClass.None, NoEscape = true)]
    public static void Ctr(G* g, byte* key, byte* dst, byte* src, long blocks, ulong lo, ulong hi)
    {
        AesKey* e = (AesKey*)key;
        long rounds = e->rounds;
        Vector128<byte>* k = stackalloc Vector128<byte>[15];
        for (long r = 0; r <= rounds; r++) k[r] = Key(e->enc, r);
        for (; blocks >= 4; blocks -= 4, src += 4 * BlockSize, dst += 4 * BlockSize)
        {
            Vector128<byte> x = k[0], a = Counter(ref lo, ref hi) ^ x, b = Counter(ref lo, ref hi) ^ x, c = Counter(ref lo, ref hi) ^ x, d = Counter(ref lo, ref hi) ^ x;
            for (long r = 1; r < rounds; r++)
            {
                x = k[r];
                a = X86Aes.Encrypt(a, x);
                b = X86Aes.Encrypt(b, x);
                c = X86Aes.Encrypt(c, x);
                d = X86Aes.Encrypt(d, x);
            }
            x = k[rounds];
            (X86Aes.EncryptLast(a, x) ^ Vector128.Load(src)).Store(dst);
            (X86Aes.EncryptLast(b, x) ^ Vector128.Load(src + 16)).Store(dst + 16);
            (X86Aes.EncryptLast(c, x) ^ Vector128.Load(src + 32)).Store(dst + 32);
            (X86Aes.EncryptLast(d, x) ^ Vector128.Load(src + 48)).Store(dst + 48);
        }
        for (; blocks > 0; blocks--, src += BlockSize, dst += BlockSize)
        {
            Vector128<byte> a = Counter(ref lo, ref hi) ^ k[0];
            for (long r = 1; r < rounds; r++) a = X86Aes.Encrypt(a, k[r]);
            (X86Aes.EncryptLast(a, k[rounds]) ^ Vector128.Load(src)).Store(dst);
        }
    }

    /// <summary>y (16 bytes) = (…((y ^ b0)·h ^ b1)·h …)·h over n bytes; an incomplete last block is filled up with zeros.</summary>
    [GoSymbol("crypto/internal/fips140/aes/gcm.ghashFast", CallClass.None, NoEscape = true)]
    public static void Ghash(G* g, byte* y, byte* h, byte* data, long n)
    {
        ulong hHi = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(h, 8)), hLo = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(h + 8, 8)),
            yHi = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(y, 8)), yLo = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(y + 8, 8));
        Vector128<ulong> key = Vector128.Create(hLo, hHi), both = Vector128.CreateScalar(hLo ^ hHi);
        byte* last = stackalloc byte[BlockSize];
        while (n > 0)
        {
            if (n < BlockSize)
            {
                for (int i = 0; i < BlockSize; i++) last[i] = i < n ? data[i] : (byte)0;
                data = last;
            }
            yHi ^= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(data));
            yLo ^= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(data + 8));
            data += BlockSize;
            n -= BlockSize;
            Vector128<ulong> v = Vector128.Create(yLo, yHi), low = Pclmulqdq.CarrylessMultiply(v, key, 0x00), high = Pclmulqdq.CarrylessMultiply(v, key, 0x11),
                mid = Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(yLo ^ yHi), both, 0x00) ^ low ^ high;
            ulong z0 = low[0], z1 = low[1] ^ mid[0], z2 = high[0] ^ mid[1], z3 = high[1];
            z3 = z3 << 1 | z2 >> 63;
            z2 = z2 << 1 | z1 >> 63;
            z1 = z1 << 1 | z0 >> 63;
            z0 <<= 1;
            z2 ^= z0 ^ z0 >> 1 ^ z0 >> 2 ^ z0 >> 7;
            z1 ^= z0 << 63 ^ z0 << 62 ^ z0 << 57;
            z3 ^= z1 ^ z1 >> 1 ^ z1 >> 2 ^ z1 >> 7;
            z2 ^= z1 << 63 ^ z1 << 62 ^ z1 << 57;
            yLo = z2;
            yHi = z3;
        }
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(y, 8), yHi);
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(y + 8, 8), yLo);
    }
}
