// What code words of read-only data lead to: static closures (F·f) and itabs of this package.
using System.Collections.Generic;
using GoClr.Compiler.Lower;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Passes;

internal sealed class KnownCode
{
    private readonly Dictionary<(int Symbol, int Offset), int> _code = [];

    public KnownCode(PackageObject o)
    {
        foreach (var d in o.Data)
        {
            if (!d.IsItab && d.Section != GoClr.Abi.Section.RoData) continue;
            foreach (var r in d.Relocs)
                if (r.Kind == DataRelocKind.CodePtr64) _code[(d.Symbol, r.Offset)] = r.Symbol;
        }
    }

    /// <summary>Function symbol of a code word, -1: not known here.</summary>
    public int At(int symbol, long offset) => offset is >= 0 and <= int.MaxValue && _code.TryGetValue((symbol, (int)offset), out int f) ? f : -1;

    public int Method(int itab, int slot) => At(itab, Itabs.FunOffset + 8L * slot);
}
