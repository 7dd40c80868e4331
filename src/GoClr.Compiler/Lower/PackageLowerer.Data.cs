// The package's data: descriptors, itabs, strings, the symbols of variables.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class PackageLowerer : IMethodSource
{
    private Algs _algs = null!;
    private TypeData _types = null!;
    private Itabs _itabs = null!;
    private StaticWriter _static = null!;
    private StaticInit _staticInit = null!;

    partial void InitParts()
    {
        _algs = new Algs(Data, Layouts, f => Result.Funcs.Add(f));
        _types = new TypeData(Pkg, Data, Layouts, Names, MethodSets, _algs, this);
        _itabs = new Itabs(Data, Names, MethodSets, _types, this);
        _static = new StaticWriter(Data, Layouts, _itabs);
        _staticInit = new StaticInit(this, _static);
    }

    partial void DrainData(ref bool progress)
    {
        if (!_types.HasPending) return;
        progress = true;
        _types.Drain();
    }

    /// <summary>The address of all objects of size zero.</summary>
    public int ZeroBaseSym() => _static.ZeroBase();

    /// <summary>Symbol of the type descriptor.</summary>
    public int TypeSym(Type t) => _types.Symbol(t);
    /// <summary>Symbol of the static itab of (concrete type, non-empty interface).</summary>
    public int ItabSym(Type t, Type iface) => _itabs.Symbol(t, iface);
    /// <summary>Hash in the type's descriptor and itabs.</summary>
    public uint TypeHash(Type t) => _types.HashOf(t);
    /// <summary>Symbol with the bytes of a string constant; -1 for the empty string.</summary>
    public int StringSym(ReadOnlySpan<byte> bytes) => Data.StringBytes(bytes);

    /// <summary>The function that compares two values of a comparable type in memory: eq(g, context, p, q).</summary>
    public int EqSym(Type t) => _algs.EqSymbol(_algs.Signature(t));
    internal Algs Algs => _algs;

    /// <summary>Read-only data with a value known at compile time, -1 if the expression is not constant throughout.</summary>
    public int ConstantData(CheckedPackage info, TypeEnv env, Expr e, Type t)
    {
        var v = _staticInit.Constant(info, env, e, t);
        if (v == null || !StaticWriter.IsComplete(v)) return -1;
        return _static.SymbolOf(new StaticObject(Layouts.Of(t), v) { ReadOnly = true }, null);
    }

    /// <summary>Read-only data with the elements of a literal, -1 if they are not all constant.</summary>
    public int ConstantElements(CheckedPackage info, TypeEnv env, CompositeLit l, ArrayT t)
    {
        var v = _staticInit.ConstantElements(info, env, l, t.Elem);
        if (v == null || !StaticWriter.IsComplete(v)) return -1;
        return _static.SymbolOf(new StaticObject(Layouts.Of(t), v) { ReadOnly = true }, null);
    }

    /// <summary>The value of an expression in a function if it is constant throughout.</summary>
    internal StaticValue? Constant(CheckedPackage info, TypeEnv env, Expr e, Type t) =>
        _staticInit.Constant(info, env, e, t) is { } v && StaticWriter.IsComplete(v) ? v : null;

    /// <summary>Read-only data with an array of constant values.</summary>
    internal int ConstantArray(Type elem, List<StaticValue> values) =>
        _static.SymbolOf(new StaticObject(Layouts.Of(new ArrayT(elem, values.Count)), new StaticAgg(values.ToArray())) { ReadOnly = true }, null);

    // ---------------------------------------------------------------- variables

    private readonly Dictionary<Var, int> _varSymbols = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _linknames = [];

    /// <summary>Data symbol of a package variable.</summary>
    public int VarSymbol(Var v)
    {
        if (_varSymbols.TryGetValue(v, out int s)) return s;
        return _varSymbols[v] = Sym(LinkNames.PkgPath(v.Pkg!) + "." + v.Name);
    }
}
