// Hash natives against .NET's implementations and against the definition, over all short lengths, alignments and some long inputs.
using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using GoClr.Runtime.Natives;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class HashTests
{
    private static byte[] Data(int n)
    {
        byte[] b = new byte[n];
        new Random(n + 1).NextBytes(b);
        return b;
    }

    /// <summary>The message with its padding, as the Go side of the package hands it over.</summary>
    private static byte[] Padded(byte[] message)
    {
        byte[] b = new byte[(message.Length + 72) / 64 * 64];
        message.CopyTo(b, 0);
        b[message.Length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(b.Length - 8), message.Length * 8L);
        return b;
    }

    private delegate void Blocks(uint* state, byte* p, long n);

    private static byte[] Run(Blocks blocks, uint[] initial, byte[] message, int offset)
    {
        byte[] padded = Padded(message);
        byte[] shifted = new byte[padded.Length + offset];
        padded.CopyTo(shifted, offset);
        uint[] state = (uint[])initial.Clone();
        fixed (uint* s = state)
        fixed (byte* p = shifted) blocks(s, p + offset, padded.Length);
        byte[] sum = new byte[state.Length * 4];
        for (int i = 0; i < state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(sum.AsSpan(i * 4), state[i]);
        return sum;
    }

    private static readonly uint[] s_initial256 = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    private static readonly uint[] s_initial1 = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

    [Fact]
    public void ShaIsTheStandards()
    {
        for (int n = 0; n < 200; n++) Check(n, n % 17);
        Check(100_000, 3);

        static void Check(int n, int offset)
        {
            byte[] m = Data(n);
            Assert.Equal(SHA256.HashData(m), Run((s, p, k) => Sha.Sha256(null, s, p, k, k), s_initial256, m, offset));
            Assert.Equal(SHA256.HashData(m), Run((s, p, k) => Sha.Blocks256(s, p, k / 64), s_initial256, m, offset));
            Assert.Equal(SHA1.HashData(m), Run((s, p, k) => Sha.Sha1(null, s, p, k, k), s_initial1, m, offset));
            Assert.Equal(SHA1.HashData(m), Run((s, p, k) => Sha.Blocks1(s, p, k / 64), s_initial1, m, offset));
        }
    }

    private static uint ByBits(uint poly, uint crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (0 - (crc & 1) & poly);
        }
        return ~crc;
    }

    [Fact]
    public void Crc32IsTheRemainder()
    {
        byte[] data = Data(6000);
        fixed (byte* p = data)
        {
            for (int n = 0; n < 1100; n++) Check(data, p, n % 19, n, (uint)n * 2654435761u);
            foreach (int n in new[] { 2047, 2048, 2049, 4096, 5119, 5900 }) Check(data, p, n % 19, n, 7);
        }

        static void Check(byte[] data, byte* p, int at, int n, uint crc)
        {
            Assert.Equal(ByBits(0xedb88320, crc, data.AsSpan(at, n)), Crc32.UpdateIeee(null, crc, p + at, n, n));
            Assert.Equal(ByBits(0x82f63b78, crc, data.AsSpan(at, n)), Crc32.UpdateCastagnoli(null, crc, p + at, n, n));
        }
    }
}

public unsafe class AesTests
{
    /// <summary>FIPS 197, appendix C.1: the key 00 01 … 0f, its round keys by the standard's expansion.</summary>
    [Fact]
    public void BlocksAndCountersAreTheStandards()
    {
        byte[] key = new byte[16], plain = new byte[16 * 9];
        for (int i = 0; i < 16; i++) key[i] = (byte)i;
        new Random(3).NextBytes(plain);
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = key;
        AesKey k = default;
        k.rounds = 10;
        Expand(key, k.enc);
        byte[] wanted = aes.EncryptEcb(plain, PaddingMode.None);
        byte* one = stackalloc byte[16];
        fixed (byte* p = plain)
            for (int i = 0; i < 9; i++)
            {
                AesNatives.Encrypt(null, (byte*)&k, one, p + i * 16);
                Assert.Equal(wanted[(i * 16)..(i * 16 + 16)], new ReadOnlySpan<byte>(one, 16).ToArray());
            }
        // Counter mode: the blocks of the counter, encrypted, over the text; the low word overflows on the way.
        ulong lo = ulong.MaxValue - 2, hi = 7;
        byte[] counters = new byte[16 * 9], got = new byte[16 * 9];
        for (int i = 0; i < 9; i++)
        {
            ulong l = lo + (ulong)i;
            BinaryPrimitives.WriteUInt64BigEndian(counters.AsSpan(i * 16), l < lo ? hi + 1 : hi);
            BinaryPrimitives.WriteUInt64BigEndian(counters.AsSpan(i * 16 + 8), l);
        }
        byte[] stream = aes.EncryptEcb(counters, PaddingMode.None);
        for (int i = 0; i < stream.Length; i++) stream[i] ^= plain[i];
        fixed (byte* p = plain)
        fixed (byte* q = got) AesNatives.Ctr(null, (byte*)&k, q, p, 9, lo, hi);
        Assert.Equal(stream, got);
    }

    private static void Expand(byte[] key, uint* w)
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        byte rcon = 1;
        for (int i = 0; i < 44; i++)
        {
            if (i < 4) { w[i] = BinaryPrimitives.ReadUInt32BigEndian(key.AsSpan(i * 4)); continue; }
            uint t = w[i - 1];
            if (i % 4 == 0)
            {
                t = System.Numerics.BitOperations.RotateLeft(t, 8);
                t = (uint)(Sub((byte)(t >> 24)) << 24 | Sub((byte)(t >> 16)) << 16 | Sub((byte)(t >> 8)) << 8 | Sub((byte)t)) ^ (uint)rcon << 24;
                rcon = (byte)(rcon << 1 ^ ((rcon & 0x80) != 0 ? 0x1b : 0));
            }
            w[i] = w[i - 4] ^ t;
        }
    }

    /// <summary>The S-box: the inverse in GF(2^8), then the affine map.</summary>
    private static int Sub(byte x)
    {
        int inverse = 0;
        for (int y = 1; y < 256 && x != 0; y++) if (Mul(x, y) == 1) { inverse = y; break; }
        int r = 0;
        for (int i = 0; i < 5; i++) r ^= inverse << i | inverse >> 8 - i;
        return (r ^ 0x63) & 0xff;
    }

    private static int Mul(int a, int b)
    {
        int r = 0;
        for (; b != 0; b >>= 1, a = a << 1 ^ ((a & 0x80) != 0 ? 0x11b : 0)) if ((b & 1) != 0) r ^= a;
        return r & 0xff;
    }
}
