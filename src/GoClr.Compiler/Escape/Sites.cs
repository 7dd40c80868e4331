// Objects by the place of the source that makes them. One node may make several: any(f(x...)) makes the box, the arguments' slice and what f's result is.
using System;
using GoClr.Syntax;

namespace GoClr.Compiler.Escape;

public enum SiteKind : byte
{
    /// <summary>What new, make, a composite or function literal, a thunk of go or defer makes.</summary>
    Object,
    /// <summary>The object of &amp;T{…} if T{…} makes one itself.</summary>
    Pointer,
    /// <summary>The value behind an interface's data word; the node is the operand, or the call of an explicit conversion.</summary>
    Box,
    /// <summary>The slice of a variadic call's arguments.</summary>
    Args,
    /// <summary>The new array of an append.</summary>
    Append,
    /// <summary>Bytes of a string concatenation or conversion.</summary>
    Text,
    /// <summary>The closure of a method value.</summary>
    Method,
}

internal sealed class Sites(int nodes)
{
    private readonly byte[] _made = new byte[nodes], _heap = new byte[nodes];
    private readonly bool[] _mutated = new bool[nodes];

    internal void Add(Location l)
    {
        if (l.Site is not { Index: > 0 } n) return;
        byte bit = (byte)(1 << (int)l.Kind);
        _made[n.Index] |= bit;
        if (l.Escapes || l.Pinned) _heap[n.Index] |= bit;
        if (l.Kind == SiteKind.Text && l.Mutates) _mutated[n.Index] = true;
    }

    internal bool Known(Node n, SiteKind kind) => n.Index > 0 && n.Index < _made.Length && (_made[n.Index] & 1 << (int)kind) != 0;

    /// <summary>On the heap; so is everything that was not looked at.</summary>
    internal bool Escapes(Node n, SiteKind kind) => !Known(n, kind) || (_heap[n.Index] & 1 << (int)kind) != 0;
    internal bool Mutated(Node n) => !Known(n, SiteKind.Text) || _mutated[n.Index];
}
