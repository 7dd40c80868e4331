// Where the value of a parameter goes, as the least number of dereferences on the way: what importers of a function know about it.
//
//     Heap     to memory that outlives the call                  f(p *T) { global = p }      0
//     Pin      to memory that this runtime has on the heap though gc has it on the stack; counts as Heap for placements, not for messages
//     Mutator  something is stored through it                    f(p *T) { p.x = 1 }         0
//     Callee   it is called, and nothing is known of the call    f(g func()) { g() }         0
//     Result i to result i
using System;
using System.Globalization;
using System.Text;

namespace GoClr.Compiler.Escape;

public sealed class Leaks
{
    internal const int Heap = 0, Pin = 1, Mutator = 2, Callee = 3, Result0 = 4;
    /// <summary>Results that are told apart; the others count as the heap.</summary>
    internal const int NumResults = 5;

    private readonly sbyte[] _at = [-1, -1, -1, -1, -1, -1, -1, -1, -1];

    /// <summary>-1: never.</summary>
    internal int this[int i] => _at[i];

    internal void Add(int i, int derefs)
    {
        if (_at[i] < 0 || derefs < _at[i]) _at[i] = (sbyte)Math.Min(derefs, sbyte.MaxValue);
    }

    /// <summary>Forgets what a way to the heap of the same length covers.</summary>
    internal void Optimize()
    {
        if (_at[Heap] < 0) return;
        for (int i = Heap + 1; i < _at.Length; i++) { if (_at[i] >= _at[Heap]) _at[i] = -1; }
    }

    internal void Write(StringBuilder b)
    {
        int n = _at.Length;
        while (n > 1 && _at[n - 1] < 0) n--;
        for (int i = 0; i < n; i++)
        {
            if (i > 0) b.Append(',');
            b.Append(_at[i]);
        }
    }

    internal static Leaks Parse(string text)
    {
        var l = new Leaks();
        string[] n = text.Split(',');
        for (int i = 0; i < n.Length; i++) l._at[i] = sbyte.Parse(n[i], CultureInfo.InvariantCulture);
        return l;
    }

    internal static Leaks Of(int kind)
    {
        var l = new Leaks();
        l.Add(kind, 0);
        return l;
    }
}

/// <summary>What a function does with its parameters; the receiver is the first if there is one.</summary>
public sealed class FuncTag
{
    public required Leaks[] Params;

    /// <summary>Parameters by semicolons.</summary>
    public override string ToString()
    {
        var b = new StringBuilder();
        for (int i = 0; i < Params.Length; i++)
        {
            if (i > 0) b.Append(';');
            Params[i].Write(b);
        }
        return b.Length == 0 ? ";" : b.ToString();
    }

    public static FuncTag Parse(string text)
    {
        if (text == ";") return new FuncTag { Params = [] };
        string[] ps = text.Split(';');
        var tag = new FuncTag { Params = new Leaks[ps.Length] };
        for (int i = 0; i < ps.Length; i++) tag.Params[i] = Leaks.Parse(ps[i]);
        return tag;
    }
}
