// Static itabs: abi.ITab as read-only data. Fun[i] is the code for method i of the interface, called with the data word as receiver.
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed class Itabs(DataBuilder data, LinkNames names, MethodSets methods, TypeData types, IMethodSource source)
{
    public const int FunOffset = 24;

    /// <summary>Symbol of the itab of (concrete type, interface with methods). The type must implement the interface.</summary>
    public int Symbol(Type concrete, Type iface)
    {
        string name = "go:itab." + names.Link(concrete) + "," + names.Link(iface);
        var ms = ((InterfaceT)iface.Underlying).TypeSet.Methods;
        if (data.New(name, Section.Data, FunOffset + 8L * ms.Count, 8, true) is { } d)
        {
            d.IsItab = true;
            DataBuilder.Addr64(d, 0, types.Symbol(iface));
            DataBuilder.Addr64(d, 8, types.Symbol(concrete));
            DataBuilder.U32(d, 16, types.HashOf(concrete));
            for (int i = 0; i < ms.Count; i++)
            {
                var m = methods.Find(concrete, ms[i]) ?? throw new InternalCompilerError(default, "itab", $"{concrete} has no method {ms[i].Name} of {iface}");
                DataBuilder.CodePtr64(d, FunOffset + 8 * i, data.Sym(source.MethodByWord(concrete, m)));
            }
        }
        return data.Sym(name);
    }

    /// <summary>First word of an interface value of type iface that holds a concrete type: the itab, or the type itself for interfaces without methods.</summary>
    public int TypeWord(Type concrete, Type iface) =>
        ((InterfaceT)iface.Underlying).TypeSet.Methods.Count == 0 ? types.Symbol(concrete) : Symbol(concrete, iface);
}
