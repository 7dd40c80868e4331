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
}
