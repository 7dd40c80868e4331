// Evaluates expressions at compile time: the values of package variables that need no code, and constant composite literals in functions.
//
// Static are: constants, nil, addresses of package variables and of composites, composites and slices of static values, functions and function
// literals, conversions that change no bits, boxing into interfaces, copies of variables that are static themselves, and calls of functions
// whose body is one return of such an expression over the parameters (errors.New and its kind).
//
// A variable's value may be copied only if nothing can have changed it before the copy would run: it is never assigned anywhere in the
// package and its address is never taken, or no code has run yet (seenCode).
using System;
using System.Collections.Generic;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

internal sealed class StaticInit(PackageLowerer p, StaticWriter writer)
{
    private const int MaxInlineDepth = 4;
    private readonly Dictionary<Var, StaticValue> _values = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Var> _mutable = new(ReferenceEqualityComparer.Instance);
    private bool _scanned;

    /// <summary>Some initialiser before this one runs code.</summary>
    internal bool SeenCode;

    /// <summary>Where an expression stands: in which package's tables, with which values for parameters.</summary>
    private sealed class Context
    {
        internal required CheckedPackage Info;
        internal required TypeEnv Env;
        internal Dictionary<Var, StaticValue>? Params;
        internal int Depth;
        /// <summary>Parts of composites may be left to code.</summary>
        internal bool AllowDynamic;

        internal Type TypeOf(Expr e) => Env.Subst(Info.Types[e.Index].Type!);
    }

    // ---------------------------------------------------------------- entry points

    /// <summary>The value of a package-level initialiser; null: the whole must be code. May contain dynamic parts.</summary>
    internal StaticValue? PackageValue(Expr e, Type target)
    {
        var c = new Context { Info = p.Info, Env = TypeEnv.Empty, AllowDynamic = true };
        var v = Assign(c, e, target);
        return v is StaticDynamic ? null : v;
    }

    internal void SetValue(Var v, StaticValue value) => _values[v] = value;

    /// <summary>The value of an expression in a function if it is constant throughout, else null.</summary>
    internal StaticValue? Constant(CheckedPackage info, TypeEnv env, Expr e, Type target) =>
        Assign(new Context { Info = info, Env = env, Depth = MaxInlineDepth, Params = s_noParams }, e, target);

    /// <summary>The elements of a slice literal in a function if they are constant throughout, else null.</summary>
    internal StaticAgg? ConstantElements(CheckedPackage info, TypeEnv env, CompositeLit l, Type elem) =>
        Elements(new Context { Info = info, Env = env, Depth = MaxInlineDepth, Params = s_noParams }, l, elem, -1) is { } parts ? new StaticAgg(parts) : null;

    private static readonly Dictionary<Var, StaticValue> s_noParams = [];

    // ---------------------------------------------------------------- which variables may change

    private bool IsMutable(Var v)
    {
        if (!_scanned)
        {
            _scanned = true;
            foreach (var f in p.Info.Files) Walker.Inspect(f, Scan);
        }
        return _mutable.Contains(v);
    }

    private bool Scan(Node n)
    {
        switch (n)
        {
            case AssignStmt a when !a.Def || a.Op != Operator.None:
                foreach (var l in a.Lhs is ListExpr list ? list.ElemList : [a.Lhs]) Mark(l);
                break;
            case RangeClause { Def: false, Lhs: { } rl }:
                foreach (var l in rl is ListExpr list ? list.ElemList : [rl]) Mark(l);
                break;
            case Operation { Op: Operator.And, Y: null } o: Mark(o.X); break;
            case SliceExpr s: Mark(s.X); break;
            case SelectorExpr s when p.Info.Selections[s.Index] is { Kind: SelectionKind.MethodVal }: Mark(s.X); break;
        }
        return true;
    }

    private void Mark(Expr e)
    {
        while (true)
        {
            switch (e)
            {
                case ParenExpr x: e = x.X; continue;
                case SelectorExpr s when p.Info.Selections[s.Index] != null: e = s.X; continue;
                case IndexExpr x: e = x.X; continue;
                case Name n:
                    if (p.Info.Uses[n.Index] is Var { Kind: VarKind.Package } v) _mutable.Add(v);
                    return;
                default: return;
            }
        }
    }

    // ---------------------------------------------------------------- expressions

    /// <summary>The value of e converted to the type of the place it is assigned to.</summary>
    private StaticValue? Assign(Context c, Expr e, Type target)
    {
        var v = Eval(c, e);
        if (v == null) return c.AllowDynamic ? new StaticDynamic(e) : null;
        if (v is StaticDynamic) return v;
        var tv = c.Info.Types[e.Index];
        if (target.Underlying is not InterfaceT || tv.IsNil || tv.Type == null) return v;
        var from = c.Env.Subst(tv.Type);
        if (from.Underlying is InterfaceT) return v;
        return new StaticIface(from, v);
    }

