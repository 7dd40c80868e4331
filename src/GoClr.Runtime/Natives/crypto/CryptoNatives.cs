// Small pieces of crypto.
using System;
using System.Runtime.Intrinsics;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class CryptoNatives
{
    /// <summary>dst = a ^ b, n bytes; dst may be a or b.</summary>
    [GoSymbol("crypto/internal/fips140/subtle.xorBytes", CallClass.None, NoEscape = true)]
    public static void XorBytes(G* g, byte* dst, byte* a, byte* b, long n)
    {
        long i = 0;
        for (; i + 32 <= n; i += 32) (Vector256.Load(a + i) ^ Vector256.Load(b + i)).Store(dst + i);
        for (; i + 8 <= n; i += 8) *(ulong*)(dst + i) = *(ulong*)(a + i) ^ *(ulong*)(b + i);
        for (; i < n; i++) dst[i] = (byte)(a[i] ^ b[i]);
    }

    // Marks that gc's linker and go version -m look for: no code.
    /// <summary>boolToUint8(b bool) uint8: an intrinsic of gc, without branch.</summary>
    [GoSymbol("crypto/internal/constanttime.boolToUint8", CallClass.None)]
    public static int BoolToUint8(G* g, int b) => b;

    [GoSymbol("crypto/internal/boring/sig.BoringCrypto", CallClass.None)]
    [GoSymbol("crypto/internal/boring/sig.FIPSOnly", CallClass.None)]
    [GoSymbol("crypto/internal/boring/sig.StandardCrypto", CallClass.None)]
    public static void Mark(G* g) { }
}
