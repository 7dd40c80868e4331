// Natives against values recorded from Go 1.27.
using GoClr.Runtime.Natives;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class ValueTests
{
    [Fact]
    public void FloatToInteger()
    {
        (ulong Bits, int I32, long I64, uint U32, ulong U64)[] cases =
        [
            (0x3ffe666666666666, 1, 1, 1, 1), (0xbffe666666666666, -1, -1, 4294967295, 18446744073709551615), (0x41dfffffffc00000, 2147483647, 2147483647, 2147483647, 2147483647),
            (0x41e0000000000000, -2147483648, 2147483648, 2147483648, 2147483648), (0x41f0000000000000, -2147483648, 4294967296, 0, 4294967296),
            (0xc202a05f20000000, -2147483648, -10000000000, 2884901888, 18446744063709551616), (0x43e02207973f6440, -2147483648, long.MinValue, 0, 9300000000000000000),
            (0x43ef399b1438a100, -2147483648, long.MinValue, 0, 18000000000000000000), (0x43f07ad8f556c6c0, -2147483648, long.MinValue, 0, 9223372036854775808),
            (0xc3e02207973f6440, -2147483648, long.MinValue, 0, 9223372036854775808), (0x7ff8000000000001, -2147483648, long.MinValue, 0, 9223372036854775808),
            (0xfff0000000000000, -2147483648, long.MinValue, 0, 9223372036854775808), (0xc014000000000000, -5, -5, 4294967291, 18446744073709551611),
        ];
        foreach (var c in cases)
        {
            double x = System.BitConverter.UInt64BitsToDouble(c.Bits);
            Assert.Equal(c.I32, Num.F64ToI32(x));
            Assert.Equal(c.I64, Num.F64ToI64(x));
            Assert.Equal(c.U32, (uint)Num.F64ToU32(x));
            Assert.Equal(c.U64, (ulong)Num.F64ToU64(x));
        }
        Assert.Equal(9300000300729368576UL, (ulong)Num.F32ToU64(9.3e18f));
        Assert.Equal(-2147483648, Num.F32ToI32(2147483647f));
    }

    [Fact]
    public void Bits()
    {
        Assert.Equal(64, MathBits.TrailingZeros64(null, 0));
        Assert.Equal(8, MathBits.TrailingZeros8(null, 0));
        Assert.Equal(16, MathBits.LeadingZeros16(null, 0));
        Assert.Equal(7, MathBits.LeadingZeros8(null, 1));
        Assert.Equal(0, MathBits.Len64(null, 0));
        Assert.Equal(0x34u, MathBits.RotateLeft8(null, 0x43, 4));
        Assert.Equal(0xa1u, MathBits.RotateLeft8(null, 0x43, -1));
        Assert.Equal(0x8003u, MathBits.RotateLeft16(null, 0x0007, -1));
        Assert.Equal(0x3412u, MathBits.ReverseBytes16(null, 0x1234));
        Abi.W2 r = MathBits.Add64(null, ulong.MaxValue, ulong.MaxValue, 1);
        Assert.Equal((-1L, 1L), (r.A, r.B));
        r = MathBits.Sub64(null, 0, ulong.MaxValue, 1);
        Assert.Equal((0L, 1L), (r.A, r.B));
        r = MathBits.Mul64(null, ulong.MaxValue, ulong.MaxValue);
        Assert.Equal((-2L, 1L), (r.A, r.B));
        r = MathBits.MulUintptr(null, 1UL << 40, 1UL << 30);
        Assert.Equal((0L, 1L), (r.A, r.B));
    }

    [Fact]
    public void And8TouchesOneByte()
    {
        uint* w = stackalloc uint[2];
        w[0] = 0xffffffff; w[1] = 0;
        Atomics.And8(null, (byte*)w + 2, 0x0f);
        Atomics.Or8(null, (byte*)w + 5, 0x80);
        Assert.Equal(0xff0fffffu, w[0]);
        Assert.Equal(0x8000u, w[1]);
    }

    [Fact]
    public void BigWords()
    {
        ulong* x = stackalloc ulong[3], y = stackalloc ulong[3], z = stackalloc ulong[3];
        x[0] = x[1] = x[2] = ulong.MaxValue;
        y[0] = 1; y[1] = y[2] = 0;
        Assert.Equal(1UL, BigArith.AddVV(null, z, 3, 3, x, 3, 3, y, 3, 3));
        Assert.Equal(0UL, z[0] | z[1] | z[2]);
        Assert.Equal(1UL, BigArith.SubVV(null, z, 3, 3, z, 3, 3, y, 3, 3));
        Assert.Equal(ulong.MaxValue, z[0] & z[1] & z[2]);
        Assert.Equal(ulong.MaxValue, BigArith.MulAddVWW(null, z, 3, 3, x, 3, 3, ulong.MaxValue, ulong.MaxValue));
        Assert.Equal((0UL, 0UL, 0UL), (z[0], z[1], z[2]));
        Assert.Equal(1UL, BigArith.LshVU(null, z, 3, 3, x, 3, 3, 1));
        Assert.Equal(ulong.MaxValue - 1, z[0]);
        Assert.Equal(1UL << 63, BigArith.RshVU(null, z, 3, 3, x, 3, 3, 1));
    }

    // internal/chacha8rand.block against its scalar form.
    [Fact]
    public void Chacha8MatchesItsScalarForm()
    {
        uint* seed = stackalloc uint[8], blocks = stackalloc uint[64];
        for (int i = 0; i < 8; i++) seed[i] = 0x9e3779b9u * (uint)(i + 1);
        Chacha8.Block(null, seed, blocks, 4);
        for (uint lane = 0; lane < 4; lane++)
        {
            uint[] s = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, seed[0], seed[1], seed[2], seed[3], seed[4], seed[5], seed[6], seed[7], 4 + lane, 0, 0, 0];
            uint[] k = (uint[])s.Clone();
            void Q(int a, int b, int c, int d)
            {
                s[a] += s[b]; s[d] = uint.RotateLeft(s[d] ^ s[a], 16);
                s[c] += s[d]; s[b] = uint.RotateLeft(s[b] ^ s[c], 12);
                s[a] += s[b]; s[d] = uint.RotateLeft(s[d] ^ s[a], 8);
                s[c] += s[d]; s[b] = uint.RotateLeft(s[b] ^ s[c], 7);
            }
            for (int r = 0; r < 4; r++)
            {
                Q(0, 4, 8, 12); Q(1, 5, 9, 13); Q(2, 6, 10, 14); Q(3, 7, 11, 15);
                Q(0, 5, 10, 15); Q(1, 6, 11, 12); Q(2, 7, 8, 13); Q(3, 4, 9, 14);
            }
            for (int i = 0; i < 16; i++) Assert.Equal(i is >= 4 and < 12 ? s[i] + k[i] : s[i], blocks[i * 4 + lane]);
        }
    }

    [Fact]
    public void ExpAsOnAmd64()
    {
        (ulong X, ulong Y)[] cases =
        [
            (0x3fdacf210f22a700, 0x3ff8530d5832df9c), (0xc0057abbaad5b2cb, 0x3fb17743d2626e86), (0xc039dc7a70c35a9d, 0x3d99d0865ad961c3), (0x40834abeffea6343, 0x7798e658fbb63343),
            (0x3fc95fc844bc6e78, 0x3ff3820bd008eff8), (0xc00c4eb9e7000858, 0x3f9dc18a2e815d61), (0xc02d28351bfebf17, 0x3e9f4a3939aa69e1), (0xc06d7f42f30ee9e9, 0x2aa78b2a7fc401df),
            (0xbfde933f23c6f582, 0x3fe3d88e855e6213), (0x3ff9d9cf0b1e32a5, 0x40142009e62864d6), (0xc010785d1a2e7d41, 0x3f90ace1144decb7), (0xc064d1f6ba139c2c, 0x30ea0a9f63e57409),
            (0xbfd6b90e82b75ce8, 0x3fe66fc12c42cd8d), (0x400be6b017be715b, 0x40405ab61a6139d0), (0xc041b22b41568dff, 0x3cbeb3786fc3ff35), (0xc07dff8a84468528, 0x14a76397c1d59956),
            (0x3fc90c56f0266090, 0x3ff375585aeeec65), (0x400de2e57cc5c1b1, 0x4044f5e69903738f), (0x40419c5dea6b44b0, 0x431c21588d0de4a7), (0xc08156c7865052bf, 0xde7034f54a4c401),
            (0x3fdc6e800e299816, 0x3ff8f2f0a6086ec0), (0xbffe860a20749e37, 0x3fc2ff5a21be6d8f), (0x403e384856dc6f66, 0x42a837eacc44634a), (0xc08759dd0305044e, 0x0),
            (0xbfbedd2095d5aba0, 0x3fec5d929de006ae), (0x4001431a3a2b2e67, 0x40214db5de2b2a10), (0xc01f8849475fa6e6, 0x3f38b61b5b9f524f), (0x4081c917e040e37b, 0x73410993e32e4b03),
            (0x3fc70df9453e3614, 0x3ff3285c71aa8997), (0xbfe87dadd0354dc8, 0x3fddc56d3a371e98), (0x40461e4757870371, 0x43ec3e5f9db209a8), (0xc06c89ac22938d46, 0x2b58c071edf1ac6f),
            (0x3fdb30a26c42245c, 0x3ff87838ac6e20ad), (0x400d736a9d2d7740, 0x4043d99f764074cd), (0x403f9e415b67865c, 0x42c882fe78107035), (0xc04e6763ba3b0dce, 0x3a73553aa94e1ef2),
            (0xbfd96ecc659d6d61, 0x3fe581a03e2212b7), (0x4011f43000255442, 0x40563f05329a6f4d), (0xc017ad699379ed23, 0x3f6602f2064915a8), (0xc06e5fa8fbc174d2, 0x2a05b64e5d3406f0),
            (0xc087480000000000, 0x1), (0xc087220000000000, 0x42), (0xc086233333333333, 0xff15b469edf89), (0x40862d999999999a, 0x7ff0000000000000),
            (0x4086300000000000, 0x7ff0000000000000), (0x0, 0x3ff0000000000000), (0x0, 0x3ff0000000000000), (0x1a56e1fc2f8f359, 0x3ff0000000000000),
            (0xfe37e43c8800759c, 0x0),
        ];
        foreach (var (x, y) in cases) Assert.Equal(y, System.BitConverter.DoubleToUInt64Bits(MathExp.Exp(null, System.BitConverter.UInt64BitsToDouble(x))));
    }
}