    private static bool IsTypeParamFree(Type t) => !TypeOps.IsTypeParam(t);

    private StaticValue? Eval(Context c, Expr e)
    {
        var tv = c.Info.Types[e.Index];
        if (tv.IsConst)
        {
            var t = c.Env.Subst(tv.Type!);
            if (!IsTypeParamFree(t)) return null;
            // A constant used as an interface value has its default type in the tables or the interface's.
            return t.Underlying is InterfaceT ? null : StaticWriter.OfConst(tv.Value!, t);
        }
        if (tv.IsNil) return StaticValue.Zero;
        switch (e)
        {
            case ParenExpr x: return Eval(c, x.X);
            case Name n: return OfObject(c, c.Info.Uses[n.Index]);
            case SelectorExpr s: return Selector(c, s);
            case FuncLit f: return c.Params == null && c.Depth == 0 ? new StaticAddr(p.FuncLitValue(f), 0) : null;
            case Operation { Op: Operator.And, Y: null } o: return AddressOf(c, o);
            case CompositeLit l: return Composite(c, l, c.TypeOf(l));
            case CallExpr call: return Call(c, call);
            default: return null;
        }
    }

    private StaticValue? OfObject(Context c, Obj? o)
    {
        switch (o)
        {
            case Func f when f.Sig.TypeParams.Count == 0: return new StaticAddr(p.FuncValue(f), 0);
            case Var v:
                if (c.Params != null && c.Params.TryGetValue(v, out var bound)) return bound;
                if (v.Kind != VarKind.Package || !ReferenceEquals(c.Info, p.Info) || !_values.TryGetValue(v, out var value)) return null;
                if (c.Params == s_noParams) return null;      // in a function: it runs later
                if (SeenCode && IsMutable(v)) return null;
                return Copyable(value) ? value : null;
            default: return null;
        }
    }

    /// <summary>The value needs no code; a copy of a variable must not run its dynamic parts twice.</summary>
    private static bool Copyable(StaticValue v) => v switch
    {
        StaticDynamic => false,
        StaticAgg a => Array.TrueForAll(a.Parts, Copyable),
        StaticIface i => Copyable(i.Value),
        _ => true,
    };

    private StaticValue? Selector(Context c, SelectorExpr s)
    {
        if (c.Info.Selections[s.Index] is not { } sel)
        {
            // pkg.X
            var o = c.Info.Uses[s.Sel.Index];
            return o is Func f && f.Sig.TypeParams.Count == 0 ? new StaticAddr(p.FuncValue(f), 0) : OfObject(c, o);
        }
        if (sel.Kind != SelectionKind.FieldVal || sel.Indirect || c.TypeOf(s.X).Underlying is PointerT) return null;
        var v = Eval(c, s.X);
        foreach (int i in sel.Index)
        {
            if (v is StaticZero) return v;
            if (v is not StaticAgg a) return null;
            v = i < a.Parts.Length ? a.Parts[i] : StaticValue.Zero;
        }
        return v is StaticDynamic ? null : v;
    }

    // ---------------------------------------------------------------- addresses

    private StaticValue? AddressOf(Context c, Operation o)
    {
        var x = o.X;
        while (x is ParenExpr pe) x = pe.X;
        if (x is CompositeLit l)
        {
            var t = c.TypeOf(l);
            if (c.Params == s_noParams) return null;           // a function makes a new object each time
            var v = Composite(c, l, t);
            return v == null ? null : new StaticRef(new StaticObject(p.Layouts.Of(t), v), 0);
        }
        return c.Params == s_noParams || c.Depth == 0 || ReferenceEquals(c.Info, p.Info) ? Place(c, x) : null;
    }

