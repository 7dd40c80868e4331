// SHA-1 and SHA-256 over whole blocks: by the processor's SHA extensions where it has them, else in C#. FIPS 180-4.
//
// The extensions' way (Gulley et al., "Intel SHA Extensions", 2013): sha256rnds2 does two rounds on the state split in ABEF and CDGH; four words of
// the message are made from the last sixteen by msg1, a shifted sum and msg2. The routine is unrolled: 16 groups of four rounds, 20 for SHA-1.
using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class Sha
{
    private const int Sha256Block = 64, MaxRun = 1 << 10;           // blocks at a time without a chance for the host's collector

    private static ReadOnlySpan<uint> K256 =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>(state, data, blocks, constants): 64 words of K and the byte order mask of the message, 16-byte aligned.</summary>
    private static class Extension
    {
        internal static readonly delegate* unmanaged[SuppressGCTransition]<uint*, byte*, long, void*, void> Sha256, Sha1;
        internal static readonly void* Constants;
        internal const int Mask256 = 256, Mask1 = 272;

        static Extension()
        {
            if (!X86Base.X64.IsSupported || !Sse41.IsSupported || X86Base.CpuId(0, 0).Eax < 7 || (X86Base.CpuId(7, 0).Ebx & 1 << 29) == 0) return;
            byte* c = (byte*)NativeMemory.AlignedAlloc(288, 16);
            MemoryMarshal.AsBytes(K256).CopyTo(new Span<byte>(c, 256));
            for (int i = 0; i < 16; i++)
            {
                c[Mask256 + i] = (byte)(i ^ 3);                     // each word from big endian
                c[Mask1 + i] = (byte)(15 - i);                      // the same, and the first word on top
            }
            Constants = c;
            Sha256 = (delegate* unmanaged[SuppressGCTransition]<uint*, byte*, long, void*, void>)Emit256();
            Sha1 = (delegate* unmanaged[SuppressGCTransition]<uint*, byte*, long, void*, void>)Emit1();
        }

        private static void* Emit256()
        {
            const int Wk = 0, Abef = 1, Cdgh = 2, W = 3, Tmp = 7, Mask = 8, Abef0 = 9, Cdgh0 = 10;
            var e = new MachineCode(2048);
            e.ClearUpperHalves();
            e.Load(Mask, MachineCode.Rcx, Mask256);
            e.Load(Abef, MachineCode.Rdi, 0);
            e.Load(Cdgh, MachineCode.Rdi, 16);
            e.Shuffle32(Abef, Abef, 0xb1);
            e.Shuffle32(Cdgh, Cdgh, 0x1b);
            e.Mov(Tmp, Abef);
            e.AlignRight(Abef, Cdgh, 8);
            e.Blend16(Cdgh, Tmp, 0xf0);
            int loop = e.Here;
            e.Mov(Abef0, Abef);
            e.Mov(Cdgh0, Cdgh);
            for (int i = 0; i < 16; i++)
            {
                int w = W + (i & 3), w1 = W + (i + 1 & 3), w2 = W + (i + 2 & 3), w3 = W + (i + 3 & 3);     // w: four words now, of 16 words ago before; w3: the last four
                if (i < 4)
                {
                    e.Load(w, MachineCode.Rsi, i * 16);
                    e.ShuffleBytes(w, Mask);
                }
                else
                {
                    e.Xmm(0, 0x38, 0xcc, w, w1);                    // sha256msg1
                    e.Mov(Tmp, w3);
                    e.AlignRight(Tmp, w2, 4);
                    e.Add32(w, Tmp);
                    e.Xmm(0, 0x38, 0xcd, w, w3);                    // sha256msg2
                }
                e.Mov(Wk, w);
                e.Add32Mem(Wk, MachineCode.Rcx, i * 16);
                e.Xmm(0, 0x38, 0xcb, Cdgh, Abef);                   // sha256rnds2
                e.Shuffle32(Wk, Wk, 0x0e);
                e.Xmm(0, 0x38, 0xcb, Abef, Cdgh);
            }
            e.Add32(Abef, Abef0);
            e.Add32(Cdgh, Cdgh0);
            e.Add64(MachineCode.Rsi, Sha256Block);
            e.Decrement64(MachineCode.Rdx);
            e.JumpIfNotZero(loop);
            e.Shuffle32(Abef, Abef, 0x1b);
            e.Shuffle32(Cdgh, Cdgh, 0xb1);
            e.Mov(Tmp, Abef);
            e.Blend16(Abef, Cdgh, 0xf0);
            e.AlignRight(Cdgh, Tmp, 8);
            e.Store(Abef, MachineCode.Rdi, 0);
            e.Store(Cdgh, MachineCode.Rdi, 16);
            e.Return();
            return e.Publish();
        }

        private static void* Emit1()
        {
            const int Abcd = 0, E0 = 1, E1 = 2, W = 3, Mask = 7, Abcd0 = 8, E00 = 9;
            var e = new MachineCode(2048);
            e.ClearUpperHalves();
            e.Load(Mask, MachineCode.Rcx, Mask1);
            e.Load(Abcd, MachineCode.Rdi, 0);
            e.Shuffle32(Abcd, Abcd, 0x1b);
            e.XmmMem(0x66, 0x0f, 0x6e, E0, MachineCode.Rdi, 16);    // movd: the fifth word, then to the top
            e.Shuffle32(E0, E0, 0x15);
            int loop = e.Here;
            e.Mov(Abcd0, Abcd);
            e.Mov(E00, E0);
            for (int i = 0; i < 20; i++)
            {
                int w = W + (i & 3), w1 = W + (i + 1 & 3), w2 = W + (i + 2 & 3), w3 = W + (i + 3 & 3);
                int now = (i & 1) == 0 ? E0 : E1, next = (i & 1) == 0 ? E1 : E0;
                if (i < 4)
                {
                    e.Load(w, MachineCode.Rsi, i * 16);
                    e.ShuffleBytes(w, Mask);
                }
                else
                {
                    e.Xmm(0, 0x38, 0xc9, w, w1);                    // sha1msg1
                    e.Xor(w, w2);
                    e.Xmm(0, 0x38, 0xca, w, w3);                    // sha1msg2
                }
                if (i == 0) e.Add32(now, w);
                else e.Xmm(0, 0x38, 0xc8, now, w);                  // sha1nexte
                e.Mov(next, Abcd);
                e.Xmm(0, 0x3a, 0xcc, Abcd, now, (byte)(i / 5));     // sha1rnds4
            }
            e.Xmm(0, 0x38, 0xc8, E0, E00);
            e.Add32(Abcd, Abcd0);
            e.Add64(MachineCode.Rsi, Sha256Block);
            e.Decrement64(MachineCode.Rdx);
            e.JumpIfNotZero(loop);
            e.Shuffle32(Abcd, Abcd, 0x1b);
            e.Store(Abcd, MachineCode.Rdi, 0);
            e.Shuffle32(E0, E0, 0xff);
            e.XmmMem(0x66, 0x0f, 0x7e, E0, MachineCode.Rdi, 16);
            e.Return();
            return e.Publish();
        }
    }

    /// <summary>block(dig *Digest, p []byte): the state comes first in a Digest. len(p) is a multiple of 64.</summary>
    [GoSymbol("crypto/internal/fips140/sha256.block", CallClass.None, NoEscape = true)]
    public static void Sha256(G* g, uint* state, byte* p, long n, long cap)
    {
        n /= Sha256Block;
        if (Extension.Sha256 == null) Blocks256(state, p, n);
        else
            for (long k; n > 0; n -= k, p += k * Sha256Block)
            {
                k = Math.Min(n, MaxRun);
                Extension.Sha256(state, p, k, Extension.Constants);
            }
    }

    [GoSymbol("crypto/sha1.block", CallClass.None, NoEscape = true)]
    public static void Sha1(G* g, uint* state, byte* p, long n, long cap)
    {
        n /= Sha256Block;
        if (Extension.Sha1 == null) Blocks1(state, p, n);
        else
            for (long k; n > 0; n -= k, p += k * Sha256Block)
            {
                k = Math.Min(n, MaxRun);
                Extension.Sha1(state, p, k, Extension.Constants);
            }
    }

    public static void Blocks256(uint* state, byte* p, long blocks)
    {
        uint* w = stackalloc uint[64];
        ref uint k = ref MemoryMarshal.GetReference(K256);
        for (; blocks > 0; blocks--, p += Sha256Block)
        {
            for (int i = 0; i < 16; i++) w[i] = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(p + i * 4));
            for (int i = 16; i < 64; i++)
            {
                uint x = w[i - 2], y = w[i - 15];
                w[i] = (BitOperations.RotateRight(x, 17) ^ BitOperations.RotateRight(x, 19) ^ x >> 10) + w[i - 7] + (BitOperations.RotateRight(y, 7) ^ BitOperations.RotateRight(y, 18) ^ y >> 3) + w[i - 16];
            }
            uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
            for (int i = 0; i < 64; i++)
            {
                uint t1 = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + (g ^ e & (f ^ g)) + Unsafe.Add(ref k, i) + w[i];
                uint t2 = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + (a & b | c & (a | b));
                h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
            }
            state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
        }
    }

    public static void Blocks1(uint* state, byte* p, long blocks)
    {
        uint* w = stackalloc uint[80];
        for (; blocks > 0; blocks--, p += Sha256Block)
        {
            for (int i = 0; i < 16; i++) w[i] = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(p + i * 4));
            for (int i = 16; i < 80; i++) w[i] = BitOperations.RotateLeft(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
            uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
            for (int i = 0; i < 80; i++)
            {
                uint f = i < 20 ? d ^ b & (c ^ d) : i < 40 || i >= 60 ? b ^ c ^ d : b & c | d & (b | c);
                uint k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
                uint t = BitOperations.RotateLeft(a, 5) + f + e + k + w[i];
                e = d; d = c; c = BitOperations.RotateLeft(b, 30); b = a; a = t;
            }
            state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e;
        }
    }
}
