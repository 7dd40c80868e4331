// What code words of read-only data lead to: static closures (F·f) and itabs of this package.
using System.Collections.Generic;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Passes;

internal sealed class KnownCode
{
    private readonly Dictionary<(int Symbol, int Offset), int> _code = [];
    private readonly Dictionary<int, List<int>> _all = [];

    public KnownCode(PackageObject o)
    {
        foreach (var d in o.Data)
        {
            if (!d.IsItab && d.Section != GoClr.Abi.Section.RoData) continue;
            foreach (var r in d.Relocs)
            {
                if (r.Kind != DataRelocKind.CodePtr64) continue;
                _code[(d.Symbol, r.Offset)] = r.Symbol;
                if (!_all.TryGetValue(d.Symbol, out var list)) _all[d.Symbol] = list = [];
                list.Add(r.Symbol);
            }
        }
    }

    /// <summary>Function symbol of a code word, -1: not known here.</summary>
    public int At(int symbol, long offset) => offset is >= 0 and <= int.MaxValue && _code.TryGetValue((symbol, (int)offset), out int f) ? f : -1;

    /// <summary>All functions that a symbol's code words lead to.</summary>
    public IReadOnlyList<int> Of(int symbol) => _all.TryGetValue(symbol, out var list) ? list : [];
}
