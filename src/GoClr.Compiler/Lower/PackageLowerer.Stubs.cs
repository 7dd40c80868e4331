// Descriptors, itabs and strings; replaced by PackageLowerer.Data.cs.
using System;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class PackageLowerer
{
    /// <summary>Symbol of the type descriptor.</summary>
    public int TypeSym(Type t) => Sym("type:" + Names.Link(t));
    /// <summary>Symbol of the static itab of (concrete type, non-empty interface).</summary>
    public int ItabSym(Type t, Type iface) => Sym("go:itab." + Names.Link(t) + "," + Names.Link(iface));
    /// <summary>Symbol with the bytes of a string constant; -1 for the empty string.</summary>
    public int StringSym(ReadOnlySpan<byte> bytes) => Data.StringBytes(bytes);
}