    /// <summary>The address of a package variable or a part of it.</summary>
    private StaticAddr? Place(Context c, Expr e)
    {
        switch (e)
        {
            case ParenExpr x: return Place(c, x.X);
            case Name n: return c.Info.Uses[n.Index] is Var { Kind: VarKind.Package } v ? new StaticAddr(p.VarSymbol(v), 0) : null;
            case SelectorExpr s:
                if (c.Info.Selections[s.Index] is not { } sel) return c.Info.Uses[s.Sel.Index] is Var { Kind: VarKind.Package } q ? new StaticAddr(p.VarSymbol(q), 0) : null;
                if (sel.Kind != SelectionKind.FieldVal || sel.Indirect || c.TypeOf(s.X).Underlying is not StructT) return null;
                if (Place(c, s.X) is not { } b) return null;
                long off = b.Addend;
                var l = p.Layouts.Of(c.TypeOf(s.X));
                foreach (int i in sel.Index)
                {
                    off += l.FieldOffsets[i];
                    l = l.Parts[i];
                }
                return new StaticAddr(b.Symbol, off);
            case IndexExpr x:
                if (c.Info.Types[x.X.Index].Type is null || c.TypeOf(x.X).Underlying is not ArrayT arr) return null;
                if (c.Info.Types[x.IndexArg.Index] is not { IsConst: true, Value: { } iv } || !ConstOps.TryInt64(iv, out long k) || k < 0 || k >= arr.Len) return null;
                return Place(c, x.X) is { } ab ? new StaticAddr(ab.Symbol, ab.Addend + k * p.Layouts.Of(arr.Elem).Size) : null;
            default: return null;
        }
    }

    // ---------------------------------------------------------------- composites

    private StaticValue? Composite(Context c, CompositeLit l, Type t)
    {
        switch (t.Underlying)
        {
            case StructT s: return Struct(c, l, s);
            case ArrayT a: return Elements(c, l, a.Elem, a.Len) is { } elems ? new StaticAgg(elems) : null;
            case SliceT s:
            {
                if (c.Params == s_noParams) return null;
                if (Elements(c, l, s.Elem, -1) is not { } parts) return null;
                return new StaticSlice(new StaticObject(p.Layouts.Of(new ArrayT(s.Elem, parts.Length)), new StaticAgg(parts)), parts.Length);
            }
            // An elided &T in an outer literal has the pointer's type.
            case PointerT ptr when l.Type == null:
            {
                if (c.Params == s_noParams) return null;
                var v = Composite(c, l, ptr.Elem);
                return v == null ? null : new StaticRef(new StaticObject(p.Layouts.Of(ptr.Elem), v), 0);
            }
            default: return null;
        }
    }

    private StaticAgg? Struct(Context c, CompositeLit l, StructT s)
    {
        var result = EmptyStruct(s);
        for (int i = 0; i < l.ElemList.Count; i++)
        {
            int field = i;
            var value = l.ElemList[i];
            if (value is KeyValueExpr kv)
            {
                value = kv.Value;
                if (c.Info.Selections[kv.Key.Index] is { Index: { Length: > 1 } path })
                {
                    if (!Promoted(c, result, s, path, value)) return null;
                    continue;
                }
                field = -1;
                string name = ((Name)kv.Key).Value;
                for (int k = 0; k < s.Fields.Count && field < 0; k++) { if (s.Fields[k].Name == name) field = k; }
                if (field < 0) return null;
            }
            var v = Assign(c, value, s.Fields[field].Type!);
            if (v == null) return null;
            if (s.Fields[field].Name != "_") result.Parts[field] = v;
            else if (!Copyable(v)) return null;     // evaluated, but the field stays zero
        }
        return result;
    }

    private static StaticAgg EmptyStruct(StructT s)
    {
        var parts = new StaticValue[s.Fields.Count];
        Array.Fill(parts, StaticValue.Zero);
        return new StaticAgg(parts);
    }

    /// <summary>A key that names a field of an embedded struct.</summary>
    private bool Promoted(Context c, StaticAgg at, StructT s, int[] path, Expr value)
    {
        for (int k = 0; k < path.Length - 1; k++)
        {
            if (s.Fields[path[k]].Type!.Underlying is not StructT inner) return false;
            if (at.Parts[path[k]] is StaticZero) at.Parts[path[k]] = EmptyStruct(inner);
            if (at.Parts[path[k]] is not StaticAgg next) return false;
            (at, s) = (next, inner);
        }
        var v = Assign(c, value, s.Fields[path[^1]].Type!);
        if (v == null) return false;
        at.Parts[path[^1]] = v;
        return true;
    }

    private StaticValue[]? Elements(Context c, CompositeLit l, Type elem, long len)
    {
        long next = 0, max = 0;
        if (len > 1 << 20 && l.ElemList.Count < len / 16) return null;
        var list = new List<StaticValue>(l.ElemList.Count);
        foreach (var x in l.ElemList)
        {
            var value = x;
            if (x is KeyValueExpr kv)
            {
                value = kv.Value;
                if (c.Info.Types[kv.Key.Index].Value is not { } key || !ConstOps.TryInt64(key, out next)) return null;
                if (next > 1 << 20 && next > 16L * l.ElemList.Count) return null;
            }
            var v = Assign(c, value, elem);
            if (v == null) return null;
            while (list.Count <= next) list.Add(StaticValue.Zero);
            list[(int)next] = v;
            next++;
            if (next > max) max = next;
        }
        return list.ToArray();
    }

