// Names of the natives that raise the panic of a kind, one per IL result letter of the caller: the call is in tail position.
using System;
using System.Collections.Generic;
using GoClr.Abi;

namespace GoClr.Compiler.Emit;

internal static class PanicNames
{
    private static readonly Dictionary<(PanicKind, char), string> s_names = Make();

    private static Dictionary<(PanicKind, char), string> Make()
    {
        var d = new Dictionary<(PanicKind, char), string>();
        foreach (var k in Enum.GetValues<PanicKind>())
            foreach (char r in "VILFDW") d[(k, r)] = $"PanicCalls.{k}_{r}";
        return d;
    }

    public static string Get(PanicKind k, char r) => s_names[(k, r)];
}
