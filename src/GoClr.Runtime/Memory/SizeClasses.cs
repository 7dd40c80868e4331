// Size classes: gc's sizes, so that capacities grown by append are the ones Go programs see, but our own placement.
//
// C1  A class index here is gc's minus one: the class of 8 bytes does not exist (512 objects a page at most, so a page's mark
//     bits fit in one line). Eight-byte objects live in 16-byte slots, or share one (Malloc's tiny blocks).
// C2  Metadata lies outside the spans, so an object never pays for a header word. RoundUpSize still answers as gc does, header included:
//     cap() after append is visible to programs.
// C3  A span class is class*2 + noscan. Span classes 0 and 1 are large objects.
using System.Runtime.CompilerServices;

namespace GoClr.Runtime;

public static class SizeClasses
{
    public const int MaxSmall = 32768;
    public const int NumClasses = 67, NumSpanClasses = NumClasses * 2;
    public const int PageShift = 13, PageSize = 1 << PageShift;
    public const int MaxMasked = 512;                        // objects up to here have a pointer mask of one bit per word
    public const long MaxAlloc = 1L << 48;
    private const int MallocHeader = 8, MinSizeForHeader = 512;

    internal static readonly ushort[] Sizes =
    [
        0, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768,
        896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240,
        10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
    ];
    internal static readonly byte[] Pages =
    [
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3, 4, 5, 6, 1,
        7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4,
    ];
    private static readonly byte[] s_sizeToClass = MakeSizeToClass();

    private static byte[] MakeSizeToClass()
    {
        byte[] t = new byte[MaxSmall / 8 + 1];
        for (int s = 0, c = 1; s < t.Length; s++)
        {
            while (s * 8 > Sizes[c]) c++;
            t[s] = (byte)c;
        }
        return t;
    }

    /// <summary>Class of an object of size bytes, 1 … MaxSmall.</summary>
    internal static int ClassOf(int size) => s_sizeToClass[(size + 7) >> 3];

    /// <summary>The slot size of small constants; 0: ask the window. Folds away when size is a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int ConstSlot(int size) => size <= 128 ? size <= 24 ? size <= 16 ? 16 : 24 : (size + 15) & ~15 : 0;

    /// <summary>gc's roundupsize: what an allocation of size bytes leaves usable under gc.</summary>
    public static ulong RoundUpSize(ulong size, bool noscan)
    {
        ulong req = size;
        if (req <= MaxSmall - MallocHeader)
        {
            if (!noscan && req > MinSizeForHeader) req += MallocHeader;
            return (req <= 8 ? req == 0 ? 0u : 8u : Sizes[s_sizeToClass[(req + 7) >> 3]]) - (req - size);
        }
        req += PageSize - 1;
        return req < size ? size : req & ~(ulong)(PageSize - 1);
    }
}