    // ---------------------------------------------------------------- calls

    private StaticValue? Call(Context c, CallExpr call)
    {
        var fun = call.Fun;
        while (fun is ParenExpr pe) fun = pe.X;
        if (c.Info.Types[fun.Index].IsType) return call.ArgList.Count == 1 ? Convert(c, call.ArgList[0], c.TypeOf(call)) : null;
        Obj? o = fun switch { Name n => c.Info.Uses[n.Index], SelectorExpr s when c.Info.Selections[s.Index] == null => c.Info.Uses[s.Sel.Index], _ => null };
        if (o is Builtin { Id: BuiltinId.New } && c.Params != s_noParams)
        {
            if (c.TypeOf(call).Underlying is not PointerT pt) return null;
            var l = p.Layouts.Of(pt.Elem);
            if (c.Info.Types[call.ArgList[0].Index].IsType) return new StaticRef(new StaticObject(l, StaticValue.Zero), 0);
            return Assign(c, call.ArgList[0], pt.Elem) is { } init ? new StaticRef(new StaticObject(l, init), 0) : null;
        }
        if (o is Func f && c.Params != s_noParams) return Inline(c, call, f);
        return null;
    }

    private StaticValue? Convert(Context c, Expr x, Type to)
    {
        if (c.Info.Types[x.Index].IsNil) return StaticValue.Zero;
        var from = c.Info.Types[x.Index].Type is { } ft ? c.Env.Subst(ft) : null;
        if (from == null || TypeOps.IsTypeParam(from) || TypeOps.IsTypeParam(to)) return null;
        if (to.Underlying is InterfaceT) return Assign(c, x, to) is { } iv and not StaticDynamic ? iv : null;
        if (to.Underlying is SliceT { Elem: var e } && e.Underlying is Basic { Kind: BasicKind.Uint8 } && c.Info.Types[x.Index].Value is StringConst s && c.Params != s_noParams)
        {
            var bytes = new StaticValue[s.Value.Length];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = new StaticBits(s.Value[i]);
            return new StaticSlice(new StaticObject(p.Layouts.Of(new ArrayT(e, bytes.Length)), new StaticAgg(bytes)), bytes.Length);
        }
        bool sameBits = TypeOps.IdenticalIgnoreTags(from.Underlying, to.Underlying)
            || from.Underlying is PointerT or Basic { Kind: BasicKind.UnsafePointer } && to.Underlying is PointerT or Basic { Kind: BasicKind.UnsafePointer };
        if (!sameBits) return null;
        var v = Eval(c, x);
        return v is StaticDynamic ? null : v;
    }

    /// <summary>A call of a function whose body is a single return: the result with the arguments put in for the parameters.</summary>
    private StaticValue? Inline(Context c, CallExpr call, Func f)
    {
        if (c.Depth >= MaxInlineDepth || f.Pkg == null || f.Sig.Recv != null || f.Sig.TypeParams.Count > 0 || f.Sig.Results.Count != 1 || call.HasDots) return null;
        if (f.Decl is not { Body: { List: [ReturnStmt { Results: { } result and not ListExpr }] } } decl) return null;
        if (p.Config.Natives.ContainsKey(LinkNames.PkgPath(f.Pkg) + "." + f.Name)) return null;
        var info = ReferenceEquals(f.Pkg, p.Pkg) ? p.Info : p.Config.Checked(f.Pkg);
        if (info == null) return null;
        if (f.Sig.Variadic || call.ArgList.Count != f.Sig.Params.Count) return null;
        var args = new Dictionary<Var, StaticValue>(ReferenceEqualityComparer.Instance);
        var argContext = new Context { Info = c.Info, Env = c.Env, Params = c.Params, Depth = c.Depth };
        for (int i = 0; i < call.ArgList.Count; i++)
        {
            var param = f.Sig.Params.Vars[i];
            var v = Assign(argContext, call.ArgList[i], param.Type!);
            if (v == null || !StaticWriter.IsComplete(v)) return null;
            args[param] = v;
        }
        int k = 0;
        foreach (var field in decl.Type.ParamList)
        {
            if (field.Name != null && info.Defs[field.Name.Index] is Var pv && k < f.Sig.Params.Count) args[pv] = args[f.Sig.Params.Vars[k]];
            k++;
        }
        var inner = new Context { Info = info, Env = TypeEnv.Empty, Params = args, Depth = c.Depth + 1 };
        return Assign(inner, result, f.Sig.Results.Vars[0].Type!);
    }

    /// <summary>Symbols for the data of a static object.</summary>
    internal int Materialize(StaticObject o, List<DynamicPart>? dynamic) => writer.SymbolOf(o, dynamic);
}
