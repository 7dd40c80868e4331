// What the lowering of an expression yields, and where Go variables live.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Escape;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>What a store must know about its target.</summary>
public enum MemKind : byte
{
    /// <summary>Heap or global: pointer stores need the barrier.</summary>
    Heap,
    /// <summary>Area of this goroutine, or an object made just now that nobody else knows: no barrier.</summary>
    Fresh,
    /// <summary>Like Fresh; and nothing but statements of this function that name it can change it: a variable whose address is not taken, a caller's copy, a boxed value.</summary>
    Stable,
}

/// <summary>An address: leaf expression + constant offset. The base is not nil (checked before).</summary>
public readonly record struct Addr(int Base, long Off, MemKind Kind)
{
    public Addr Plus(long off) => this with { Off = Off + off };
    public bool IsNone => Base == 0;
}

/// <summary>
/// A Go value in lowering: up to three scalar expressions, or for memory class the address of memory that holds it.
/// Expressions are evaluated where the statement that uses them stands; whoever adds statements that may change variables or memory
/// between making and using a value fixes it first (FuncLowerer.Fix).
/// </summary>
public readonly struct GoVal
{
    public readonly TypeLayout L;
    /// <summary>Number of scalars; -1: in memory at Mem.</summary>
    public readonly int N;
    public readonly int S0, S1, S2;
    public readonly Addr Mem;

    public GoVal(TypeLayout l, ReadOnlySpan<int> s)
    {
        L = l;
        N = s.Length;
        if (l.IsMem || N != l.ScalarCount) throw new InternalCompilerError(default, "lower", $"{N} scalars for type {l.Type} which has {(l.IsMem ? "memory class" : l.ScalarCount.ToString())}");
        if (N > 0) S0 = s[0];
        if (N > 1) S1 = s[1];
        if (N > 2) S2 = s[2];
    }

    public GoVal(TypeLayout l, Addr mem)
    {
        L = l;
        N = -1;
        Mem = mem;
    }

    public Type Type => L.Type;
    public bool IsMem => N < 0;
    public int this[int i] => i switch { 0 when N > 0 => S0, 1 when N > 1 => S1, 2 when N > 2 => S2, _ => throw new InternalCompilerError(default, "lower", $"scalar {i} of a value of type {L?.Type}") };
    /// <summary>The only scalar.</summary>
    public int X => N == 1 ? S0 : throw new InternalCompilerError(default, "lower", $"value of type {L?.Type} has {N} scalars, not one");
}

public enum LocKind : byte
{
    /// <summary>Vars: one IR variable per scalar.</summary>
    Scalars,
    /// <summary>Area slot Slot.</summary>
    Area,
    /// <summary>IR variable Ptr holds the address of the heap cell.</summary>
    Heap,
    /// <summary>Memory-class parameter: IR variable Ptr holds the address of the caller's copy, which is read only.</summary>
    ParamCopy,
}

/// <summary>Where a local variable lives in the function being lowered.</summary>
public sealed class VarLoc
{
    public LocKind Kind;
    public TypeLayout L = null!;
    public int[] Vars = [];
    public int Slot = -1, Ptr = -1;
    /// <summary>Area: its address may be known elsewhere.</summary>
    public bool Shared;
}

public enum Placement : byte { Scalar, Area, Heap }

/// <summary>The answers of escape analysis about one function body (with the closures in it).</summary>
public interface IPlacement
{
    /// <summary>Where a variable goes. Scalar is only a wish: memory-class variables then go to the area.</summary>
    Placement Of(Var v);
    /// <summary>The object of this kind made at the node outlives the function.</summary>
    bool Escapes(Node n, SiteKind kind = SiteKind.Object);
    /// <summary>Somebody may write to the bytes that the conversion of a string yields.</summary>
    bool Mutated(Node n);
}
