// internal/chacha8rand.block: four ChaCha8 blocks side by side, one in each 32-bit lane.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class Chacha8
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rol(Vector128<uint> x, int n) => Vector128.ShiftLeft(x, n) | Vector128.ShiftRightLogical(x, 32 - n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        a += b; d = Rol(d ^ a, 16);
        c += d; b = Rol(b ^ c, 12);
        a += b; d = Rol(d ^ a, 8);
        c += d; b = Rol(b ^ c, 7);
    }

    /// <summary>Word i of the four blocks lies at blocks[2i], blocks[2i+1]. Only the key words are added back: the others carry no entropy.</summary>
    [GoSymbol("internal/chacha8rand.block", CallClass.None, NoEscape = true)]
    public static void Block(G* g, uint* seed, uint* blocks, uint counter)
    {
        Vector128<uint> k0 = Vector128.Create(seed[0]), k1 = Vector128.Create(seed[1]), k2 = Vector128.Create(seed[2]), k3 = Vector128.Create(seed[3]),
            k4 = Vector128.Create(seed[4]), k5 = Vector128.Create(seed[5]), k6 = Vector128.Create(seed[6]), k7 = Vector128.Create(seed[7]);
        Vector128<uint> b0 = Vector128.Create(0x61707865u), b1 = Vector128.Create(0x3320646eu), b2 = Vector128.Create(0x79622d32u), b3 = Vector128.Create(0x6b206574u),
            b4 = k0, b5 = k1, b6 = k2, b7 = k3, b8 = k4, b9 = k5, b10 = k6, b11 = k7,
            b12 = Vector128.Create(counter) + Vector128.Create(0u, 1u, 2u, 3u), b13 = default, b14 = default, b15 = default;
        for (int round = 0; round < 4; round++)
        {
            Quarter(ref b0, ref b4, ref b8, ref b12);
            Quarter(ref b1, ref b5, ref b9, ref b13);
            Quarter(ref b2, ref b6, ref b10, ref b14);
            Quarter(ref b3, ref b7, ref b11, ref b15);
            Quarter(ref b0, ref b5, ref b10, ref b15);
            Quarter(ref b1, ref b6, ref b11, ref b12);
            Quarter(ref b2, ref b7, ref b8, ref b13);
            Quarter(ref b3, ref b4, ref b9, ref b14);
        }
        b0.Store(blocks); b1.Store(blocks + 4); b2.Store(blocks + 8); b3.Store(blocks + 12);
        (b4 + k0).Store(blocks + 16); (b5 + k1).Store(blocks + 20); (b6 + k2).Store(blocks + 24); (b7 + k3).Store(blocks + 28);
        (b8 + k4).Store(blocks + 32); (b9 + k5).Store(blocks + 36); (b10 + k6).Store(blocks + 40); (b11 + k7).Store(blocks + 44);
        b12.Store(blocks + 48); b13.Store(blocks + 52); b14.Store(blocks + 56); b15.Store(blocks + 60);
    }
}
